import { NodeResolver } from './graphql/node.resolver.ts';
import type { Cache } from './infra/cache/cache.ts';
import type { PersonalData } from './infra/crypto/personal-data.ts';
import type { SealedReading } from './infra/crypto/reading.ts';
import type { Limits } from './limits.ts';
import * as audit from './modules/audit/index.ts';
import * as calendars from './modules/calendars/index.ts';
import * as dashboards from './modules/dashboards/index.ts';
import * as enterprises from './modules/enterprises/index.ts';
import * as identity from './modules/identity/index.ts';
import * as jobs from './modules/jobs/index.ts';
import * as partners from './modules/partners/index.ts';
import * as personalDataModule from './modules/personal-data/index.ts';
import * as provinces from './modules/provinces/index.ts';
import * as stations from './modules/stations/index.ts';
import * as tickets from './modules/tickets/index.ts';
import * as visits from './modules/visits/index.ts';
import * as workers from './modules/workers/index.ts';
import type { CommandRunner } from './operations/command.ts';
import type { Reader } from './operations/reader.ts';
import type { Clock } from './shared/clock.ts';

/** What resolvers are made of: the one reader, the one runner, and what some of them need beside these. */
export interface ResolverParts {
  read: Reader;
  command: CommandRunner;
  clock: Clock;
  personalData: PersonalData;
  reading: SealedReading;
  stationDirectory: stations.StationDirectory;
  cache: Cache;
  signIn: identity.SignIn;
  refresh: identity.Refresh;
  lockout: identity.Lockout;
  hashOfName: (username: string) => Buffer;
  limits: Pick<Limits, 'attempts' | 'lookUps' | 'reveals'>;
}

