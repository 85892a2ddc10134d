export { CallerResolver } from './caller.resolver.ts';
export { recountDeadlines } from './deadline.counting.ts';
export { createDeadlineRuleCommands } from './deadline-rule.commands.ts';
export { TicketDeadlineRule } from './deadline-rule.entity.ts';
export { createDeadlineRuleQueries } from './deadline-rule.queries.ts';
export { DeadlineRuleResolver, TicketDeadlineResolver } from './deadline-rule.resolver.ts';
export { createTicketCommands } from './ticket.commands.ts';
export { createTicketConfidentiality } from './ticket.confidentiality.ts';
export { createCorrectCaller } from './ticket.correction.ts';
export { ServiceTicket } from './ticket.entity.ts';
export { TicketCategory } from './ticket.enums.ts';
export { handOverTickets } from './ticket.estate.ts';
export {
  TicketEventResolver,
  TicketFieldsResolver,
  TicketTransferResolver,
} from './ticket.fields.ts';
export { createOpenTicket } from './ticket.opening.ts';
export { callerOf, createTicketQueries } from './ticket.queries.ts';
export { createTicketRemarks } from './ticket.remarks.ts';
export { TicketResolver } from './ticket.resolver.ts';
export { createTransferTicket } from './ticket.transfer.ts';
export { ServiceTicketConnection } from './ticket.types.ts';
export { TicketCaller } from './ticket-caller.entity.ts';
export { TicketEvent } from './ticket-event.entity.ts';
