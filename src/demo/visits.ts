import { addDays, startOfBusinessDay } from '../shared/business-day.ts';
import type { Desk } from './accounts.ts';
import { during, hours, type Period, spread } from './calendar.ts';
import { type Client, knownBefore } from './clients.ts';
import type { Random } from './random.ts';
import type { Rows } from './tables.ts';

/** A promise made at a visit. `doneAt` null: it is still to be kept. */
export interface FollowUp {
  readonly dueOn: string;
  readonly doneAt: number | null;
}

/** What one period holds. Every client due a visit in it gets one; `total` counts those that were not voided. */
export interface VisitPlan {
  readonly period: Period;
  readonly total: number;
  readonly voided: number;
}

const ways = { ON_SITE: 72, PHONE: 18, ONLINE: 10 };
const findings = [
  '订单饱满，计划下月扩招，愿与我站签订用工协议。',
  '旺季缺工明显，已登记岗位需求，约定每周更新。',
  '我省务工人员在岗稳定，企业反映技能有待提升，建议对接订单班。',
  '住宿条件良好，夫妻房已满；企业同意增设一层宿舍。',
  '近期订单回落，暂不招工，已提醒依法支付工资。',
  '走访车间与宿舍，未发现欠薪苗头；务工人员希望统一办理返乡专列。',
  '企业愿意提供稳岗补贴名单，待核对后报送。',
];
const promises = [
  '跟进岗位需求表',
  '确认新员工到岗人数',
  '核对务工人员名单',
  '回访住宿安排',
  '对接订单班培训时间',
];
const voidings = ['重复登记', '登记到同名的另一家企业', '走访未成行'];
const outcomes = ['已联系企业，岗位表已更新。', '已核对，名单无误。', '企业已安排，完成。', '新员工已到岗。'];

/** Visits of a period in the order of their days. */
export function* campaignVisits(
  { clients, desk }: { clients: readonly Client[]; desk: Desk },
  plan: VisitPlan,
  random: Random,
): Rows {
  const known = knownBefore(clients, plan.period);
  const once = known.filter((client) => random.chance(likelihood(client, plan.period)));
  const voidedOnly = known.filter(({ history }) => history === 'VOIDED');
  const more = Array.from({ length: plan.total - once.length }, () => random.pick(once));
  const voidedToo = Array.from({ length: plan.voided - voidedOnly.length }, () => random.pick(once));
  const visits = random.shuffled([
    ...[...once, ...more].map((client) => ({ client, voided: false })),
    ...[...voidedOnly, ...voidedToo].map((client) => ({ client, voided: true })),
  ]);
  let next = 0;
  for (const { date, start, count } of spread(visits.length, plan.period, 'FIELD', random)) {
    for (const { client, voided } of visits.slice(next, next + count)) {
      const dueOn = addDays(date, random.int(5, 30));
      const doneAt =
        during(startOfBusinessDay(dueOn).getTime(), random, 9, 17) - hours(24 * random.int(0, 3));
      const followUps = !voided && random.chance(0.18) ? [{ dueOn, doneAt }] : [];
      yield* visitRows(client, { date, start, voidedBy: voided ? desk.staffOf : null, followUps }, random);
    }
    next += count;
  }
}

export function* visitRows(
  { enterprise, station: usual, contacts }: Client,
  on: {
    date: string;
    start: number;
    /** Who voided it, for whichever station it was; null when it counts. */
    voidedBy: Desk['staffOf'] | null;
    followUps: readonly FollowUp[];
  },
  random: Random,
): Rows {
  const station = random.chance(0.08) ? (usual.parent ?? usual) : usual;
  const { tenant } = station;
  const contact = contacts.length > 0 && random.chance(0.7) ? random.pick(contacts) : null;
  const createdAt = during(on.start, random, 10, 21);
  const id = random.id(createdAt);
  const participants = random.shuffled(station.staff).slice(0, random.int(1, 3));
  const told = {
    enterprise_id: enterprise.id,
    home_region_code: station.home,
    host_region_code: enterprise.region,
    visited_on: on.date,
    way: random.weighted(ways),
    participants,
    contact_id: contact?.id ?? null,
    findings: random.chance(0.85) ? random.pick(findings) : null,
    openings_promised: random.chance(0.6) ? random.int(0, 60) : null,
  };
  const voidedAt = on.voidedBy && new Date(createdAt + hours(random.int(2, 60)));
  const reason = on.voidedBy && random.pick(voidings);
  yield [
    'enterprise_visit',
    {
      tenant,
      id,
      station_id: station.id,
      ...told,
      voided_at: voidedAt,
      void_reason: reason,
      version: on.voidedBy ? 2 : 1,
      created_at: new Date(createdAt),
    },
  ];
  for (const name of new Set(participants)) {
    yield [
      'visit_participant',
      { tenant, visit_id: id, name, home_region_code: station.home, visited_on: on.date },
    ];
  }
  if (on.voidedBy && voidedAt) {
    const account = on.voidedBy(station);
    yield [
      'visit_revision',
      {
        tenant,
        id: random.id(voidedAt.getTime()),
        visit_id: id,
        ...told,
        at: voidedAt,
        kind: 'VOIDED',
        reason,
        fields: [],
        actor_id: account.id,
        actor_username: account.username,
        actor_station_id: account.station?.id ?? null,
      },
    ];
  }
  for (const { dueOn, doneAt } of on.followUps) {
    yield [
      'visit_follow_up',
      {
        tenant,
        id: random.id(createdAt),
        visit_id: id,
        station_id: station.id,
        home_region_code: station.home,
        due_on: dueOn,
        first_due_on: dueOn,
        postpone_reason: null,
        note: random.pick(promises),
        done_at: doneAt === null ? null : new Date(doneAt),
        outcome: doneAt === null ? null : random.pick(outcomes),
        version: doneAt === null ? 1 : 2,
      },
    ];
  }
}

/** How likely the client was visited at all in a period: surely in its own, mostly in the ones before. */
function likelihood({ history }: Client, { from }: Period): number {
  const inPublished = from >= '2024';
  switch (history) {
    case 'CONTACTED':
    case 'INNER':
      return inPublished ? 1 : 0.78;
    case 'PAST':
      return inPublished ? 0 : 1;
    default:
      return 0;
  }
}
