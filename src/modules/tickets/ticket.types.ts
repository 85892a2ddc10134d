import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { PeriodInput } from '../../graphql/period.ts';
import { MoneyScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { TicketCategory, TicketChannel, TicketOrder, TicketPriority, TicketStatus } from './ticket.enums.ts';
import { TicketEvent } from './ticket-event.entity.ts';

registerEnumType(TicketChannel, {
  name: 'TicketChannel',
  description: 'How a matter reached us.',
  valuesConfig: {
    HOTLINE_12333: { description: '12333 hotline' },
    HOMETOWN_AFFAIRS: { description: '家乡事: government services for people away from home' },
    WALK_IN: { description: '上门: at a station' },
    VISIT: { description: '走访: met during a visit' },
    ONLINE: { description: '线上' },
  },
});

registerEnumType(TicketCategory, {
  name: 'TicketCategory',
  description: 'What a ticket is about.',
  valuesConfig: {
    RIGHTS_PROTECTION: { description: '维权: wages owed, injury, contract' },
    JOB_SEEKING: { description: '求职' },
    POLICY_CONSULTATION: { description: '政策咨询' },
    RETURN_TO_WORK: { description: '返岗' },
    GOVERNMENT_SERVICE: { description: '政务服务' },
    OTHER: { description: '其他' },
  },
});

registerEnumType(TicketPriority, {
  name: 'TicketPriority',
  description: 'How urgent a ticket is.',
  valuesConfig: {
    NORMAL: { description: 'Due in working days.' },
    URGENT: { description: 'Due in hours, nights and holidays among them.' },
  },
});

registerEnumType(TicketOrder, {
  name: 'TicketOrder',
  description: 'Which tickets come first.',
  valuesConfig: {
    NEWEST: { description: 'The latest opened.' },
    DUE_SOONEST: {
      description: 'Of those not resolved yet alone: the earliest deadline, so that late ones lead the list.',
    },
  },
});

registerEnumType(TicketStatus, {
  name: 'TicketStatus',
  description: 'Where a ticket is in its life.',
  valuesConfig: {
    OPEN: { description: '待派单: at the desk' },
    ASSIGNED: { description: '已派单: waits for its station to accept' },
    IN_PROGRESS: { description: '办理中' },
    RESOLVED: { description: '已办结' },
    CLOSED: { description: '已关闭, or handed to another province' },
  },
});

export const ServiceTicketConnection = connectionType('ServiceTicket', () => ServiceTicket);
export const TicketEventConnection = connectionType('TicketEvent', () => TicketEvent);

@InputType({ description: 'Which tickets.' })
export class TicketFilter {
  @Field(() => [TicketStatus], { nullable: true, description: 'Only these statuses.' })
  status?: TicketStatus[] | null;

  @Field(() => TicketCategory, { nullable: true, description: 'Only this category.' })
  category?: TicketCategory | null;

  @Field(() => ID, { nullable: true, description: 'Handled by this station.' })
  stationId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Unresolved past the deadline, or all others.' })
  overdue?: boolean | null;

  @Field(() => PeriodInput, { nullable: true, description: 'Opened in this period.' })
  period?: PeriodInput | null;

  @Field(() => String, { nullable: true, description: 'With this number.' })
  number?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only those you took on.' })
  mine?: boolean | null;
}

@InputType({ description: 'A matter as it is told.' })
export class OpenTicketInput {
  @Field(() => String, {
    description: 'Made up by the client, one for each matter; sent again, it gives the same ticket again.',
  })
  idempotencyKey: string;

  @Field(() => TicketChannel, { description: 'How it reached us.' })
  channel: TicketChannel;

  @Field(() => TicketCategory, { description: 'What it is about.' })
  category: TicketCategory;

  @Field(() => TicketPriority, { nullable: true, description: 'NORMAL when left out.' })
  priority?: TicketPriority | null;

  @Field(() => String, {
    description: 'The matter, at most 500 characters; names and numbers belong into their own fields.',
  })
  summary: string;

  @Field(() => String, { nullable: true, description: 'Who calls. Kept sealed.' })
  callerName?: string | null;

  @Field(() => String, { nullable: true, description: 'The number, in any spelling. Kept sealed.' })
  callerPhone?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      '保密: true keeps who called from all but you, whoever takes the ticket on and those who are let in.',
  })
  confidential?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: '匿名: true when the caller wants no name or number kept; then none may be given.',
  })
  anonymous?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'The worker’s home region; left out when unknown: the agent’s province.',
  })
  homeRegionCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it happened; left out: where the enterprise is.',
  })
  incidentRegionCode?: string | null;

  @Field(() => ID, { nullable: true, description: 'The employer, if it is about one.' })
  enterpriseId?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many people it concerns.' })
  peopleInvolved?: number | null;

  @Field(() => MoneyScalar, { nullable: true, description: 'Wages owed, in all.' })
  amountOwed?: string | null;
}

