import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { decodeNodeId, encodeNodeId, isShared, type NodeType, nodeTypes } from '../../src/shared/node-id.ts';
import { Network, type Person } from '../support/network.ts';
import { liveInProvince, now } from '../support/province-life.ts';
import { startTestService, type TestService } from '../support/service.ts';

const schema = buildSchema(readFileSync(new URL('../../schema/schema.graphql', import.meta.url), 'utf8'));
const DEPTH = 4;

/** In the texts of rows whose home is Hunan. */
const OF_HUNAN = '湘内部';

/** Where the rows behind ids with a tenant are, and which of their regions lets somebody see them. */
const kept: Partial<Record<NodeType, string>> = {
  AuditEntry: `SELECT id, ARRAY[home_region_code, host_region_code] AS regions FROM audit_entry`,
  EnterpriseContact: `SELECT id, ARRAY[home_region_code, host_region_code] AS regions FROM enterprise_contact`,
  EnterpriseVisit: `SELECT id, ARRAY[home_region_code] AS regions FROM enterprise_visit`,
  VisitRevision: `SELECT id, ARRAY[home_region_code] AS regions FROM visit_revision`,
  FollowUp: `SELECT id, ARRAY[home_region_code] AS regions FROM visit_follow_up`,
  Worker: `SELECT id, ARRAY[home_region_code] AS regions FROM worker`,
  ServiceTicket: `SELECT id, ARRAY[home_region_code, handler_region_code] AS regions FROM service_ticket`,
  TicketEvent: `SELECT id, ARRAY[home_region_code, handler_region_code] AS regions FROM ticket_event`,
  PersonalDataRequest: `SELECT id, ARRAY[home_region_code] AS regions FROM personal_data_request`,
};

/** Whether a way from one type to another is taken for the first time since the walk left the root. */
function isNew(way: string, walked: Set<string>): boolean {
  if (walked.has(way)) return false;
  walked.add(way);
  return true;
}

/**
 * Asks for every field of the schema along every way of so many steps from the root, as people of every role, and looks
 * where the rows in the answers are of: a new field is walked without a line here.
 */
