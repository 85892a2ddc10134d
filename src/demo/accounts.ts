import type { Role } from '../shared/actor.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import type { Random } from './random.ts';
import { cengong, sanshui } from './station-plan.ts';
import type { Station } from './stations.ts';
import type { Rows } from './tables.ts';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly role: Role;
  /** Six digits; null for the administrator, who belongs to no province. */
  readonly region: string | null;
  readonly station: Station | null;
}

export type Accounts = ReturnType<typeof buildAccounts>;

const createdAt = startOfBusinessDay('2022-12-01').getTime();

/**
 * Who signs in to the demo. Two more than its documentation names work behind the scenes: `guizhou.station` and
 * `hunan.station` did what the staff of all other stations did, so that every step of a ticket has somebody behind it.
 */
export function buildAccounts(stations: readonly Station[], random: Random) {
  const account = (username: string, role: Role, region: string | null, station: Station | null = null) => ({
    id: random.id(createdAt),
    username,
    role,
    region,
    station,
  });
  const staff = (username: string, home: string, hostProvince: string) => {
    const at = stations.find((station) => station.home === home && station.host.startsWith(hostProvince));
    if (!at) throw new Error(`The demo network has no station of ${home} in ${hostProvince}`);
    return account(username, 'STATION_STAFF', home, at);
  };
  return {
    guizhouManager: account('guizhou.manager', 'MANAGER', '520000'),
    qiandongnanBranch: staff('qiandongnan.branch', '522600', '44'),
    cengongStation: staff('cengong.station', cengong, '44'),
    guizhouStation: staff('guizhou.station', '520000', '44'),
    guizhouHotline: account('guizhou.hotline', 'HOTLINE_AGENT', '520000'),
    sanshuiHr: account('sanshui.hr', 'HR_OFFICER', sanshui),
    hunanManager: account('hunan.manager', 'MANAGER', '430000'),
    hunanStation: staff('hunan.station', '430000', '44'),
    auditor: account('auditor', 'AUDITOR', '520000'),
    admin: account('admin', 'ADMIN', null),
  } satisfies Record<string, Account>;
}

/** Under which name colleagues know them. */
const names: Record<string, string> = {
  'guizhou.manager': '贵州省劳务协作管理处',
  'qiandongnan.branch': '黔东南州分站',
  'cengong.station': '岑巩县驻三水工作站',
  'guizhou.station': '贵州省驻广东总站',
  'guizhou.hotline': '贵州 12333 坐席',
  'sanshui.hr': '三水区人社局',
  'hunan.manager': '湖南省劳务协作管理处',
  'hunan.station': '湖南省驻广东总站',
  auditor: '贵州省审计人员',
  admin: '平台管理员',
};

export function* accountRows(accounts: Accounts, passwordHash: string): Rows {
  for (const { id, username, role, region, station } of Object.values<Account>(accounts)) {
    const regions = {
      home_region_code: role === 'HR_OFFICER' ? null : region,
      host_region_code: role === 'HR_OFFICER' ? region : null,
    };
    yield [
      'account',
      {
        id,
        tenant: region?.slice(0, 2) ?? '00',
        username,
        name: names[username] ?? username,
        role,
        ...regions,
        station_id: station?.id ?? null,
        created_at: new Date(createdAt),
      },
    ];
    yield [
      'account_credential',
      {
        account_id: id,
        username,
        ...regions,
        password_hash: passwordHash,
        changed_at: new Date(createdAt),
      },
    ];
  }
}

/** The desk that opens and closes the tickets of a province, and the staff that works on them at a station. */
export interface Desk {
  readonly opens: Account;
  staffOf(station: Station): Account;
}

export const guizhouDesk = (accounts: Accounts): Desk => ({
  opens: accounts.guizhouHotline,
  staffOf({ home }) {
    if (home === cengong) return accounts.cengongStation;
    return home.startsWith('5226') ? accounts.qiandongnanBranch : accounts.guizhouStation;
  },
});

export const hunanDesk = (accounts: Accounts): Desk => ({
  opens: accounts.hunanManager,
  staffOf: () => accounts.hunanStation,
});
