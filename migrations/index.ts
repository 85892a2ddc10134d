import { Accounts1795392000001 } from './1795392000001-accounts.ts';
import { Stations1795392000002 } from './1795392000002-stations.ts';
import { Enterprises1795392000003 } from './1795392000003-enterprises.ts';
import { Jobs1795392000004 } from './1795392000004-jobs.ts';
import { Tickets1795392000005 } from './1795392000005-tickets.ts';
import { Operations1795392000006 } from './1795392000006-operations.ts';
import { Maintenance1795392000007 } from './1795392000007-maintenance.ts';
import { AccountsAndSessions1795392000008 } from './1795392000008-accounts-and-sessions.ts';
import { Network1795392000009 } from './1795392000009-network.ts';
import { EnterpriseSearch1795392000010 } from './1795392000010-enterprise-search.ts';
import { Visits1795392000011 } from './1795392000011-visits.ts';
import { Jobs1795392000012 } from './1795392000012-jobs.ts';
import { Deadlines1795392000013 } from './1795392000013-deadlines.ts';
import { Recoding1795392000014 } from './1795392000014-recoding.ts';
import { Provinces1795392000015 } from './1795392000015-provinces.ts';
import { FormerCodesLast1795392000017 } from './1795392000017-former-codes-last.ts';
import { JobSearch1795392000020 } from './1795392000020-job-search.ts';
import { Outbox1795392000021 } from './1795392000021-outbox.ts';
import { Timers1795392000022 } from './1795392000022-timers.ts';
import { AuditTrail1795392000023 } from './1795392000023-audit-trail.ts';
import { AuditSeal1795392000024 } from './1795392000024-audit-seal.ts';
import { KeyRotation1795392000025 } from './1795392000025-key-rotation.ts';
import { ConfidentialTickets1795392000026 } from './1795392000026-confidential-tickets.ts';
import { PersonalDataRequests1795392000027 } from './1795392000027-personal-data-requests.ts';
import { AuditRefusals1795392000028 } from './1795392000028-audit-refusals.ts';
import { CallerCorrection1795392000030 } from './1795392000030-caller-correction.ts';
import { Figures1795392000031 } from './1795392000031-figures.ts';
import { Contacts1795392000032 } from './1795392000032-contacts.ts';
import { ListsOfACounty1795392000033 } from './1795392000033-lists-of-a-county.ts';
import { ContactsByMonth1795392000034 } from './1795392000034-contacts-by-month.ts';
import { FiguresByDay1795392000035 } from './1795392000035-figures-by-day.ts';
import { NextDeadline1795392000036 } from './1795392000036-next-deadline.ts';

/** Every migration, in the order they run. */
export const migrations = [
  Accounts1795392000001,
  Stations1795392000002,
  Enterprises1795392000003,
  Jobs1795392000004,
  Tickets1795392000005,
  Operations1795392000006,
  Maintenance1795392000007,
  AccountsAndSessions1795392000008,
  Network1795392000009,
  EnterpriseSearch1795392000010,
  Visits1795392000011,
  Jobs1795392000012,
  Deadlines1795392000013,
  Recoding1795392000014,
  Provinces1795392000015,
  FormerCodesLast1795392000017,
  JobSearch1795392000020,
  Outbox1795392000021,
  Timers1795392000022,
  AuditTrail1795392000023,
  AuditSeal1795392000024,
  KeyRotation1795392000025,
  ConfidentialTickets1795392000026,
  PersonalDataRequests1795392000027,
  AuditRefusals1795392000028,
  CallerCorrection1795392000030,
  Figures1795392000031,
  Contacts1795392000032,
  ListsOfACounty1795392000033,
  ContactsByMonth1795392000034,
  FiguresByDay1795392000035,
  NextDeadline1795392000036,
];
