import type { Actor, Role } from '../shared/actor.ts';
import { DomainError } from '../shared/errors.ts';

const STAFF = 'STATION_STAFF';
const HR = 'HR_OFFICER';
const HOTLINE = 'HOTLINE_AGENT';
const MANAGER = 'MANAGER';
const AUDITOR = 'AUDITOR';
const ADMIN = 'ADMIN';

const everybody = [STAFF, HR, HOTLINE, MANAGER, AUDITOR, ADMIN] as const;
const homeSide = [STAFF, HOTLINE, MANAGER, AUDITOR] as const;

/**
 * Who may do what: each operation of the service with the roles that may call it, always within their scope. Reads and
 * changes alike name their operation here; there is no other check of a role that opens a door.
 */
const permissions = {
  regions: everybody,
  station: everybody,
  stations: everybody,
  openStation: [MANAGER, ADMIN],
  editStation: [MANAGER, ADMIN],
  moveStation: [MANAGER, ADMIN],
  closeStation: [MANAGER, ADMIN],
  reopenStation: [MANAGER, ADMIN],
  hrOffice: everybody,
  hrOffices: everybody,
  openHrOffice: [MANAGER, ADMIN],
  editHrOffice: [MANAGER, ADMIN],
  closeHrOffice: [MANAGER, ADMIN],
  partnerProvinces: homeSide,
  agreement: [MANAGER, AUDITOR, ADMIN],
  agreements: [MANAGER, AUDITOR, ADMIN],
  signAgreement: [MANAGER, ADMIN],
  editAgreement: [MANAGER, ADMIN],
  renewAgreement: [MANAGER, ADMIN],
  terminateAgreement: [MANAGER, ADMIN],

  enterprise: everybody,
  enterprises: everybody,
  registerEnterprise: [STAFF, HR],
  editEnterprise: [HR, MANAGER],
  markKeyEnterprise: [MANAGER],
  unmarkKeyEnterprise: [MANAGER],
  enterpriseMerge: everybody,
  mergeEnterprises: [HR, MANAGER],
  undoEnterpriseMerge: [HR, MANAGER],
  contact: [STAFF, HR, HOTLINE, MANAGER, AUDITOR],
  contacts: [STAFF, HR, HOTLINE, MANAGER],
  addContact: [STAFF, HR],
  editContact: [STAFF, HR, MANAGER],
  removeContact: [STAFF, HR, MANAGER],
  visit: homeSide,
  visits: homeSide,
  logVisit: [STAFF],
  correctVisit: [STAFF, MANAGER],
  voidVisit: [STAFF, MANAGER],
  visitRevision: homeSide,
  followUp: homeSide,
  followUps: homeSide,
  followUpsDue: homeSide,
  addFollowUp: [STAFF],
  completeFollowUp: [STAFF],
  postponeFollowUp: [STAFF],

  jobPosting: everybody,
  jobPostings: everybody,
  postJob: [STAFF, HR, MANAGER],
  postJobs: [STAFF, HR, MANAGER],
  editJobPosting: [STAFF, HR],
  publishJobPosting: [STAFF, HR],
  recordHires: [STAFF, HR],
  renewJobPosting: [STAFF, HR],
  repostJob: [STAFF, HR],
  closeJobPosting: [STAFF, HR, MANAGER],

  worker: [STAFF, HOTLINE, MANAGER],
  caller: [STAFF, HOTLINE, MANAGER],
  ticket: homeSide,
  tickets: homeSide,
  openTicket: [STAFF, HOTLINE, MANAGER],
  addTicketNote: [STAFF, HOTLINE, MANAGER],
  assignTicket: [HOTLINE, MANAGER],
  acceptTicket: [STAFF, HOTLINE, MANAGER],
  resolveTicket: [STAFF, HOTLINE, MANAGER],
  closeTicket: [STAFF, HOTLINE, MANAGER],
  reopenTicket: [STAFF, HOTLINE, MANAGER],
  returnTicket: [STAFF, MANAGER],
  transferTicket: [HOTLINE, MANAGER],
  markTicketConfidential: [STAFF, HOTLINE, MANAGER],
  grantCallerAccess: [STAFF, HOTLINE, MANAGER],
  withdrawCallerAccess: [STAFF, HOTLINE, MANAGER],
  correctTicketCaller: [STAFF, HOTLINE, MANAGER],
  superviseTicket: [MANAGER],
  recordTicketCallback: [HOTLINE, MANAGER],

  revealPersonalData: [STAFF, HOTLINE, MANAGER],
  exportPersonalData: [MANAGER],
  erasePersonalData: [MANAGER],
  personalDataRequest: [MANAGER, AUDITOR],
  personalDataRequests: [MANAGER, AUDITOR],

  ticketDeadlineRule: homeSide,
  ticketDeadlineRules: homeSide,
  setTicketDeadlines: [MANAGER],
  calendar: [...homeSide, ADMIN],
  calendarEntries: [...homeSide, ADMIN],
  enterNationalCalendar: [ADMIN],
  enterLocalHolidays: [MANAGER],

  networkDashboard: homeSide,

  // Everybody's own; others' accounts and sessions are those of one's scope for whoever may see `accounts`.
  account: everybody,
  session: everybody,
  sessions: everybody,
  revokeSession: everybody,
  signOut: everybody,
  changePassword: everybody,
  accounts: [MANAGER, ADMIN],
  createAccount: [MANAGER, ADMIN],
  editAccount: [MANAGER, ADMIN],
  changeAccountRole: [MANAGER, ADMIN],
  moveAccountToStation: [MANAGER, ADMIN],
  disableAccount: [MANAGER, ADMIN],
  enableAccount: [MANAGER, ADMIN],
  resetAccountPassword: [MANAGER, ADMIN],
  unlockAccount: [MANAGER, ADMIN],

  auditEntry: [AUDITOR, ADMIN],
  auditTrail: [AUDITOR, ADMIN],

  provinces: [ADMIN],
  openProvince: [ADMIN],
} as const satisfies Record<string, readonly Role[]>;

export type Operation = keyof typeof permissions;

export const operations = Object.keys(permissions) as Operation[];

export const isPermitted = (actor: Pick<Actor, 'role'>, operation: Operation): boolean =>
  (permissions[operation] as readonly Role[]).includes(actor.role);

/** @throws FORBIDDEN when the actor's role may not do this anywhere */
export function authorize(actor: Actor, operation: Operation): void {
  if (!isPermitted(actor, operation)) throw new DomainError('FORBIDDEN');
}
