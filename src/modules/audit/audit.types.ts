import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { Node } from '../../graphql/node.ts';
import { PeriodInput } from '../../graphql/period.ts';
import { DateTimeScalar } from '../../graphql/scalars.ts';
import { Role } from '../../shared/actor.ts';

@ObjectType({
  description:
    'What became of one field. Words and personal data are given by a keyed digest: it tells whether they changed, and nothing else.',
})
export class AuditedField {
  @Field(() => String, { description: 'The field’s name.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'What it was; null where it was empty or not known.' })
  before: string | null;

  @Field(() => String, { nullable: true, description: 'What it is since; null where it was emptied.' })
  after: string | null;

  @Field(() => Boolean, { description: 'Whether these are digests.' })
  isDigest: boolean;
}

@ObjectType({ description: 'What a change did to one record, or to a part of it.' })
export class AuditedRecord {
  @Field(() => String, { description: 'Its type.' })
  type: string;

  @Field(() => Boolean, { description: 'Whether it is new since.' })
  inserted: boolean;

  @Field(() => [AuditedField], { description: 'The fields that changed.' })
  fields: AuditedField[];
}

@ObjectType('AuditEntry', {
  implements: Node,
  description: '审计记录: who did what to which record, when, from where and why. Never changed, and sealed.',
})
export class AuditEntryType extends Node {
  tenant: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => String, { description: 'Who, by the account’s name then.' })
  actorUsername: string;

  @Field(() => Role, { description: 'In which role.' })
  actorRole: Role;

  @Field(() => String, { description: 'What was done, by the operation’s name.' })
  operation: string;

  @Field(() => String, { description: 'The type of the record it was done to.' })
  recordType: string;

  @Field(() => ID, { nullable: true, description: 'The record’s id; null for what has none of its own.' })
  recordId: string | null;

  @Field(() => String, { description: 'The request it was done in, as the log names it.' })
  requestId: string;

  @Field(() => String, {
    nullable: true,
    description: 'The network address it was done from, where it is known.',
  })
  address: string | null;

  @Field(() => String, { nullable: true, description: 'Why, where the operation asks for it.' })
  reason: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What it was refused for, by the name of what was said, SIGN_IN_FAILED say; null for what was done. Refused are sign-ins to accounts that exist, and changes that were not theirs to make.',
  })
  refusal: string | null;

  @Field(() => [AuditedRecord], { description: 'What changed.' })
  changes: AuditedRecord[];

  @Field(() => Int, {
    nullable: true,
    description:
      'Its place in the sealed chain of the province; null until it is sealed, some seconds later.',
  })
  sealedNumber: number | null;
}

@InputType({ description: 'Which entries of the audit.' })
export class AuditTrailFilter {
  @Field(() => ID, { nullable: true, description: 'Of this record.' })
  recordId?: string | null;

  @Field(() => String, { nullable: true, description: 'By this account, by its name.' })
  actorUsername?: string | null;

  @Field(() => String, { nullable: true, description: 'Of this operation.' })
  operation?: string | null;

  @Field(() => String, { nullable: true, description: 'Of this request.' })
  requestId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True for what was refused alone, false for what was done alone.',
  })
  refused?: boolean | null;

  @Field(() => PeriodInput, { nullable: true, description: 'In this period.' })
  period?: PeriodInput | null;
}

@ObjectType({ description: 'A page of the audit.' })
export class AuditEntryConnection extends connectionType('AuditEntry', () => AuditEntryType) {}
