import { writeFile } from 'node:fs/promises';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './schema.ts';

/** Writes the API as SDL to the file named on the command line: `npm run schema`. */
const [, , path] = process.argv;
if (!path) throw new Error('Name the file to write.');
// The container is never asked: a schema that is printed resolves nothing.
const schema = await createSchema({ get: () => ({}) });
await writeFile(path, `${printSchema(lexicographicSortSchema(schema))}\n`);
