import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import { DateScalar } from '../../graphql/scalars.ts';
import { addDays, businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { Region, type RegionRecord, regionFilter, regions } from '../regions/index.ts';
import type { AgreementCommands } from './agreement.commands.ts';
import { CooperationAgreement } from './agreement.entity.ts';
import { AgreementOrder, AgreementStanding } from './agreement.enums.ts';
import type { AgreementQueries, AgreementRow } from './agreement.queries.ts';
import { daysLeft, endOf, standingOf } from './agreement.rules.ts';
import {
  AgreementFilter,
  AgreementPayload,
  CooperationAgreementConnection,
  EditAgreementInput,
  RenewAgreementInput,
  SignAgreementInput,
  TerminateAgreementInput,
} from './agreement.types.ts';

/** A quarter: about what it takes to negotiate the next term. */
const WARNING_DAYS = 90;
const LONGEST_WARNING = 3_660;

@Resolver(() => CooperationAgreement)
export class AgreementResolver {
  constructor(
    private readonly queries: AgreementQueries,
    private readonly commands: AgreementCommands,
    private readonly clock: Clock,
  ) {}

  @Query(() => CooperationAgreement, { nullable: true, description: 'One agreement.' })
  async agreement(@Ctx() ctx: Context, @Arg('id', () => ID, { description: 'Its id.' }) id: string) {
    return found(await ctx.one(this.queries.byIds, idAs('CooperationAgreement', id, ctx.actor)));
  }

  @Query(() => CooperationAgreementConnection, { description: 'Agreements of all provinces.' })
  agreements(
    @Ctx() { actor }: Context,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('filter', () => AgreementFilter, { nullable: true, description: 'Only these.' })
    filter?: AgreementFilter,
    @Arg('orderBy', () => AgreementOrder, { nullable: true, description: 'NEWEST when left out.' })
    orderBy?: AgreementOrder,
  ) {
    const within = filter?.endingWithinDays ?? null;
    const criteria = {
      kind: filter?.kind ?? null,
      level: filter?.level ?? null,
      home: filter?.homeRegionCode ? regionFilter(filter.homeRegionCode) : null,
      host: filter?.hostRegionCode ? regionFilter(filter.hostRegionCode) : null,
      inForceOn: filter?.inForceOn ?? null,
      ending: within === null ? null : { today: this.#today, by: addDays(this.#today, warning(within)) },
    };
    return this.queries.list(actor, page, criteria, orderBy ?? AgreementOrder.NEWEST);
  }

  @Mutation(() => AgreementPayload, { description: 'Enters an agreement that your own regions signed.' })
  signAgreement(
    @Ctx() ctx: Context,
    @Arg('input', () => SignAgreementInput, { description: 'The agreement.' }) input: SignAgreementInput,
  ) {
    return this.commands.sign(ctx, input);
  }

  @Mutation(() => AgreementPayload, { description: 'Puts an agreement’s kind or term right.' })
  editAgreement(
    @Ctx() ctx: Context,
    @Arg('input', () => EditAgreementInput, { description: 'Which, and what.' }) input: EditAgreementInput,
  ) {
    return this.commands.edit(ctx, input);
  }

  @Mutation(() => AgreementPayload, { description: 'Gives an agreement a later end, or none (续签).' })
  renewAgreement(
    @Ctx() ctx: Context,
    @Arg('input', () => RenewAgreementInput, { description: 'Which, and until when.' })
    input: RenewAgreementInput,
  ) {
    return this.commands.renew(ctx, input);
  }

  @Mutation(() => AgreementPayload, { description: 'Ends an agreement before its term (终止).' })
  terminateAgreement(
    @Ctx() ctx: Context,
    @Arg('input', () => TerminateAgreementInput, { description: 'Which, when and why.' })
    input: TerminateAgreementInput,
  ) {
    return this.commands.terminate(ctx, input);
  }

  @FieldResolver(() => [Region], {
    description: 'The regions that take part, those that send workers first.',
  })
  parties(@Root() { homeCodes, hostCodes }: AgreementRow): RegionRecord[] {
    return [...homeCodes, ...hostCodes].map((code) => regions.get(code));
  }

  @FieldResolver(() => [Region], { description: 'Those that send workers.' })
  homeParties(@Root() { homeCodes }: AgreementRow): RegionRecord[] {
    return homeCodes.map((code) => regions.get(code));
  }

  @FieldResolver(() => [Region], { description: 'Those that receive them.' })
  hostParties(@Root() { hostCodes }: AgreementRow): RegionRecord[] {
    return hostCodes.map((code) => regions.get(code));
  }

  @FieldResolver(() => Region, {
    nullable: true,
    description:
      'The home region whose managers keep it; null for several home provinces, where administrators do.',
  })
  keptBy(@Root() { homeRegionCode }: AgreementRow): RegionRecord | null {
    return homeRegionCode ? regions.get(homeRegionCode) : null;
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The first day it no longer holds, by its term or ended before; null without an end.',
  })
  endsOn(@Root() agreement: AgreementRow) {
    return endOf(agreement);
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'For how many days it still holds, 0 once it has ended; null without an end.',
  })
  daysLeft(@Root() agreement: AgreementRow) {
    return daysLeft(agreement, this.#today);
  }

  @FieldResolver(() => AgreementStanding, { description: 'How it stands today.' })
  standing(
    @Root() agreement: AgreementRow,
    @Arg('withinDays', () => Int, {
      defaultValue: WARNING_DAYS,
      description: 'So many days before its end it counts as expiring, 0 to 3660.',
    })
    withinDays: number,
  ): AgreementStanding {
    return standingOf(agreement, this.#today, warning(withinDays));
  }

  get #today() {
    return businessDate(this.clock());
  }
}

/** @throws BAD_USER_INPUT for more days than anybody looks ahead */
function warning(days: number): number {
  if (days < 0 || days > LONGEST_WARNING) throw new DomainError('BAD_USER_INPUT');
  return days;
}
