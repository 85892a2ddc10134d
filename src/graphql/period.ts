import { Field, InputType } from 'type-graphql';
import { addYears, type BusinessDate } from '../shared/business-day.ts';
import { DomainError } from '../shared/errors.ts';
import { DateScalar } from './scalars.ts';

/** Half-open: `from` is in the period, `to` is not. */
@InputType({ description: 'A period of business days.' })
export class PeriodInput {
  @Field(() => DateScalar, { description: 'The first day in it.' })
  from: BusinessDate;

  @Field(() => DateScalar, { description: 'The first day behind it.' })
  to: BusinessDate;
}

const LONGEST_YEARS = 20;
/** Wide of anything the network will ever count, and far enough from the ends of the calendar to reckon with. */
const EARLIEST = '1950-01-01';
const LATEST = '2950-01-01';

/** @throws BAD_USER_INPUT unless it begins before it ends, and spans twenty years at most */
export function assertPeriod({ from, to }: PeriodInput): void {
  const onCalendar = from >= EARLIEST && to <= LATEST;
  if (!onCalendar || from >= to || to > addYears(from, LONGEST_YEARS))
    throw new DomainError('BAD_USER_INPUT', 'PERIOD_INVALID');
}
