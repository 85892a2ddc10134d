import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../../graphql/scalars.ts';
import { StationTier } from '../stations/index.ts';
import { TicketCategory } from '../tickets/index.ts';

export const Grain = { DAY: 'DAY', MONTH: 'MONTH', YEAR: 'YEAR' } as const;
export type Grain = (typeof Grain)[keyof typeof Grain];

registerEnumType(Grain, {
  name: 'Grain',
  description: 'The steps of a trend.',
  valuesConfig: {
    DAY: { description: 'By day.' },
    MONTH: { description: 'By month.' },
    YEAR: { description: 'By year.' },
  },
});

export const Measure = {
  VISITS: 'VISITS',
  JOB_POSTINGS: 'JOB_POSTINGS',
  OPENINGS: 'OPENINGS',
  TICKETS: 'TICKETS',
} as const;
export type Measure = (typeof Measure)[keyof typeof Measure];

registerEnumType(Measure, {
  name: 'Measure',
  description: 'What to rank by.',
  valuesConfig: {
    VISITS: { description: 'Visits made.' },
    JOB_POSTINGS: { description: 'Postings collected.' },
    OPENINGS: { description: 'Openings of the postings collected, in persons.' },
    TICKETS: { description: 'Tickets handled.' },
  },
});

@ObjectType({ description: 'The figures of the whole scope.' })
export class NetworkTotals {
  @Field(() => Int, { description: 'Stations in other provinces, open at some time in the period.' })
  stations: number;

  @Field(() => Int, { description: 'Enterprises outside the home province visited at least once.' })
  enterprisesContacted: number;

  @Field(() => Int, { description: 'Visits.' })
  visits: number;

  @Field(() => Int, { description: 'Postings collected.' })
  jobPostings: number;

  @Field(() => Int, { description: 'Their openings, in persons.' })
  openings: number;

  @Field(() => Int, { description: 'Tickets opened.' })
  tickets: number;

  @Field(() => Int, { description: 'Tickets opened through 12333.' })
  hotlineMatters: number;

  @Field(() => Int, { description: 'Tickets opened through hometown affairs.' })
  governmentServices: number;

  @Field(() => Int, {
    description: 'Tickets opened in the period whose first resolution came by their deadline.',
  })
  resolvedInTime: number;

  @Field(() => Int, { description: 'Tickets opened in the period, unresolved and past their deadline now.' })
  overdueTickets: number;
}

@ObjectType({ description: 'The figures of one host province.' })
export class HostProvinceFigures {
  regionCode: string;

  @Field(() => Int, { description: 'Stations there.' })
  stations: number;

  @Field(() => Int, { description: 'Enterprises visited there.' })
  enterprisesContacted: number;

  @Field(() => Int, { description: 'Visits to enterprises there.' })
  visits: number;

  @Field(() => Int, { description: 'Postings with work there.' })
  jobPostings: number;

  @Field(() => Int, { description: 'Their openings, in persons.' })
  openings: number;

  @Field(() => Int, { description: 'Tickets about incidents there, else handled by stations there.' })
  tickets: number;

  @Field(() => Int, { description: 'Those of them unresolved and past their deadline now.' })
  overdueTickets: number;
}

@ObjectType({
  description: 'The figures of one home city; the province’s own code stands for what belongs to no city.',
})
export class HomeCityFigures {
  regionCode: string;

  @Field(() => Int, { description: 'Its stations.' })
  stations: number;

  @Field(() => Int, { description: 'Its stations’ visits.' })
  visits: number;

  @Field(() => Int, { description: 'Postings collected for it.' })
  jobPostings: number;

  @Field(() => Int, { description: 'Tickets of its workers.' })
  tickets: number;

  @Field(() => Int, { description: 'Those of them unresolved and past their deadline now.' })
  overdueTickets: number;
}

@ObjectType({
  description: 'The figures of the stations of one tier; what no station did belongs to none.',
})
export class TierFigures {
  @Field(() => StationTier, { description: 'Which.' })
  tier: StationTier;

  @Field(() => Int, { description: 'Its stations in other provinces.' })
  stations: number;

  @Field(() => Int, { description: 'Enterprises they visited.' })
  enterprisesContacted: number;

  @Field(() => Int, { description: 'Their visits.' })
  visits: number;

  @Field(() => Int, { description: 'Postings they collected.' })
  jobPostings: number;

  @Field(() => Int, { description: 'The openings of those, in persons.' })
  openings: number;

  @Field(() => Int, { description: 'Tickets they handle.' })
  tickets: number;

  @Field(() => Int, { description: 'Those of them first resolved by their deadline.' })
  resolvedInTime: number;

  @Field(() => Int, { description: 'Those of them unresolved and past their deadline now.' })
  overdueTickets: number;
}

@ObjectType({ description: 'The tickets of one category.' })
export class TicketCategoryFigures {
  @Field(() => TicketCategory, { description: 'Which.' })
  category: TicketCategory;

  @Field(() => Int, { description: 'Tickets opened.' })
  count: number;

  @Field(() => Int, { description: 'Those of them first resolved by their deadline.' })
  resolvedInTime: number;

  @Field(() => Int, { description: 'Those of them unresolved and past their deadline now.' })
  overdueTickets: number;
}

@ObjectType({ description: 'One step of a trend, cut to the period.' })
export class TrendPoint {
  @Field(() => DateScalar, { description: 'Its first day.' })
  from: string;

  @Field(() => DateScalar, { description: 'The first day behind it.' })
  to: string;

  @Field(() => Int, { description: 'Visits.' })
  visits: number;

  @Field(() => Int, { description: 'Postings collected.' })
  jobPostings: number;

  @Field(() => Int, { description: 'Their openings, in persons.' })
  openings: number;

  @Field(() => Int, { description: 'Tickets opened.' })
  tickets: number;
}

@ObjectType({ description: 'One station of a ranking.' })
export class StationFigure {
  stationId: string;

  @Field(() => Int, { description: 'Its figure.' })
  value: number;
}

@ObjectType({
  description: 'Change against the same period a year before, in per cent; null without a base.',
})
export class YearOnYear {
  @Field(() => Float, { nullable: true, description: 'Of visits.' })
  visits: number | null;

  @Field(() => Float, { nullable: true, description: 'Of postings collected.' })
  jobPostings: number | null;

  @Field(() => Float, { nullable: true, description: 'Of their openings.' })
  openings: number | null;

  @Field(() => Float, { nullable: true, description: 'Of tickets opened.' })
  tickets: number | null;
}
