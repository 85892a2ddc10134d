/**
 * 审计人员：查看工单由谁、何时、如何办理；个人信息始终脱敏，也不能改动任何记录。
 * An auditor: who did what to a ticket, and when. Personal data stays masked, and nothing can be changed.
 */
import { ApiError, newKey } from './api.ts';
import { AddTicketNote, TicketsToAudit } from './generated.ts';
import { signIn } from './sign-in.ts';

const { api, viewer } = await signIn('auditor');
console.log(`${viewer.username}，${viewer.scope.name}`);

const { tickets } = await api.ask(TicketsToAudit, { first: 5 });
for (const { node } of tickets.edges) {
  console.log(`${node.number} ${node.callerName ?? '匿名'} ${node.callerPhone ?? ''}`);
  for (const { node: event } of node.history.edges) {
    console.log(`  ${event.at} ${event.actor.username} ${event.type}`);
  }
}

try {
  await api.ask(AddTicketNote, { input: { id: 'any', idempotencyKey: newKey(), note: 'x' } });
} catch (error) {
  // Decide by the code. FORBIDDEN is for the role; a record out of one's scope is NOT_FOUND, as if there were none.
  if (!(error instanceof ApiError) || error.code !== 'FORBIDDEN') throw error;
  console.log(`不得改动：${error.message}`);
}
