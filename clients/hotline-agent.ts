/**
 * 12333 坐席：来电识别，边听边开工单，告知承办站点和期限，补记一条备注。
 * An agent of the 12333 hotline: recognises the caller, opens a ticket while talking, and adds what is said later.
 */
import { made, newKey } from './api.ts';
import { AddTicketNote, OpenTicket, RecogniseCaller } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('guizhou.hotline');
console.log(`${viewer.username}，${viewer.scope.name}`);

// However the number is written, it is one caller.
const callerPhone = '+86 139 8550 0001';
const { caller } = await api.ask(RecogniseCaller, { phone: callerPhone });
const worker = caller?.worker;
console.log(worker ? `来电 ${worker.name}，${worker.homeRegion?.name}` : '新来电');
for (const { node } of caller?.recentTickets.edges ?? [])
  console.log(`  ${node.number} ${node.category} ${node.status}`);

const opened = await api.ask(OpenTicket, {
  input: {
    idempotencyKey: newKey(),
    channel: 'HOTLINE_12333',
    category: 'RIGHTS_PROTECTION',
    summary: '拖欠三个月工资，同组十二人。',
    callerName: '张秀英',
    callerPhone,
    homeRegionCode: worker?.homeRegion?.code ?? '522626',
    incidentRegionCode: '440607',
    peopleInvolved: 12,
    amountOwed: '180000.00',
  },
});
const { ticket } = made(opened.openTicket);
if (!ticket) throw new Error('opened, and yet there is no ticket');
console.log(`工单 ${ticket.number}，承办 ${ticket.station?.name ?? '待派单'}`);
console.log(`来电人 ${ticket.callerName} ${ticket.callerPhone}`);
const dueAt = new Date(ticket.dueAt).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' });
console.log(`应于 ${dueAt} 前办结${ticket.dueAtProvisional ? '（节假日安排公布后可能调整）' : ''}`);

const noted = await api.ask(AddTicketNote, {
  input: { id: ticket.id, idempotencyKey: newKey(), note: '工友已到劳动监察大队反映。' },
});
for (const { node } of made(noted.addTicketNote).ticket?.history.edges ?? []) {
  console.log(`  ${node.type} ${node.note ?? ''}`);
}
