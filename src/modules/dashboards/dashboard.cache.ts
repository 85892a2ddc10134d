import type { Answer, Cache, Computed, Key } from '../../infra/cache/cache.ts';
import type { Bearing, Change } from '../../infra/cache/versions.ts';
import type { Actor } from '../../shared/actor.ts';
import type { DashboardQueries, DayRow, FiguresRow, OverdueRow, StationRow } from './dashboard.queries.ts';
import type { Coverage } from './dashboard.sources.ts';

/** What a dashboard reads: the figures of now or, where the database does not answer, marked as what they are. */
export interface DashboardFigures {
  figures: Kept<FiguresRow>;
  overdue: Kept<OverdueRow>;
  byDay: Kept<DayRow>;
  byMonth: Kept<DayRow>;
  byStation: Kept<StationRow>;
}
type Kept<Row> = (actor: Actor, coverage: Coverage) => Promise<Answer<readonly Row[]>>;

export interface CachedFigures {
  current: DashboardFigures;
  /** What is left of before, for whoever cannot ask the database. Each @throws UNAVAILABLE when nothing is. */
  left: DashboardFigures;
}

/** Raise it when a figure counts otherwise than in the release before: both may run at once. */
const EDITION = 1;

/** Records that belong to one province and count in its figures alone. */
const OF_ONE_PROVINCE = new Set(['EnterpriseVisit', 'VisitRevision', 'ServiceTicket', 'TicketEvent']);
/** Records that no figure counts. Whatever is not named here bears on the figures of every province. */
const UNCOUNTED = new Set([
  'Account',
  'AuditEntry',
  'EnterpriseContact',
  'FollowUp',
  'HrOffice',
  'PersonalDataRequest',
  'Session',
  'Worker',
]);

/**
 * The types of answers that are made of these figures and of nothing that changes without them: regions do not, and a
 * station that changes bears on all figures. The lists behind figures are of other types.
 */
export const keptTypes: ReadonlySet<string> = new Set([
  'NetworkDashboard',
  'NetworkTotals',
  'HostProvinceFigures',
  'HomeCityFigures',
  'TierFigures',
  'TicketCategoryFigures',
  'TrendPoint',
  'StationFigure',
  'YearOnYear',
  'Station',
  'Region',
  'FormerRegionCode',
]);

/** Which provinces' figures a change may bear on; postings, stations and merged enterprises are counted by many. */
export function bearingOnFigures({ type, tenant }: Change): Bearing {
  if (UNCOUNTED.has(type)) return 'none';
  return OF_ONE_PROVINCE.has(type) ? { subject: tenant } : 'all';
}

/**
 * Answers from the cache what the queries answered before. Everything they depend on stands in the key but for the
 * instant, on which overdue tickets alone depend: these are kept until the next ticket is overdue.
 */
export function createCachedFigures(queries: DashboardQueries, cache: Cache): CachedFigures {
  const kept =
    <Row>(
      query: keyof DashboardQueries,
      read: (...of: [Actor, Coverage]) => Promise<Computed<Row[]>>,
    ): Kept<Row> =>
    (actor, coverage) =>
      cache.get(keyOf(actor, query, coverage), coverage.now, () => read(actor, coverage));
  const forEver =
    <Row>(read: (...of: [Actor, Coverage]) => Promise<Row[]>) =>
    async (...of: [Actor, Coverage]): Promise<Computed<Row[]>> => ({ value: await read(...of), until: null });
  const left =
    <Row>(query: keyof DashboardQueries): Kept<Row> =>
    (actor, coverage) =>
      cache.left(keyOf(actor, query, coverage), coverage.now);

  return {
    current: {
      figures: kept('figures', forEver(queries.figures)),
      overdue: kept('overdue', async (actor, coverage) => {
        const { rows, until } = await queries.overdue(actor, coverage);
        return { value: rows, until };
      }),
      byDay: kept('byDay', forEver(queries.byDay)),
      byMonth: kept('byMonth', forEver(queries.byMonth)),
      byStation: kept('byStation', forEver(queries.byStation)),
    },
    left: {
      figures: left('figures'),
      overdue: left('overdue'),
      byDay: left('byDay'),
      byMonth: left('byMonth'),
      byStation: left('byStation'),
    },
  };
}

/** What people of one scope share, and nobody of another. */
function keyOf({ scope }: Actor, query: keyof DashboardQueries, { home, from, to }: Coverage): Key {
  if (!scope) throw new Error('Expected somebody of a region.');
  const ranges = [scope, home].map(({ side, from, to, former }) => [side, from, to, ...former].join(','));
  return {
    subject: scope.tenant,
    name: ['dashboard', EDITION, query, ...ranges, from, to].join(' '),
  };
}
