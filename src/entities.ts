import 'reflect-metadata';
import { CalendarEntry } from './modules/calendars/index.ts';
import {
  Enterprise,
  EnterpriseContact,
  EnterpriseMerge,
  KeyEnterprise,
} from './modules/enterprises/index.ts';
import { Account, AccountCredential, Session } from './modules/identity/index.ts';
import { JobCollection, JobPosting, JobTitle } from './modules/jobs/index.ts';
import { CooperationAgreement, CooperationAgreementParty, HrOffice } from './modules/partners/index.ts';
import { PersonalDataRequest } from './modules/personal-data/index.ts';
import { Province } from './modules/provinces/index.ts';
import { Station } from './modules/stations/index.ts';
import { ServiceTicket, TicketCaller, TicketDeadlineRule, TicketEvent } from './modules/tickets/index.ts';
import { EnterpriseVisit, FollowUp, VisitParticipant, VisitRevision } from './modules/visits/index.ts';
import { Worker } from './modules/workers/index.ts';
import { AuditEntry } from './operations/audit-entry.entity.ts';
import { IdempotencyKey } from './operations/idempotency-key.entity.ts';

/** Every table of the service. */
export const entities = [
  Account,
  AccountCredential,
  AuditEntry,
  CalendarEntry,
  CooperationAgreement,
  CooperationAgreementParty,
  Enterprise,
  EnterpriseContact,
  EnterpriseMerge,
  EnterpriseVisit,
  FollowUp,
  HrOffice,
  IdempotencyKey,
  JobCollection,
  JobPosting,
  JobTitle,
  KeyEnterprise,
  PersonalDataRequest,
  Province,
  ServiceTicket,
  Session,
  Station,
  TicketCaller,
  TicketDeadlineRule,
  TicketEvent,
  VisitParticipant,
  VisitRevision,
  Worker,
];
