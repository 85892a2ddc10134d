import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { EnterpriseContact } from '../enterprises/index.ts';
import { ServiceTicket, TicketEvent } from '../tickets/index.ts';
import { Worker } from '../workers/index.ts';
import { PersonalDataRequest } from './request.entity.ts';

export const PersonalDataRequestConnection = connectionType('PersonalDataRequest', () => PersonalDataRequest);

@InputType({
  description: 'Whose data, by number or as a worker. Make sure first that it is that person who asks.',
})
export class ErasePersonalDataInput {
  @Field(() => String, { nullable: true, description: 'The number, in any spelling; or else `workerId`.' })
  phone?: string | null;

  @Field(() => ID, { nullable: true, description: 'The worker; or else `phone`.' })
  workerId?: string | null;

  @Field(() => String, {
    description:
      'What the person said, and how we know who it is; at most 500 characters, without their name.',
  })
  reason: string;
}

@InputType({
  description: 'Whose data, by number or as a worker. Make sure first that it is that person who asks.',
})
export class ExportPersonalDataInput extends ErasePersonalDataInput {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only tickets opened before this instant: to go on where an export was not complete.',
  })
  openedBefore?: Date | null;
}

@ObjectType({ description: 'A worker’s record, with what is sealed in clear.' })
export class HeldWorker {
  @Field(() => Worker, { description: 'The record.' })
  worker: Worker;

  @Field(() => String, { nullable: true, description: 'The name, or that it cannot be read.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'The number, or that it cannot be read.' })
  phone: string | null;
}

@ObjectType({ description: 'A ticket about the person, with what is sealed in clear.' })
export class HeldTicket {
  @Field(() => ServiceTicket, { description: 'The ticket.' })
  ticket: ServiceTicket;

  @Field(() => String, { nullable: true, description: 'Who called.' })
  callerName: string | null;

  @Field(() => String, { nullable: true, description: 'From which number.' })
  callerPhone: string | null;

  @Field(() => [TicketEvent], { description: 'All its steps, first to last.' })
  history: TicketEvent[];
}

@ObjectType({ description: 'The person among an enterprise’s contacts, with what is sealed in clear.' })
export class HeldContact {
  @Field(() => EnterpriseContact, { description: 'The record.' })
  contact: EnterpriseContact;

  @Field(() => String, { nullable: true, description: 'The name, or that it cannot be read.' })
  name: string | null;

  @Field(() => String, { nullable: true, description: 'The number, or that it cannot be read.' })
  phone: string | null;
}

@ObjectType({ description: 'Somebody had the person’s data in clear.' })
export class Revealing {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => String, { description: 'Who, by the account’s name.' })
  username: string;

  @Field(() => String, { nullable: true, description: 'What for.' })
  reason: string | null;
}

@ObjectType({
  description:
    'What a province keeps of a person. Confidential tickets are in it only where you may know their caller.',
})
export class PersonalDataExport {
  @Field(() => PersonalDataRequest, { description: 'The request, as it stands in the register.' })
  request: PersonalDataRequest;

  @Field(() => [HeldWorker], { description: 'Their records as workers.' })
  workers: HeldWorker[];

  @Field(() => [HeldTicket], {
    description: 'Tickets that they called about or are about them, latest first.',
  })
  tickets: HeldTicket[];

  @Field(() => [HeldContact], { description: 'Where they are an enterprise’s contact.' })
  contacts: HeldContact[];

  @Field(() => [Revealing], { description: 'Who had any of it in clear, latest first.' })
  reveals: Revealing[];

  @Field(() => Boolean, {
    description:
      'False when there is more than one export holds: 100 tickets, 2,000 steps, 100 contacts, 500 reveals. See `openedBefore`.',
  })
  complete: boolean;
}

@ObjectType({ description: 'What is kept, or what there is to mend.' })
export class ExportPersonalDataPayload extends Payload {
  @Field(() => PersonalDataExport, { nullable: true, description: 'What is kept.' })
  export: PersonalDataExport | null;
}

@ObjectType({ description: 'The request that was carried out, or what there is to mend.' })
export class ErasePersonalDataPayload extends Payload {
  @Field(() => PersonalDataRequest, {
    nullable: true,
    description: 'The request, as it stands in the register.',
  })
  request: PersonalDataRequest | null;
}