describe('whatever way is taken through the schema', () => {
  let service: TestService;
  let network: Network;
  const people: { who: Person; prefix: string }[] = [];
  const regions = new Map<string, string[]>();
  const idsByType = new Map<NodeType, string[]>();

  beforeAll(async () => {
    // Walks as no person does: without the bounds on how often one may ask.
    service = await startTestService(undefined, undefined, undefined, undefined, false);
    service.setNow(now);
    network = new Network(service);
    const shared = await network.enterprise('440607', '共有电子厂');
    await liveInProvince(network, '52', '522626', shared);
    await liveInProvince(network, '43', '431225', shared);
    for (const home of ['522626', '431225']) await network.personalDataRequest(home);
    for (const [table, column] of [
      ['service_ticket', 'summary'],
      ['enterprise_visit', 'findings'],
      ['visit_follow_up', 'note'],
      ['ticket_event', 'note'],
    ]) {
      await service.sql(`UPDATE ${table} SET ${column} = $1 WHERE tenant = '43'`, [OF_HUNAN]);
    }
    await seedPeople();
    await readRegions();
  }, 60_000);
  afterAll(() => service.stop());

  async function seedPeople() {
    const branch = await network.station('BRANCH', '522700', '440600');
    const county = await network.station('WORKSTATION', '522626', '440607');
    for (const [role, region, station] of [
      ['STATION_STAFF', '522626', county],
      ['STATION_STAFF', '522700', branch],
      ['HOTLINE_AGENT', '520000', undefined],
      ['MANAGER', '520000', undefined],
      ['MANAGER', '522700', undefined],
      ['AUDITOR', '522626', undefined],
      ['HR_OFFICER', '440607', undefined],
      ['ADMIN', null, undefined],
    ] as const) {
      const who = await network.person(role, region, station);
      people.push({ who, prefix: region?.replace(/(00)+$/, '') ?? 'none' });
    }
  }

  async function readRegions() {
    for (const [type, select] of Object.entries(kept) as [NodeType, string][]) {
      const rows = await service.sql<{ id: string; tenant: string; regions: (string | null)[] }>(
        `SELECT kept.*, own.tenant FROM (${select}) kept JOIN ${/FROM (\w+)/.exec(select)?.[1]} own USING (id)`,
      );
      for (const { id, tenant, regions: codes } of rows) {
        const node = encodeNodeId(type, tenant, id);
        regions.set(
          node,
          codes.filter((code): code is string => code !== null),
        );
        idsByType.set(type, [...(idsByType.get(type) ?? []), node]);
      }
    }
  }

  /** One id of each province for every type that has such. */
  const someIds = () =>
    [...idsByType.values()].flatMap((ids) => {
      const of = (tenant: string) => ids.find((id) => decodeNodeId(id)?.tenant === tenant);
      return [of('52'), of('43')].filter((id) => id !== undefined);
    });

  const argument = ({ name, type }: GraphQLArgument, id: string, province: string): string => {
    const named = getNamedType(type);
    if (name === 'first') return '4';
    if (isEnumType(named)) return String(named.getValues()[0]?.name);
    switch (named.name) {
      case 'ID':
        return JSON.stringify(id);
      case 'PeriodInput':
        return '{ from: "2024-01-01", to: "2025-01-01" }';
      case 'Date':
        return '"2024-12-31"';
      case 'Int':
        return '2025';
      default:
        return JSON.stringify(/phone/i.test(name) ? `138${province}000001` : `${province}0000`);
    }
  };

  const call = (field: GraphQLField<unknown, unknown>, id: string, province: string) => {
    const args = field.args
      .filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined)
      .map((arg) => `${arg.name}: ${argument(arg, id, province)}`);
    return `${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''}`;
  };

  /** What there is to read of a type in one step, and for each way on what is read there: one selection a way. */
  function ways(type: GraphQLNamedType, depth: number, walked: Set<string>, province: string): string[] {
    if (isInterfaceType(type)) {
      return schema
        .getPossibleTypes(type)
        .flatMap((one) =>
          ways(one, depth, new Set(), province).map((way) => `id ... on ${one.name} { ${way} }`),
        );
    }
    if (!isObjectType(type)) return [];
    const fields = Object.values(type.getFields());
    const leaves = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const own = ['__typename', ...leaves.map((field) => call(field, '', province))].join(' ');
    // A page is no step of its own.
    const isPage = /(Connection|Edge)$/.test(type.name);
    const left = isPage ? depth : depth - 1;
    if (left < 0) return [own];
    const on = fields
      .filter((field) => !isLeafType(getNamedType(field.type)) && isNew(`${type.name}.${field.name}`, walked))
      .flatMap((field) =>
        ways(getNamedType(field.type), left, walked, province).map(
          (way) => `${own} ${call(field, '', province)} { ${way} }`,
        ),
      );
    return on.length > 0 ? on : [own];
  }

  const CHUNK = 8;
  const asked: Record<string, number> = {};

  it('no row is met that lies out of scope', async () => {
    const found: unknown[] = [];
    const refused: unknown[] = [];
    const query = schema.getQueryType();
    if (!query) throw new Error('Expected a query type');
    const requests: string[] = [];
    // The national codes are no rows of anybody's, and all of them at once have a price of their own.
    for (const field of Object.values(query.getFields()).filter(({ name }) => name !== 'regions')) {
      const ids = field.args.some(({ type }) => getNamedType(type).name === 'ID') ? someIds() : [''];
      for (const province of ['52', '43']) {
        if (province === '43' && !field.args.some(({ name }) => /phone|Code/i.test(name))) continue;
        const selections = ways(getNamedType(field.type), DEPTH - 1, new Set(), province);
        for (const id of ids) {
          const fits = selections.filter((way) => {
            const on = /^id \.\.\. on (\w+)/.exec(way)?.[1];
            return !on || on === decodeNodeId(id)?.type;
          });
          // What is not found at the root leads nowhere.
          const taken = decodeNodeId(id)?.tenant === '43' ? fits.slice(0, 1) : fits;
          for (const way of taken.length > 0 ? taken : ['']) {
            requests.push(`{ ${call(field, id, province)} ${way ? `{ ${way} }` : ''} }`);
          }
        }
      }
    }
    const unique = [...new Set(requests)];
    const work = unique.flatMap((text) => people.map((person) => ({ text, ...person }))).values();
    await Promise.all(
      Array.from({ length: CHUNK }, async () => {
        for (const { text, who, prefix } of work) {
          const answer = await who.ask(text);
          const json = JSON.stringify(answer.data);
          for (const { message, extensions } of answer.errors) {
            if (!/^(NOT_FOUND|FORBIDDEN|BAD_USER_INPUT)$/.test(extensions.code))
              refused.push({ text, message });
          }
          if (json.includes(OF_HUNAN)) found.push({ who: who.actor.role, text, met: OF_HUNAN });
          for (const [, id = ''] of json.matchAll(/"([\w-]{24})"/g)) {
            const ref = decodeNodeId(id);
            if (!ref || isShared(ref.type)) continue;
            asked[ref.type] = (asked[ref.type] ?? 0) + 1;
            if (!regions.get(id)?.some((code) => code.startsWith(prefix))) {
              found.push({ who: `${who.actor.role} ${prefix}`, text, met: ref });
            }
          }
        }
      }),
    );
    expect({ requests: unique.length, found: found.slice(0, 3), count: found.length, asked }).toMatchObject({
      found: [],
      count: 0,
    });
    // The walk meets what there is to be met, and every request of it is one that may be made.
    expect(Object.keys(asked)).toEqual(
      expect.arrayContaining(nodeTypes.filter((type) => kept[type] && type !== 'PersonalDataRequest')),
    );
    expect([refused.length, ...refused.slice(0, 5)]).toEqual([0]);
  }, 120_000);

  it('every type whose ids carry a tenant is looked up', () => {
    expect(Object.keys(kept).sort()).toEqual(nodeTypes.filter((type) => !isShared(type)).sort());
  });
});
