import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { asOwner } from '../src/infra/db/owner.ts';

/** PostgreSQL's own log of what it was sent. */
export interface StatementLog {
  superUrl: string;
  file: string;
  /** What is sent while nobody asks, once somebody has listened for it. */
  beside?: string[];
}

/** What PostgreSQL ran, and how long it took to parse, plan and run it. */
export interface Statement {
  text: string;
  milliseconds: number;
}

/** A statement is parsed, planned for its values, and run; or all at once. */
interface Step extends Statement {
  runs: boolean;
}

/** What begins and ends transactions, what is done here, and what followers of the outbox read after a change. */
const IN_BETWEEN =
  /^(BEGIN|START|SET|COMMIT|ROLLBACK|ALTER SYSTEM|SELECT pg_reload_conf|SELECT \* FROM read_outbox)/i;

const REPEATS = 20;

/** Long enough for whatever goes on beside requests to come by. */
const QUIET = 6_000;

/**
 * The statements of one request as PostgreSQL counts them, BEGIN, SET and COMMIT left out. The request is repeated: what is
 * sent less often than that belongs to something else, as does what is sent while nobody asks.
 */
export async function statementsOf(
  log: StatementLog,
  repeat: (times: number) => Promise<unknown>,
): Promise<Statement[]> {
  await repeat(1);
  return asOwner(log.superUrl, async (admin) => {
    const set = async (text: string) => {
      await admin.query(`ALTER SYSTEM ${text}`);
      await admin.query('SELECT pg_reload_conf()');
      await sleep(500);
    };
    await set('SET log_min_duration_statement = 0');
    try {
      log.beside ??= (await stepsDuring(log, () => sleep(QUIET))).map(({ text }) => text);
      const all = await stepsDuring(log, () => repeat(REPEATS));
      return ofOneRequest(all.filter(({ text }) => !log.beside?.includes(text)));
    } finally {
      await set('RESET log_min_duration_statement');
    }
  });
}

async function stepsDuring({ file }: StatementLog, work: () => Promise<unknown>): Promise<Step[]> {
  const { size } = await stat(file);
  await work();
  return stepsIn(await readFrom(file, size));
}

/** Each statement as often as every repetition ran it, with the time it took on the average. */
const ofOneRequest = (steps: readonly Step[]): Statement[] =>
  [...Map.groupBy(steps, ({ text }) => text)].flatMap(([text, all]) => {
    const runs = all.filter(({ runs }) => runs).length;
    const milliseconds = all.reduce((sum, step) => sum + step.milliseconds, 0) / runs;
    return Array<Statement>(Math.floor(runs / REPEATS)).fill({ text, milliseconds });
  });

function stepsIn(log: string): Step[] {
  // An entry goes on in lines that begin with a tab.
  const entries = log.matchAll(
    /duration: ([\d.]+) ms {2}(statement|parse [^:]*|bind [^:]*|execute [^:]*): (.*(?:\n\t.*)*)/g,
  );
  return [...entries]
    .map(([, milliseconds, step = '', text = '']) => ({
      text,
      milliseconds: Number(milliseconds),
      runs: /^(statement|execute)/.test(step),
    }))
    .filter(({ text }) => !IN_BETWEEN.test(text));
}

async function readFrom(file: string, position: number): Promise<string> {
  const handle = await open(file);
  const { size } = await handle.stat();
  const { buffer } = await handle.read(Buffer.alloc(size - position), 0, size - position, position);
  await handle.close();
  return buffer.toString();
}
