import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar } from '../../graphql/scalars.ts';

export const RegionLevel = { PROVINCE: 'PROVINCE', CITY: 'CITY', COUNTY: 'COUNTY' } as const;
export type RegionLevel = (typeof RegionLevel)[keyof typeof RegionLevel];

registerEnumType(RegionLevel, {
  name: 'RegionLevel',
  description: 'The level of a region.',
  valuesConfig: {
    PROVINCE: { description: '省级 province, autonomous region or municipality' },
    CITY: { description: '地级 prefecture-level city, prefecture or league' },
    COUNTY: { description: '县级 county, district or county-level city' },
  },
});

@ObjectType({ description: 'A code that a region had before; inputs and filters still take it.' })
export class FormerRegionCode {
  @Field(() => String, { description: 'Six digits: 632126.' })
  code: string;

  @Field(() => String, { description: 'What the region was called then.' })
  name: string;

  @Field(() => DateScalar, { description: 'The first day it was no longer in use.' })
  validTo: string;
}

@ObjectType({ description: '行政区划: an administrative region of GB/T 2260.' })
export class Region {
  @Field(() => String, { description: 'Six digits: 520000.' })
  code: string;

  @Field(() => String, { description: 'The region’s own name, without its parents’.' })
  name: string;

  @Field(() => RegionLevel, { description: 'Province, city or county.' })
  level: RegionLevel;

  parentCode: string | null;
}
