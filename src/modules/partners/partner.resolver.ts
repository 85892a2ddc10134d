import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { PageArgs } from '../../graphql/connection.ts';
import type { Context } from '../../graphql/context.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { StationConnection } from '../stations/index.ts';
import { CooperationAgreement } from './agreement.entity.ts';
import type { HrOfficeQueries } from './hr-office.queries.ts';
import { HrOfficeConnection } from './hr-office.types.ts';
import type { PartnerProvinceRow, PartnerQueries } from './partner.queries.ts';

@ObjectType({ description: '协作省: a host province as seen from your home province.' })
export class PartnerProvince {
  @Field(() => Int, { description: 'Stations of your home province open there today.' })
  stations: number;
}

@Resolver(() => PartnerProvince)
export class PartnerProvinceResolver {
  constructor(
    private readonly queries: PartnerQueries,
    private readonly offices: HrOfficeQueries,
  ) {}

  @Query(() => [PartnerProvince], {
    description: 'The provinces that host your home province’s stations or have an agreement with it.',
  })
  partnerProvinces(@Ctx() { actor }: Context): Promise<PartnerProvinceRow[]> {
    return this.queries.partnerProvinces(actor);
  }

  @FieldResolver(() => Region, { description: 'The host province.' })
  region(@Root() partner: PartnerProvinceRow): RegionRecord {
    return regions.get(partner.regionCode);
  }

  @FieldResolver(() => StationConnection, {
    description: 'The stations that `stations` counts, by home region.',
  })
  stationsThere(
    @Root() partner: PartnerProvinceRow,
    @Ctx() ctx: Context,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return ctx.page(this.queries.stationsThere, partner.regionCode, page);
  }

  @FieldResolver(() => HrOfficeConnection, { description: 'Its HR offices in the directory, by region.' })
  hrOffices(@Root() partner: PartnerProvinceRow, @Ctx() ctx: Context, @Args(() => PageArgs) page: PageArgs) {
    return ctx.page(this.offices.ofProvinces, partner.regionCode, page);
  }

  @FieldResolver(() => CooperationAgreement, {
    nullable: true,
    description:
      'The agreement in force, the broadest first; null without one or for roles that do not read them.',
  })
  async agreement(@Root() partner: PartnerProvinceRow, @Ctx() ctx: Context) {
    const [broadest] = await this.agreements(partner, ctx);
    return broadest ?? null;
  }

  @FieldResolver(() => [CooperationAgreement], {
    description:
      'The agreements in force, the broadest first, then the newest; none for roles that do not read them.',
  })
  async agreements(@Root() partner: PartnerProvinceRow, @Ctx() ctx: Context) {
    if (!isPermitted(ctx.actor, 'agreement')) return [];
    return (await ctx.one(this.queries.agreements, partner.regionCode)) ?? [];
  }
}