/** Every resolver that needs something, with the reads and commands of its module and of those it shows beside. */
export function createResolvers(parts: ResolverParts): object[] {
  const { read, command, clock, personalData, reading, stationDirectory, cache } = parts;
  const { signIn, refresh, lockout, hashOfName } = parts;
  const { attempts, lookUps, reveals } = parts.limits;

  const auditReads = audit.createAuditQueries(read);
  const accountReads = identity.createAccountQueries(read, hashOfName, clock);
  const sessionReads = identity.createSessionQueries(read);
  const provinceReads = provinces.createProvinceQueries(read);
  const stationReads = stations.createStationQueries(read, stationDirectory);
  const hrOfficeReads = partners.createHrOfficeQueries(read);
  const agreementReads = partners.createAgreementQueries(read);
  const partnerReads = partners.createPartnerQueries(read, clock);
  const enterpriseReads = enterprises.createEnterpriseQueries(read);
  const contactReads = enterprises.createContactQueries(read);
  const mergeReads = enterprises.createMergeQueries(read);
  const visitReads = visits.createVisitQueries(read);
  const followUpReads = visits.createFollowUpQueries(read);
  const jobReads = jobs.createJobQueries(read, clock);
  const workerReads = workers.createWorkerQueries(read);
  const calendarReads = calendars.createCalendarQueries(read);
  const ticketReads = tickets.createTicketQueries(read);
  const deadlineRuleReads = tickets.createDeadlineRuleQueries(read);
  const personalDataRequestReads = personalDataModule.createPersonalDataRequestQueries(read);
  const figures = dashboards.createCachedFigures(dashboards.createDashboardQueries(read), cache);
  const dashboardLists = dashboards.createDashboardLists(read);

  const contactBook = enterprises.createContactBook(personalData, reading);
  const accountCommands = identity.createAccountCommands(
    command,
    stations.findStationToStaff,
    lockout,
    hashOfName,
  );
  const ownAccount = identity.createOwnAccountCommands(command, attempts);
  const stationCommands = stations.createStationCommands(command, {
    visitedOutside: visits.visitedOutside,
    handOver: [visits.handOverFollowUps, tickets.handOverTickets],
  });
  const calendarCommands = calendars.createCalendarCommands(command, tickets.recountDeadlines);
  const ticketCommands = tickets.createTicketCommands(
    command,
    tickets.createOpenTicket(personalData),
    tickets.createTransferTicket(personalData, reading),
  );

  return [
    new NodeResolver({
      AuditEntry: auditReads.byIds,
      Account: accountReads.byIds,
      Session: sessionReads.byIds,
      Province: provinceReads.byIds,
      Station: stationReads.byIds,
      HrOffice: hrOfficeReads.byIds,
      CooperationAgreement: agreementReads.byIds,
      Enterprise: enterpriseReads.byIds,
      EnterpriseContact: contactReads.byIds,
      EnterpriseMerge: mergeReads.byIds,
      EnterpriseVisit: visitReads.byIds,
      FollowUp: followUpReads.byIds,
      JobPosting: jobReads.byIds,
      Worker: workerReads.byIds,
      ServiceTicket: ticketReads.byIds,
      TicketEvent: ticketReads.eventsByIds,
      VisitRevision: visitReads.revisionsByIds,
      TicketDeadlineRule: deadlineRuleReads.byIds,
      CalendarEntry: calendarReads.byIds,
      PersonalDataRequest: personalDataRequestReads.byIds,
    }),
    new audit.AuditResolver(auditReads),
    new identity.ViewerResolver(accountReads),
    new identity.SignInResolver(signIn, refresh),
    new identity.AccountResolver(accountReads, accountCommands, ownAccount),
    new identity.SessionResolver(
      sessionReads,
      identity.createSessionCommands(command),
      ownAccount,
      accountReads,
    ),
    new provinces.ProvinceResolver(
      provinceReads,
      provinces.createProvinceCommands(command, accountCommands),
      accountReads,
    ),
    new stations.ViewerStationResolver(stationReads),
    new stations.AccountStationResolver(stationReads),
    new stations.PastActorResolver(stationReads),
    new stations.StationResolver(stationReads, stationCommands),
    new partners.HrOfficeResolver(hrOfficeReads, partners.createHrOfficeCommands(command)),
    new partners.AgreementResolver(agreementReads, partners.createAgreementCommands(command), clock),
    new partners.PartnerProvinceResolver(partnerReads, hrOfficeReads),
    new enterprises.EnterpriseResolver(enterpriseReads, enterprises.createEnterpriseCommands(command)),
    new enterprises.ContactResolver(
      contactReads,
      enterprises.createContactCommands(command, contactBook),
      enterpriseReads,
      personalData,
      reading,
    ),
    new enterprises.MergeResolver(enterprises.createMergeCommands(command), enterpriseReads),
    new enterprises.EnterpriseMergesResolver(mergeReads),
    new enterprises.EnterpriseContactsResolver(contactReads),
    new visits.VisitResolver(
      visitReads,
      followUpReads,
      visits.createVisitCommands(command, contactBook),
      visits.createVisitCorrections(command, contactBook),
      stationReads,
      enterpriseReads,
      contactReads,
    ),
    new visits.VisitRevisionResolver(enterpriseReads, contactReads),
    new visits.FollowUpResolver(
      followUpReads,
      visits.createFollowUpCommands(command),
      visitReads,
      stationReads,
      clock,
    ),
    new visits.EnterpriseVisitsResolver(visitReads),
    new visits.StationVisitsResolver(visitReads),
    new jobs.JobResolver(
      jobReads,
      jobs.createJobCommands(command),
      jobs.createJobEditing(command),
      jobs.createJobBatches(command),
      enterpriseReads,
      stationReads,
    ),
    new workers.WorkerResolver(reading),
    new calendars.CalendarResolver(calendarReads, calendarCommands),
    new tickets.TicketResolver(
      ticketReads,
      ticketCommands,
      tickets.createTicketRemarks(command),
      tickets.createTicketConfidentiality(command),
      clock,
    ),
    new tickets.DeadlineRuleResolver(deadlineRuleReads, tickets.createDeadlineRuleCommands(command), clock),
    new tickets.TicketDeadlineResolver(deadlineRuleReads),
    new tickets.TicketFieldsResolver(ticketReads, stationReads, workerReads, enterpriseReads, reading, clock),
    new tickets.CallerResolver(
      ticketReads,
      workerReads,
      personalData,
      lookUps,
      tickets.createCorrectCaller(command, personalData),
    ),
    new personalDataModule.PersonalDataResolver(
      personalDataRequestReads,
      personalDataModule.createReveals(command, reading, reveals),
      personalDataModule.createExports(command, personalData, reading, reveals),
      personalDataModule.createErasures(command, personalData),
    ),
    new dashboards.DashboardResolver(figures, dashboardLists, clock),
    new dashboards.DrillDownResolver({
      Station: stationReads.byIds,
      Enterprise: enterpriseReads.byIds,
      EnterpriseVisit: visitReads.byIds,
      JobPosting: jobReads.byIds,
      ServiceTicket: ticketReads.byIds,
    }),
    new dashboards.StationFigureResolver(stationReads),
  ];
}
