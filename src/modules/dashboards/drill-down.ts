import type { Context } from '../../graphql/context.ts';
import { found, idAs } from '../../graphql/found.ts';
import type { Batch } from '../../graphql/loaders.ts';
import type { Actor } from '../../shared/actor.ts';
import { DomainError } from '../../shared/errors.ts';
import type { Connection, Page } from '../../shared/pagination.ts';
import { type RegionRecord, regions } from '../regions/index.ts';
import type { Figure, Slice } from './dashboard.sources.ts';
import type { Dashboard } from './dashboard.ts';
import type { FigureSlice } from './drill-down.types.ts';

/** The list behind a figure. Each of its parts is read when it is asked for: a count alone reads no page. */
export class FigureList<Row> {
  readonly #dashboard: Dashboard;
  readonly #figure: Figure;
  readonly #slice: Slice;
  readonly #read: () => Promise<Connection<Row>>;
  #page: Promise<Connection<Row>> | undefined;

  constructor(
    ctx: Context,
    dashboard: Dashboard,
    figure: Figure,
    slice: Slice,
    page: Page,
    batch: Batch<Row>,
  ) {
    this.#dashboard = dashboard;
    this.#figure = figure;
    this.#slice = slice;
    this.#read = async () => {
      const { edges, pageInfo } = await dashboard.page(figure, slice, page);
      const nodes = await Promise.all(edges.map(async ({ node }) => found(await ctx.one(batch, node.id))));
      return { pageInfo, edges: edges.map(({ cursor }, i) => ({ cursor, node: nodes[i] as Row })) };
    };
  }

  get edges() {
    return this.#once().then(({ edges }) => edges);
  }

  get pageInfo() {
    return this.#once().then(({ pageInfo }) => pageInfo);
  }

  get count() {
    return this.#dashboard.value(this.#figure, this.#slice);
  }

  get openings() {
    return this.#dashboard.value('openings', this.#slice);
  }

  #once() {
    this.#page ??= this.#read();
    return this.#page;
  }
}

/** @throws BAD_USER_INPUT for a region that figures are not cut by; NOT_FOUND for an id of something else */
export function sliceOf(input: FigureSlice | null | undefined, actor: Actor): Slice {
  const { hostProvinceCode, homeCityCode, tier, stationId } = input ?? {};
  return {
    tier: tier ?? null,
    stationId: stationId ? idAs('Station', stationId, actor) : null,
    hostProvinceCode: hostProvinceCode ? regionOf(hostProvinceCode, 'PROVINCE').code : null,
    homeCityCodes: homeCityCode ? present(regionOf(homeCityCode, 'PROVINCE', 'CITY')) : null,
  };
}

function regionOf(code: string, ...levels: RegionRecord['level'][]): RegionRecord {
  const region = regions.find(code);
  if (!region) throw new DomainError('BAD_USER_INPUT', 'REGION_UNKNOWN');
  if (!levels.includes(region.level)) throw new DomainError('BAD_USER_INPUT', 'REGION_LEVEL_WRONG');
  return region;
}

/** The code of a region and those it had before, under which rows may still stand. */
const present = ({ code }: RegionRecord) => [code, ...regions.formerCodes(code).map((former) => former.code)];
