import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { asOwner } from '../src/infra/db/owner.ts';

/** PostgreSQL's own log of what it was sent. */
export interface StatementLog {
  superUrl: string;
  file: string;
}

const REPEATS = 20;

/** Long enough for whatever goes on beside requests to come by. */
const QUIET = 6_000;

/**
 * The statements of one request as PostgreSQL counts them, BEGIN, SET and COMMIT left out. The request is repeated: what is
 * sent less often than that belongs to something else, as does what is sent while nobody asks.
 */
export async function statementsOf(log: StatementLog, repeat: (times: number) => Promise<unknown>) {
  await repeat(1);
  return asOwner(log.superUrl, async (admin) => {
    const set = async (text: string) => {
      await admin.query(`ALTER SYSTEM ${text}`);
      await admin.query('SELECT pg_reload_conf()');
      await sleep(500);
    };
    await set("SET log_statement = 'all'");
    try {
      const idle = await statementsDuring(log, () => sleep(QUIET));
      const all = await statementsDuring(log, () => repeat(REPEATS));
      return timesEach(all.filter((statement) => !idle.includes(statement)));
    } finally {
      await set('RESET log_statement');
    }
  });
}

async function statementsDuring({ file }: StatementLog, work: () => Promise<unknown>): Promise<string[]> {
  const { size } = await stat(file);
  await work();
  return statementsIn(await readFrom(file, size));
}

/** Each statement as often as every repetition sent it. */
function timesEach(statements: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of statements) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].flatMap(([text, count]) => Array<string>(Math.floor(count / REPEATS)).fill(text));
}

function statementsIn(text: string): string[] {
  // An entry goes on in lines that begin with a tab.
  const entries = text.matchAll(/LOG: {2}(?:statement|execute [^:]*): (.*(?:\n\t.*)*)/g);
  return [...entries]
    .map(([, statement = '']) => statement)
    .filter(
      (statement) =>
        !/^(BEGIN|START|SET|COMMIT|ROLLBACK|ALTER SYSTEM|SELECT pg_reload_conf)/i.test(statement),
    );
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file);
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.alloc(size - position), 0, size - position, position);
  await handle.close();
  return buffer.toString();
}
