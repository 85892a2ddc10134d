import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../../graphql/context.ts';
import { authorize } from '../../operations/permissions.ts';
import { type RegionRecord, type RetiredCode, regions } from './region.directory.ts';
import { FormerRegionCode, Region, RegionLevel } from './region.type.ts';

@Resolver(() => Region)
export class RegionResolver {
  @Query(() => [Region], { description: 'Regions by level and parent, in the order of their codes.' })
  regions(
    @Ctx() { actor }: Context,
    @Arg('level', () => RegionLevel, { nullable: true, description: 'Only this level.' })
    level?: RegionLevel,
    @Arg('parentCode', () => String, {
      nullable: true,
      description: 'Only direct children: 52, 5226 or 522600.',
    })
    parentCode?: string,
  ): readonly RegionRecord[] {
    authorize(actor, 'regions');
    return regions.list({ level: level ?? undefined, parentCode: parentCode ?? undefined });
  }

  @FieldResolver(() => Region, { nullable: true, description: 'The region above; null for a province.' })
  parent(@Root() region: RegionRecord): RegionRecord | null {
    return region.parentCode ? regions.get(region.parentCode) : null;
  }

  @FieldResolver(() => [FormerRegionCode], { description: 'The codes it had before, or its parts had.' })
  formerCodes(@Root() region: RegionRecord): readonly RetiredCode[] {
    return regions.formerCodes(region.code);
  }
}
