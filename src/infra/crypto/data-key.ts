import { KEY_NUMBER, type PersonalData } from './personal-data.ts';

/** Tells one data key from another and nothing else of it. */
export const fingerprintOf = (personalData: PersonalData): Buffer =>
  personalData.lookupHash('fingerprint', 'of the data key');

/**
 * Refuses to work with another data key than the one that sealed what the database holds: the old values could not be
 * read, and the new ones not by anybody else. The first service on a database leaves its key's fingerprint there.
 */
export async function assertDataKey(
  query: (text: string, values: unknown[]) => Promise<{ fingerprint: Buffer }[]>,
  personalData: PersonalData,
): Promise<void> {
  const fingerprint = fingerprintOf(personalData);
  await query('INSERT INTO data_key (number, fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    KEY_NUMBER,
    fingerprint,
  ]);
  const [kept] = await query('SELECT fingerprint FROM data_key WHERE number = $1', [KEY_NUMBER]);
  if (!kept?.fingerprint.equals(fingerprint)) {
    throw new Error(
      '数据密钥与数据库不符：请设置加密该数据库所用的 DATA_KEY / The data key is not the one this database was sealed ' +
        'with: set DATA_KEY to that one.',
    );
  }
}
