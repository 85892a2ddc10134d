import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import type { Outcome } from '../../operations/command.ts';
import { Account, type AccountQueries } from '../identity/index.ts';
import { Region, type RegionRecord, regions } from '../regions/index.ts';
import type { OpenedProvince, ProvinceCommands } from './province.commands.ts';
import { Province } from './province.entity.ts';
import type { ProvinceQueries } from './province.queries.ts';
import { OpenProvinceInput, ProvincePayload } from './province.types.ts';

@Resolver(() => Province)
export class ProvinceResolver {
  constructor(
    private readonly queries: ProvinceQueries,
    private readonly commands: ProvinceCommands,
    private readonly accounts: AccountQueries,
  ) {}

  @Query(() => [Province], { description: 'The provinces whose network this platform runs.' })
  provinces(@Ctx() { actor }: Context): Promise<Province[]> {
    return this.queries.list(actor);
  }

  @Mutation(() => ProvincePayload, {
    description:
      'Takes a province on, with its first manager; holidays and deadlines are the national ones at first.',
  })
  async openProvince(
    @Ctx() ctx: Context,
    @Arg('input', () => OpenProvinceInput, { description: 'Which province, and who manages it.' })
    input: OpenProvinceInput,
  ) {
    const { province, userErrors }: Outcome<'province', OpenedProvince> = await this.commands.open(
      ctx,
      input,
    );
    return { province, temporaryPassword: province?.temporaryPassword ?? null, userErrors };
  }

  @FieldResolver(() => Region, { description: 'Which province.' })
  region(@Root() province: Province): RegionRecord {
    return regions.get(province.regionCode);
  }

  @FieldResolver(() => Account, {
    nullable: true,
    description: 'The account it was opened with; null for a province that was at work before.',
  })
  firstManager(@Root() province: Province, @Ctx() ctx: Context) {
    return ctx.one(this.accounts.byIds, province.firstManagerId);
  }
}
