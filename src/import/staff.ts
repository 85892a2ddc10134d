import { type Account, type AccountCommands, accountsNamed } from '../modules/identity/index.ts';
import type { Change } from '../operations/change.ts';
import { encodeNodeId } from '../shared/node-id.ts';
import { staffSheet } from './columns.ts';
import { attempt, RowMistake } from './row.ts';
import { type Directory, KEY } from './stations.ts';
import type { Entry, Mistake } from './table.ts';

/** Somebody's first way in, told to nobody but whoever hands it on. */
export interface Access {
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/** Makes the accounts that are not there yet, each with a temporary password. */
export async function importStaff(
  change: Change,
  create: AccountCommands['create'],
  entries: readonly Entry[],
  directory: Directory,
): Promise<{ made: Access[]; there: number; mistakes: Mistake[] }> {
  const names = entries.map(({ values }) => nameOf(values.username));
  const known = new Map(
    (await change.read<Account>('accounts', accountsNamed(change.actor, names))).map((one) => [
      one.username,
      one,
    ]),
  );
  const made: Access[] = [];
  const mistakes: Mistake[] = [];
  let there = 0;
  for (const entry of entries) {
    const outcome = await attempt(change, staffSheet, entry, async () => {
      const stationId = directory.idOf(entry.values.stationId ?? null, 'stationId');
      const account = known.get(nameOf(entry.values.username));
      if (account) return assertSame(account, entry, stationId);
      return create.partOf(change, { ...entry.values, stationId, idempotencyKey: KEY });
    });
    if ('mistakes' in outcome) mistakes.push(...outcome.mistakes);
    else if (outcome.done === null) there++;
    else {
      const { name, username, temporaryPassword } = outcome.done;
      if (!temporaryPassword) throw new Error('A new account has a temporary password.');
      made.push({ name, username, password: temporaryPassword });
    }
  }
  return { made, there, mistakes };
}

const nameOf = (username: string | null | undefined) => (username ?? '').trim().toLowerCase();

function assertSame(account: Account, { values }: Entry, stationId: string | null): null {
  if (account.role !== values.role) throw new RowMistake('role', 'IMPORT_DIFFERS');
  const station = account.stationId && encodeNodeId('Station', null, account.stationId);
  if (station !== stationId) throw new RowMistake('stationId', 'IMPORT_DIFFERS');
  if (!station && account.homeRegionCode !== values.regionCode)
    throw new RowMistake('regionCode', 'IMPORT_DIFFERS');
  return null;
}
