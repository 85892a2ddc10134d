/**
 * 省级管理人员：看板，以及超期工单的全部清单。
 * A manager of the province: the dashboard, and the whole list of the tickets that are late.
 */
import { day } from './day.ts';
import { Dashboard, OverdueTickets, type OverdueTicketsQuery } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('guizhou.manager');

// A period holds its first day and not its last: this is the thirty days up to and with today.
const period = { from: day(-29), to: day(1) };
const { networkDashboard } = await api.ask(Dashboard, { homeProvinceCode: viewer.scope.code, period });
if (!networkDashboard) throw new Error(`${viewer.username} sees no dashboard of ${viewer.scope.name}`);
const { scope, totals, byHostProvince, topStations, yearOnYear } = networkDashboard;

// A manager of a city who asks for the province gets the figures of the city; `scope` says which they are.
console.log(`${scope.name} ${period.from} 至 ${day(0)}`);
console.log(`  站点 ${totals.stations}，走访 ${totals.visits}，对接企业 ${totals.enterprisesContacted}`);
console.log(`  归集岗位 ${totals.jobPostings}，工单 ${totals.tickets}，其中超期 ${totals.overdueTickets}`);
// Without a base to compare with there is no figure.
console.log(`  走访同比 ${yearOnYear.visits === null ? '—' : `${yearOnYear.visits.toFixed(1)}%`}`);
for (const { region, stations, jobPostings } of byHostProvince) {
  console.log(`  ${region.name}：站点 ${stations}，岗位 ${jobPostings}`);
}
for (const { station, value } of topStations) console.log(`  ${station.name} 走访 ${value}`);

/** All pages of the list, one after another. */
async function* overdueTickets() {
  for (let after: string | null = null; ; ) {
    const { tickets }: OverdueTicketsQuery = await api.ask(OverdueTickets, { first: 50, after });
    for (const { node } of tickets.edges) yield node;
    if (!tickets.pageInfo.hasNextPage) return;
    after = tickets.pageInfo.endCursor;
  }
}

console.log('超期工单：');
for await (const { number, category, dueAt, station } of overdueTickets()) {
  console.log(`  ${number} ${category} ${dueAt} ${station?.name ?? '待派单'}`);
}
