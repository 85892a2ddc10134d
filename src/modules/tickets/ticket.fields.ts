import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import type { SealedReading } from '../../infra/crypto/reading.ts';
import { isPermitted } from '../../operations/permissions.ts';
import type { Clock } from '../../shared/clock.ts';
import { translate } from '../../shared/messages.ts';
import { Enterprise, type EnterpriseQueries } from '../enterprises/index.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { PastActor, Station, type StationQueries } from '../stations/index.ts';
import { Worker, type WorkerQueries } from '../workers/index.ts';
import { CallerGrant } from './caller-access.types.ts';
import { ServiceTicket } from './ticket.entity.ts';
import { provinceOfNumber } from './ticket.number.ts';
import type { TicketQueries } from './ticket.queries.ts';
import { TicketEventConnection, TicketTransfer } from './ticket.types.ts';
import { TicketEvent } from './ticket-event.entity.ts';

@Resolver(() => ServiceTicket)
export class TicketFieldsResolver {
  constructor(
    private readonly queries: TicketQueries,
    private readonly stations: StationQueries,
    private readonly workers: WorkerQueries,
    private readonly enterprises: EnterpriseQueries,
    private readonly sealed: SealedReading,
    private readonly clock: Clock,
  ) {}

  @FieldResolver(() => String, { description: 'The matter in a few words. Says so when it was erased.' })
  summary(@Root() { summary }: ServiceTicket, @Ctx() { locale }: Context): string {
    return summary || translate('ERASED', locale);
  }

  @FieldResolver(() => Region, { description: 'The worker’s home region; the province when unknown.' })
  homeRegion(@Root() ticket: ServiceTicket): RegionRecord {
    return regions.get(ticket.homeRegionCode);
  }

  @FieldResolver(() => Region, { nullable: true, description: 'Where it happened.' })
  incidentRegion(@Root() ticket: ServiceTicket): RegionRecord | null {
    return ticket.incidentRegionCode ? regions.get(ticket.incidentRegionCode) : null;
  }

  @FieldResolver(() => Station, {
    nullable: true,
    description: 'The station that handles it; null while the desk does.',
  })
  station(@Root() ticket: ServiceTicket, @Ctx() ctx: Context) {
    return ctx.one(this.stations.byIds, ticket.stationId);
  }

  @FieldResolver(() => TicketTransfer, {
    nullable: true,
    description: 'Where it went on, if another province took it over.',
  })
  transferredTo(@Root() ticket: ServiceTicket): TicketTransfer | null {
    return ticket.transferredToNumber ? { number: ticket.transferredToNumber } : null;
  }

  @FieldResolver(() => TicketTransfer, {
    nullable: true,
    description: 'Where it came from, if another province handed it over.',
  })
  transferredFrom(@Root() ticket: ServiceTicket): TicketTransfer | null {
    return ticket.transferredFromNumber ? { number: ticket.transferredFromNumber } : null;
  }

  @FieldResolver(() => Worker, {
    nullable: true,
    description:
      'The worker, if known; null too where your role or scope does not reach the worker, and where the caller is hidden from you.',
  })
  async worker(@Root() ticket: ServiceTicket, @Ctx() ctx: Context) {
    if (!isPermitted(ctx.actor, 'worker')) return null;
    const { workerId } = ticket.confidential ? ((await this.#caller(ticket, ctx)) ?? ticket) : ticket;
    return ctx.one(this.workers.byIds, workerId);
  }

  @FieldResolver(() => Enterprise, { nullable: true, description: 'The employer it is about.' })
  enterprise(@Root() ticket: ServiceTicket, @Ctx() ctx: Context) {
    return ctx.one(this.enterprises.byIds, ticket.enterpriseId);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Masked: 王*. Says so when it cannot be read.',
  })
  callerName(@Root() ticket: ServiceTicket, @Ctx() ctx: Context): Promise<string | null> {
    return this.#maskedCaller('name', ticket, ctx);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Masked: 138****1234. Says so when it cannot be read.',
  })
  callerPhone(@Root() ticket: ServiceTicket, @Ctx() ctx: Context): Promise<string | null> {
    return this.#maskedCaller('phone', ticket, ctx);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it is confidential, and who called is none of what you may know.',
  })
  async callerHidden(@Root() ticket: ServiceTicket, @Ctx() ctx: Context): Promise<boolean> {
    return ticket.confidential && (await this.#caller(ticket, ctx)) === null;
  }

  @FieldResolver(() => [CallerGrant], {
    description: 'Who was let see the hidden caller, for whoever sees it; empty for everybody else.',
  })
  async callerGrants(@Root() ticket: ServiceTicket, @Ctx() ctx: Context): Promise<CallerGrant[]> {
    const caller = ticket.confidential ? await this.#caller(ticket, ctx) : null;
    return Object.values(caller?.grants ?? {})
      .map(({ username, until }) => ({ username, until: new Date(until) }))
      .filter(({ until }) => until > this.clock());
  }

  @FieldResolver(() => TicketEventConnection, { description: 'Its steps, first to last.' })
  history(@Root() ticket: ServiceTicket, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.queries.history, ticket.id, page);
  }

  /** Who called, where the reader may know. */
  #caller({ id }: Pick<ServiceTicket, 'id'>, ctx: Context) {
    return ctx.one(this.queries.callersByTicketIds, id);
  }

  async #maskedCaller(
    column: 'name' | 'phone',
    { tenant, id }: ServiceTicket,
    ctx: Context,
  ): Promise<string | null> {
    const caller = await this.#caller({ id }, ctx);
    const sealed = column === 'name' ? caller?.nameSealed : caller?.phoneSealed;
    const place = { table: 'ticket_caller', column, tenant, id } as const;
    return sealed ? this.sealed.masked(place, sealed, ctx.locale) : null;
  }
}

@Resolver(() => TicketTransfer)
export class TicketTransferResolver {
  @FieldResolver(() => Region, { description: 'The other province.' })
  province(@Root() { number }: TicketTransfer): RegionRecord {
    return regions.get(provinceOfNumber(number));
  }
}

@Resolver(() => TicketEvent)
export class TicketEventResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'What was said of it. Says so when it was erased.',
  })
  note(@Root() { note }: TicketEvent, @Ctx() { locale }: Context): string | null {
    return note === '' ? translate('ERASED', locale) : note;
  }

  @FieldResolver(() => PastActor, { description: 'Who took the step, as of then.' })
  actor(@Root() event: TicketEvent): PastActor {
    return { username: event.actorUsername, stationId: event.actorStationId };
  }
}
