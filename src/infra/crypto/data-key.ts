import { DataKeyMissing, type KeptKey } from './key-ring.ts';
import type { PersonalData } from './personal-data.ts';

export type Query = (text: string, values: unknown[]) => Promise<unknown[]>;

/** Tells the data of one installation from that of another, whichever data key it is sealed with by now. */
export const fingerprintOf = (personalData: PersonalData): Buffer =>
  personalData.lookupHash('fingerprint', 'of the data key');

/** What the database keeps of its data keys. */
export const keptKeys = (query: Query): Promise<KeptKey[]> =>
  query(
    `SELECT number, fingerprint, lookup_key AS "lookupKey", retired_at AS "retiredAt" FROM data_key ORDER BY number`,
    [],
  ) as Promise<KeptKey[]>;

/**
 * Refuses to work with other data keys than those that sealed what the database holds: the old values could not be
 * read, and the new ones not by anybody else. The first service on a database leaves its key's fingerprint there.
 * @throws DataKeyMissing
 */
export async function assertDataKey(query: Query, { keys }: PersonalData): Promise<void> {
  await query(
    `INSERT INTO data_key (number, fingerprint) SELECT 1, $1 WHERE NOT EXISTS (SELECT FROM data_key)
     ON CONFLICT DO NOTHING`,
    [keys.newestFingerprint],
  );
  keys.adopt(await keptKeys(query));
}

/**
 * Goes over to the data keys that the database keeps by now. A process that lacks one works with none of them until it
 * has them all; one that cannot ask goes on with those it has. @returns why it has not gone over, or null
 */
export async function followDataKeys(query: Query, { keys }: PersonalData): Promise<Error | null> {
  try {
    keys.adopt(await keptKeys(query));
    return null;
  } catch (error) {
    if (error instanceof DataKeyMissing) keys.close(error);
    return error as Error;
  }
}
