import { creditCodeWithCheck } from '../modules/enterprises/credit-code.ts';
import { regions } from '../modules/regions/region.directory.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import { during } from './calendar.ts';
import { type Industry, industries } from './industries.ts';
import { brand } from './names.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

export interface Enterprise {
  readonly id: string;
  readonly creditCode: string;
  readonly name: string;
  readonly region: string;
  readonly industry: Industry;
  readonly createdAt: number;
}

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const trades: Readonly<Record<string, number>> = Object.fromEntries(
  industries.map(({ code, weight }) => [code, weight]),
);
const forms = { 有限公司: 78, 实业有限公司: 12, 股份有限公司: 4, '（集团）有限公司': 2 };
const byCode = new Map(industries.map((industry) => [industry.code, industry]));

/** Makes enterprises, registered here in 2022, no two with one credit code. */
export function enterpriseRegister(random: Random): (region: string) => Enterprise {
  let serial = 0;
  return (region) => {
    serial += 1;
    const industry = byCode.get(random.weighted(trades)) ?? random.pick(industries);
    const day = startOfBusinessDay('2022-01-10').getTime() + random.int(0, 340) * 86_400_000;
    const createdAt = during(day, random, 9, 18);
    return {
      id: random.id(createdAt),
      creditCode: creditCodeWithCheck(`91${region}MA${organization(serial)}${random.int(0, 9)}`),
      name: nameOf(region, industry, random),
      region,
      industry,
      createdAt,
    };
  };
}

const sizes = { LARGE: 3, MEDIUM: 14, SMALL: 52, MICRO: 31 };

export function* enterpriseRows(enterprises: readonly Enterprise[], random: Random): Rows {
  for (const { id, creditCode, name, region, industry, createdAt } of enterprises) {
    yield [
      'enterprise',
      {
        id,
        credit_code: creditCode,
        name,
        industry_code: industry.code,
        region_code: region,
        size: random.weighted(sizes),
        created_at: new Date(createdAt),
      },
    ];
  }
}

/** The list of key enterprises of a home province: about one in forty of those it knows. */
export function* keyEnterpriseRows(tenant: string, enterprises: readonly Enterprise[], random: Random): Rows {
  for (const { id, createdAt } of enterprises) {
    if (!random.chance(0.025)) continue;
    yield ['key_enterprise', { tenant, enterprise_id: id, marked: true, changed_at: new Date(createdAt) }];
  }
}

/** Six characters for a serial number, scattered and yet different for each: the factor has no divisor in common with 31. */
function organization(serial: number): string {
  const room = 31n ** 6n;
  let left = (BigInt(serial) * 514_229_857n) % room;
  let text = '';
  for (let i = 0; i < 6; i++) {
    text += alphabet.charAt(Number(left % 31n));
    left /= 31n;
  }
  return text;
}

/** 佛山市三水区恒泰机械有限公司: place without its province, mark, trade and form. */
function nameOf(region: string, { word }: Industry, random: Random): string {
  const province = regions.get(`${region.slice(0, 2)}0000`).name;
  const city = regions.get(`${region.slice(0, 4)}00`);
  const narrow = regions.fullName(region).slice(province.endsWith('市') ? 0 : province.length);
  const wide = province.endsWith('市') ? province : city.name;
  const place = random.chance(0.55) ? narrow : wide;
  const form = random.weighted(forms);
  return `${place}${brand(random)}${word}${form}`;
}
