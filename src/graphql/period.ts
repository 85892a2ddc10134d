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

/** @throws BAD_USER_INPUT unless it begins before it ends, and spans twenty years at most */
export function assertPeriod({ from, to }: PeriodInput): void {
  if (from >= to || to > addYears(from, LONGEST_YEARS))
    throw new DomainError('BAD_USER_INPUT', 'PERIOD_INVALID');
}
