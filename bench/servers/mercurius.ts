/** Mercurius 16 with JIT: one statement for the list, one for each association of all its rows. */
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { createPool } from './listen.ts';

const pool = createPool();

const schema = `
  type Region { code: String! name: String! }
  type Enterprise { id: ID! name: String! creditCode: String! region: Region! }
  type Station { id: ID! name: String! tier: String! region: Region! }
  type JobPosting {
    id: ID! title: String! openings: Int! filled: Int! payMin: String payMax: String payUnit: String!
    validThrough: String! status: String! enterprise: Enterprise! station: Station!
  }
  type Query { jobPostings(first: Int!): [JobPosting!]! }`;

/** Rows by key, in the order of the queries for them. */
const loader =
  (name: string, key: string, text: string, keyOf: (parent: Record<string, string>) => string | undefined) =>
  async (queries: { obj: Record<string, string> }[]) => {
    const keys = queries.map(({ obj }) => keyOf(obj));
    const { rows } = await pool.query({ name, text, values: [[...new Set(keys)]] });
    const byKey = new Map(rows.map((row) => [row[key], row]));
    return keys.map((one) => byKey.get(one));
  };

const region = loader(
  'regions',
  'code',
  'SELECT code, name FROM bench.region WHERE code = ANY($1)',
  ({ regionCode }) => regionCode,
);

const app = fastify();
await app.register(mercurius, {
  schema,
  jit: 1,
  resolvers: {
    Query: {
      async jobPostings(_root: unknown, { first }: { first: number }) {
        const { rows } = await pool.query({
          name: 'list',
          text: `SELECT id, title, openings, filled, pay_min AS "payMin", pay_max AS "payMax", pay_unit AS "payUnit",
                        valid_through AS "validThrough", status, enterprise_id AS "enterpriseId", station_id AS "stationId"
                   FROM job_posting ORDER BY id DESC LIMIT $1`,
          values: [first],
        });
        return rows;
      },
    },
  },
  loaders: {
    JobPosting: {
      enterprise: loader(
        'enterprises',
        'id',
        `SELECT id, name, credit_code AS "creditCode", region_code AS "regionCode" FROM enterprise WHERE id = ANY($1)`,
        ({ enterpriseId }) => enterpriseId,
      ),
      station: loader(
        'stations',
        'id',
        `SELECT id, name, tier, host_region_code AS "regionCode" FROM station WHERE id = ANY($1)`,
        ({ stationId }) => stationId,
      ),
    },
    Enterprise: { region },
    Station: { region },
  },
});

process.stdout.write(`Ready: ${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql\n`);
