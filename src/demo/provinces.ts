import { startOfBusinessDay } from '../shared/business-day.ts';
import type { Accounts } from './accounts.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

const openedAt = startOfBusinessDay('2022-12-01');

/** The two provinces of the demo network, opened with the managers who sign in to it. */
export function* provinceRows({ guizhouManager, hunanManager }: Accounts, random: Random): Rows {
  for (const { id: first_manager_id, region } of [guizhouManager, hunanManager]) {
    const id = random.id(openedAt.getTime());
    yield ['province', { id, region_code: region, first_manager_id, opened_at: openedAt }];
  }
}
