import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import { EnterpriseConnection } from '../enterprises/index.ts';
import { JobPostingConnection } from '../jobs/index.ts';
import { StationConnection, StationTier } from '../stations/index.ts';
import { ServiceTicketConnection, TicketCategory } from '../tickets/index.ts';
import { EnterpriseVisitConnection } from '../visits/index.ts';
import type { Figure } from './dashboard.sources.ts';

export const TicketFigure = {
  TICKETS: 'TICKETS',
  HOTLINE_MATTERS: 'HOTLINE_MATTERS',
  GOVERNMENT_SERVICES: 'GOVERNMENT_SERVICES',
  RESOLVED_IN_TIME: 'RESOLVED_IN_TIME',
  OVERDUE_TICKETS: 'OVERDUE_TICKETS',
} as const;
export type TicketFigure = (typeof TicketFigure)[keyof typeof TicketFigure];

registerEnumType(TicketFigure, {
  name: 'TicketFigure',
  description: 'The figures that count tickets.',
  valuesConfig: {
    TICKETS: { description: 'Tickets opened.' },
    HOTLINE_MATTERS: { description: 'Those opened through 12333.' },
    GOVERNMENT_SERVICES: { description: 'Those opened through hometown affairs.' },
    RESOLVED_IN_TIME: { description: 'Those first resolved by their deadline.' },
    OVERDUE_TICKETS: { description: 'Those unresolved and past their deadline now.' },
  },
});

export const ticketFigures: Record<TicketFigure, Figure> = {
  TICKETS: 'tickets',
  HOTLINE_MATTERS: 'hotlineMatters',
  GOVERNMENT_SERVICES: 'governmentServices',
  RESOLVED_IN_TIME: 'resolvedInTime',
  OVERDUE_TICKETS: 'overdueTickets',
};

@InputType({ description: 'A part of what a dashboard covers: where all that is given holds.' })
export class FigureSlice {
  @Field(() => String, { nullable: true, description: 'As in byHostProvince: 44 or 440000.' })
  hostProvinceCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'As in byHomeCity: 5226 or 522600; the province’s own code for what belongs to no city.',
  })
  homeCityCode?: string | null;

  @Field(() => StationTier, { nullable: true, description: 'As in byTier.' })
  tier?: StationTier | null;

  @Field(() => ID, { nullable: true, description: 'As in topStations.' })
  stationId?: string | null;
}

@ArgsType()
export class FigureListArgs extends PageArgs {
  @Field(() => FigureSlice, { nullable: true, description: 'Only this part.' })
  slice?: FigureSlice | null;
}

@ArgsType()
export class TicketFigureListArgs extends FigureListArgs {
  @Field(() => TicketFigure, { nullable: true, description: 'Which figure; TICKETS when left out.' })
  figure?: TicketFigure | null;

  @Field(() => TicketCategory, { nullable: true, description: 'As in ticketsByCategory.' })
  category?: TicketCategory | null;
}

const COUNT = { description: 'How many there are in all: the figure.' };

@ObjectType({ description: 'The stations a figure counts, in the order of the directory.' })
export class CountedStationConnection extends StationConnection {
  @Field(() => Int, COUNT)
  count: number;
}

@ObjectType({ description: 'The enterprises a figure counts, each once.' })
export class CountedEnterpriseConnection extends EnterpriseConnection {
  @Field(() => Int, COUNT)
  count: number;
}

@ObjectType({ description: 'The visits a figure counts, latest first.' })
export class CountedVisitConnection extends EnterpriseVisitConnection {
  @Field(() => Int, COUNT)
  count: number;
}

@ObjectType({ description: 'The postings a figure counts, latest collected first.' })
export class CountedJobPostingConnection extends JobPostingConnection {
  @Field(() => Int, COUNT)
  count: number;

  @Field(() => Int, { description: 'Their openings in all, in persons: the figure.' })
  openings: number;
}

@ObjectType({ description: 'The tickets a figure counts, latest first.' })
export class CountedTicketConnection extends ServiceTicketConnection {
  @Field(() => Int, COUNT)
  count: number;
}
