import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = join(import.meta.dirname, '../docs/benchmarks.md');

/** Writes the table down where people look for it. */
export const writeDocument = (table: string, about: string, profiles: readonly string[]) =>
  writeFile(
    FILE,
    `# Benchmarks

\`npm run bench\` writes this page. It measures the service, one process in production mode with identity, scope and
row-level security on, beside others on the same database and the same Node:

- **the limit**: bare \`node:http\`; one prepared statement has PostgreSQL build the whole answer, and opening a ticket is
  one bare transaction with the same inserts;
- **PostGraphile 5** with its Amber preset and **Mercurius 16** with JIT and loaders, both past row-level security, with
  neither identity nor scope.

What is compared is driven in turns from a process of its own, and every answer is checked: lists against the rows in the
database, dashboards against a recount, then each further one byte for byte. Statements are counted from PostgreSQL's log, BEGIN,
SET and COMMIT left out. Figures are those of one machine, ratios are what to look at.

${table}

${about}
${profiles.map((profile) => `\nWhere the time goes, by self time:\n\n\`\`\`\n${profile}\n\`\`\`\n`).join('')}
## Measuring again

    npm run bench

installs in \`bench/\` what is compared with, makes the data, which takes half an hour for ten years, keeps it under
\`bench/.data\`, and measures for half an hour more. \`npm run bench -- --quick\` is a look that takes some minutes.

| option | does |
| --- | --- |
| \`--events 100k\`, \`1m\`, \`10m\` | so many visits, postings and tickets of earlier years beneath the nine months that are measured: a copy of them, one year, ten years |
| \`--rows list,dashboard,writes,memory,start\` | measures only these |
| \`--minutes 60\` | keeps up the mixed load for so long |
| \`--profile\` | says of every row that is not met where the time goes |
| \`--quick\` | a few short rounds |

Only a whole run writes this page. A machine that does something else meanwhile shifts every figure; processor times least.
`,
  );
