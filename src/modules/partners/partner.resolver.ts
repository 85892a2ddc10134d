import { Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { isPermitted } from '../../operations/permissions.ts';
import { businessDate } from '../../shared/business-day.ts';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import { CooperationAgreement } from './agreement.entity.ts';
import type { AgreementRow, PartnerProvinceRow, PartnerQueries } from './partner.queries.ts';

@ObjectType({ description: '协作省: a host province as seen from your home province.' })
export class PartnerProvince {
  @Field(() => Int, { description: 'Stations of your home province open there today.' })
  stations: number;
}

@Resolver(() => PartnerProvince)
export class PartnerProvinceResolver {
  constructor(
    private readonly queries: PartnerQueries,
    private readonly clock: Clock,
  ) {}

  @Query(() => [PartnerProvince], {
    description: 'The provinces that host your home province’s stations or have an agreement with it.',
  })
  async partnerProvinces(@Ctx() { actor }: Context): Promise<PartnerProvinceRow[]> {
    const home = actor.scope?.side === 'home' ? `${actor.scope.tenant}0000` : undefined;
    if (!home) throw new DomainError('FORBIDDEN');
    return this.queries.partnerProvinces(actor, home, businessDate(this.clock()));
  }

  @FieldResolver(() => Region, { description: 'The host province.' })
  region(@Root() partner: PartnerProvinceRow): RegionRecord {
    return regions.get(partner.regionCode);
  }

  @FieldResolver(() => CooperationAgreement, {
    nullable: true,
    description:
      'The agreement in force, the broadest first; null without one or for roles that do not read them.',
  })
  async agreement(@Root() partner: PartnerProvinceRow, @Ctx() ctx: Context) {
    return isPermitted(ctx.actor, 'agreement')
      ? ctx.one(this.queries.agreementsByIds, partner.agreementId)
      : null;
  }
}

@Resolver(() => CooperationAgreement)
export class AgreementResolver {
  @FieldResolver(() => [Region], { description: 'The regions that take part.' })
  parties(@Root() agreement: AgreementRow): RegionRecord[] {
    return agreement.partyCodes.map((code) => regions.get(code));
  }
}
