import { regions } from '../modules/regions/region.directory.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import type { Random } from './random.ts';
import { officePhone, type Station } from './stations.ts';
import type { Rows } from './tables.ts';

const enteredAt = startOfBusinessDay('2022-12-01').getTime();

/** The HR offices that the stations of a home province deal with, one in each host region. */
export function* hrOfficeRows(homeProvince: string, stations: readonly Station[], random: Random): Rows {
  for (const host of [...new Set(stations.map((station) => station.host))].sort()) {
    const kind = host.endsWith('0000') ? '厅' : '局';
    yield [
      'hr_office',
      {
        id: random.id(enteredAt),
        name: `${regions.fullName(host)}人力资源和社会保障${kind}`,
        home_region_code: homeProvince,
        host_region_code: host,
        phone: officePhone(host, random),
        address: `${regions.fullName(host)}政务服务中心`,
      },
    ];
  }
}
