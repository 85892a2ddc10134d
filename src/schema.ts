import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchema, type ContainerType } from 'type-graphql';
import { resolveDirectly } from './graphql/direct-resolvers.ts';
import { NodeResolver } from './graphql/node.resolver.ts';
import { resolveNodeIds } from './graphql/node-ids.ts';
import { UserErrorResolver } from './graphql/user-error.ts';
import { AuditResolver } from './modules/audit/index.ts';
import { CalendarResolver } from './modules/calendars/index.ts';
import {
  DashboardResolver,
  DrillDownResolver,
  HomeCityFiguresResolver,
  HostProvinceFiguresResolver,
  StationFigureResolver,
} from './modules/dashboards/index.ts';
import {
  ContactResolver,
  EnterpriseContactsResolver,
  EnterpriseMergesResolver,
  EnterpriseResolver,
  MergeResolver,
} from './modules/enterprises/index.ts';
import {
  AccountResolver,
  SessionResolver,
  SignInResolver,
  ViewerResolver,
} from './modules/identity/index.ts';
import { JobResolver } from './modules/jobs/index.ts';
import { AgreementResolver, HrOfficeResolver, PartnerProvinceResolver } from './modules/partners/index.ts';
import { PersonalDataResolver } from './modules/personal-data/index.ts';
import { ProvinceResolver } from './modules/provinces/index.ts';
import { RegionResolver } from './modules/regions/index.ts';
import {
  AccountStationResolver,
  PastActorResolver,
  StationResolver,
  ViewerStationResolver,
} from './modules/stations/index.ts';
import {
  CallerResolver,
  DeadlineRuleResolver,
  TicketDeadlineResolver,
  TicketEventResolver,
  TicketFieldsResolver,
  TicketResolver,
  TicketTransferResolver,
} from './modules/tickets/index.ts';
import {
  EnterpriseVisitsResolver,
  FollowUpResolver,
  StationVisitsResolver,
  VisitResolver,
  VisitRevisionResolver,
} from './modules/visits/index.ts';
import { WorkerResolver } from './modules/workers/index.ts';

/** The API: every resolver of every module. @param container gives the instance of a resolver class */
export async function createSchema(container: ContainerType): Promise<GraphQLSchema> {
  const schema = await buildSchema({
    resolvers: [
      NodeResolver,
      UserErrorResolver,
      RegionResolver,
      AuditResolver,
      ViewerResolver,
      SignInResolver,
      AccountResolver,
      SessionResolver,
      ProvinceResolver,
      StationResolver,
      ViewerStationResolver,
      PastActorResolver,
      AccountStationResolver,
      HrOfficeResolver,
      PartnerProvinceResolver,
      AgreementResolver,
      EnterpriseResolver,
      EnterpriseContactsResolver,
      EnterpriseMergesResolver,
      MergeResolver,
      ContactResolver,
      VisitResolver,
      FollowUpResolver,
      EnterpriseVisitsResolver,
      StationVisitsResolver,
      VisitRevisionResolver,
      JobResolver,
      WorkerResolver,
      CalendarResolver,
      TicketResolver,
      DeadlineRuleResolver,
      TicketDeadlineResolver,
      TicketTransferResolver,
      TicketFieldsResolver,
      TicketEventResolver,
      CallerResolver,
      PersonalDataResolver,
      DashboardResolver,
      DrillDownResolver,
      HostProvinceFiguresResolver,
      HomeCityFiguresResolver,
      StationFigureResolver,
    ],
    container,
    // Inputs are checked by the rules of each command, in the runner.
    validate: false,
  });
  resolveDirectly(schema, container);
  resolveNodeIds(schema);
  return schema;
}
