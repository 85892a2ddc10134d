/**
 * 驻外劳务协作站工作人员：走访一家企业，约定回访，完成到期的回访。
 * Staff of a station abroad: visits an enterprise, promises to come back, and does what is due.
 */
import { made, newKey, Refused } from './api.ts';
import { day } from './day.ts';
import { enterpriseOf } from './enterprise.ts';
import { CompleteFollowUp, FollowUpsDue, LogVisit } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('cengong.station');
if (!viewer.station) throw new Error(`${viewer.username} works at no station`);
console.log(`${viewer.username}，${viewer.station.name}`);

const enterprise = await enterpriseOf(api, '91440607MA4UKXC275', '佛山市三水区晨光制衣有限公司', '440607');

// The key is made with the form and kept with it: on a poor network the visit may be sent many times, and is logged once.
const input = {
  idempotencyKey: newKey(),
  stationId: viewer.station.id,
  enterpriseId: enterprise.id,
  visitedOn: day(0),
  way: 'ON_SITE',
  participants: ['杨光'],
  contact: { name: '陈静', title: '人事经理', phone: '13800138000' },
  findings: '旺季将至，缺熟练缝纫工，包吃住。',
  openingsPromised: 20,
  followUps: [{ dueOn: day(0), note: '送技能培训班名单' }],
} as const;
const { visit } = made((await api.ask(LogVisit, { input })).logVisit);
const again = made((await api.ask(LogVisit, { input })).logVisit);
console.log(`已登记 ${visit?.visitedOn} 走访 ${visit?.enterprise.name}`);
console.log(`见到 ${visit?.contact?.name} ${visit?.contact?.phone}`);
console.log(`重发后仍是同一条记录：${again.visit?.id === visit?.id ? '是' : '否'}`);

const { followUpsDue } = await api.ask(FollowUpsDue, { before: day(1) });
console.log('到期的回访：');
for (const { node } of followUpsDue.edges)
  console.log(`  ${node.dueOn} ${node.visit.enterprise.name} ${node.note}`);

for (const followUp of visit?.followUps ?? []) {
  const input = { id: followUp.id, expectedVersion: followUp.version, note: '已送达' };
  try {
    made((await api.ask(CompleteFollowUp, { input })).completeFollowUp);
    console.log(`已完成：${followUp.note}`);
  } catch (error) {
    // A colleague was quicker, or the answer to our own first try was lost on the way: read it again and look.
    if (error instanceof Refused && error.for('STALE_VERSION'))
      console.log(`已有变动，请刷新：${followUp.note}`);
    else throw error;
  }
}
