/** PostGraphile 5 as its Amber preset has it: the schema of the tables, and bench.region by the codes that refer to it. */
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { pgSmartTags } from 'postgraphile/utils';
import { databaseUrl, listen, POOL_SIZE } from './listen.ts';

const refersToRegion = (table: string, column: string) => ({
  kind: 'class' as const,
  match: ({ relname }: { relname: string }) => relname === table,
  tags: { foreignKey: `(${column}) references bench.region (code)|@fieldName region` },
});

const pgl = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [
    pgSmartTags([refersToRegion('enterprise', 'region_code'), refersToRegion('station', 'host_region_code')]),
  ],
  pgServices: [
    makePgService({
      connectionString: databaseUrl,
      schemas: ['public', 'bench'],
      poolConfig: { max: POOL_SIZE },
    }),
  ],
  grafserv: { graphiql: false, watch: false },
});

const server = createServer();
await pgl.createServ(grafserv).addTo(server);
listen(server);
