import { z } from 'zod';
import { breach } from '../../operations/rules.ts';
import { DomainError } from '../../shared/errors.ts';
import { type RegionRange, regionRange } from '../../shared/region-range.ts';
import { regions } from './region.directory.ts';

/** A region's code in an input, six digits. For a retired one its successor; the audit keeps what was entered. */
export const regionCode = z.string().transform((code, context) => {
  const region = code.length === 6 ? regions.find(code) : undefined;
  return region ? region.code : breach(context, 'INVALID', 'REGION_UNKNOWN');
});

/** A region's code in a filter, six digits or a prefix of two or four, be it retired. @throws BAD_USER_INPUT when it is unknown */
export function regionFilter(code: string): RegionRange {
  const region = regions.find(code);
  if (!region) throw new DomainError('BAD_USER_INPUT', 'REGION_UNKNOWN');
  return regionRange(region.code);
}
