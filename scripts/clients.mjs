/**
 * `npm run clients`: writes clients/generated.ts, the types of the example clients' operations (clients/*.graphql)
 * against schema/schema.graphql. Takes another path to write to, for the test that compares.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { codegen } from '@graphql-codegen/core';
import * as types from '@graphql-codegen/typescript-operations';
import { Kind, parse, print } from 'graphql';

const [, , output = 'clients/generated.ts'] = process.argv;

const documents = readdirSync('clients')
  .filter((name) => name.endsWith('.graphql'))
  .sort()
  .map((name) => ({ location: name, document: parse(readFileSync(`clients/${name}`, 'utf8')) }));

/** Each operation as text that knows its types: clients need no GraphQL library to send it. */
const texts = {
  plugin: (_schema, sources) => ({
    prepend: ["import type { Operation } from './api.ts';"],
    content: sources
      .flatMap(({ document }) => document.definitions)
      .filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
      .map(({ name, operation, ...rest }) => {
        const type = `${name.value}${operation === 'query' ? 'Query' : 'Mutation'}`;
        const text = print({ name, operation, ...rest });
        return `export const ${name.value} = \`${text}\` as Operation<${type}, ${type}Variables>;\n`;
      })
      .join('\n'),
  }),
};

const generated = await codegen({
  schema: parse(readFileSync('schema/schema.graphql', 'utf8')),
  documents,
  filename: output,
  config: {},
  plugins: [
    {
      types: {
        enumsAsTypes: true,
        immutableTypes: true,
        skipTypename: true,
        scalars: { ID: 'string', Date: 'string', DateTime: 'string', Money: 'string' },
      },
    },
    { texts: {} },
  ],
  pluginMap: { types, texts },
});
writeFileSync(output, `// npm run clients\n${generated}`);
