import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionType } from '../../graphql/connection.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { Payload } from '../../graphql/user-error.ts';
import type { BusinessDate } from '../../shared/business-day.ts';
import { TicketDeadlineRule } from './deadline-rule.entity.ts';
import { TicketCategory } from './ticket.enums.ts';

export const TicketDeadlineRuleConnection = connectionType('TicketDeadlineRule', () => TicketDeadlineRule);

@ObjectType({ description: 'How long tickets of one category may take.' })
export class TicketTerm {
  @Field(() => TicketCategory, { description: 'The category.' })
  category: TicketCategory;

  @Field(() => Int, { description: 'A normal ticket: whole working days after the day it was opened.' })
  workingDays: number;

  @Field(() => Int, { description: 'An urgent one: hours, nights and holidays among them.' })
  urgentHours: number;
}

@InputType({ description: 'How long tickets of one category may take.' })
class TicketTermInput {
  @Field(() => TicketCategory, { description: 'The category.' })
  category: TicketCategory;

  @Field(() => Int, { description: 'A normal ticket, in working days: 1 to 120.' })
  workingDays: number;

  @Field(() => Int, { description: 'An urgent one, in hours by the clock: 1 to 720.' })
  urgentHours: number;
}

@InputType({ description: 'How long tickets of your province may take.' })
export class SetTicketDeadlinesInput {
  @Field(() => Int, { description: 'The version of your province’s latest rule: 0 before the first.' })
  expectedVersion: number;

  @Field(() => DateScalar, {
    description: 'The first day on which tickets opened are due by it: today or later.',
  })
  validFrom: BusinessDate;

  @Field(() => [TicketTermInput], { description: 'Each category once.' })
  terms: TicketTermInput[];
}

@ObjectType({ description: 'The rule, or what there is to mend.' })
export class TicketDeadlineRulePayload extends Payload {
  @Field(() => TicketDeadlineRule, { nullable: true, description: 'The rule as it was set.' })
  ticketDeadlineRule: TicketDeadlineRule | null;
}