@InputType({ description: 'A ticket and its station.' })
export class AssignTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => ID, { description: 'A station of your scope.' })
  stationId: string;

  @Field(() => String, {
    nullable: true,
    description: 'What the station should know, at most 2,000 characters.',
  })
  note?: string | null;
}

@InputType({ description: 'A ticket to take on.' })
export class AcceptTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;
}

@InputType({ description: 'A ticket that your station gives back.' })
export class ReturnTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, at most 2,000 characters.' })
  reason: string;
}

@InputType({ description: 'A ticket and the province whose worker it is about.' })
export class TransferTicketInput {
  @Field(() => String, { description: 'Made up by the client, one for each transfer.' })
  idempotencyKey: string;

  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, {
    description: 'The worker’s home region, six digits: the province alone when no more is known.',
  })
  homeRegionCode: string;

  @Field(() => String, {
    description:
      'Why, and what the other desk should know; at most 2,000 characters. It is read in both provinces.',
  })
  reason: string;
}

@InputType({ description: 'A note on a ticket.' })
export class AddTicketNoteInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => String, { description: 'Made up by the client, one for each note.' })
  idempotencyKey: string;

  @Field(() => String, { description: 'At most 2,000 characters.' })
  note: string;
}

@InputType({ description: 'What a manager presses for.' })
export class SuperviseTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => String, { description: 'Made up by the client, one for each time.' })
  idempotencyKey: string;

  @Field(() => String, { description: 'What is to be done, at most 2,000 characters.' })
  note: string;
}

@InputType({ description: 'A call back to whoever called.' })
export class RecordTicketCallbackInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => String, { description: 'Made up by the client, one for each call.' })
  idempotencyKey: string;

  @Field(() => Boolean, { description: 'Whether somebody answered.' })
  reached: boolean;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether they were satisfied; left out when nobody answered or it was not asked.',
  })
  satisfied?: boolean | null;

  @Field(() => String, { nullable: true, description: 'What was said, at most 2,000 characters.' })
  note?: string | null;
}

@InputType({ description: 'A ticket that is resolved.' })
export class ResolveTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'What came of it, at most 2,000 characters.' })
  resolution: string;
}

@InputType({ description: 'A resolved ticket to close.' })
export class CloseTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;
}

@InputType({ description: 'A resolved or closed ticket to take up again.' })
export class ReopenTicketInput {
  @Field(() => ID, { description: 'The ticket.' })
  id: string;

  @Field(() => Int, { description: 'The version that was read.' })
  expectedVersion: number;

  @Field(() => String, { description: 'Why, at most 2,000 characters.' })
  reason: string;
}

@ObjectType({ description: 'The ticket, or what there is to mend.' })
export class TicketPayload extends Payload {
  @Field(() => ServiceTicket, { nullable: true, description: 'The ticket as it now stands.' })
  ticket: ServiceTicket | null;
}

@ObjectType({
  description: 'The ticket in another province that this one is linked to; nothing more is told of it.',
})
export class TicketTransfer {
  @Field(() => String, { description: 'Its number there.' })
  number: string;
}
