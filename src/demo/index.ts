import type { PersonalData } from '../infra/crypto/personal-data.ts';
import { asOwner, maintenance, rowsExist, setFloor } from '../infra/db/owner.ts';
import { businessDate } from '../shared/business-day.ts';
import { copyRows } from './copy.ts';
import { demoNetwork } from './network.ts';
import { setKeysAside } from './set-aside.ts';
import { tableNames } from './tables.ts';

export interface LoadOptions {
  /** Connects as the owner of the tables. */
  ownerUrl: string;
  personalData: PersonalData;
  /** The hash of the one password of all demo accounts. */
  passwordHash: string;
  /** The live slice stands around this day; the published period must lie well behind it. */
  now: Date;
  progress: (message: string) => void;
}

/** What the database makes of the rows by itself. */
const sums = ['figure', 'figure_cell', 'contact_set', 'enterprise_ordinal'];

/** The live slice reaches back two months, and must not reach into the period whose figures were published. */
const earliest = '2025-01-01';

/**
 * Loads the demo network into an empty database, all of it or nothing: one transaction takes the floor of row-level
 * security off, loads every row and puts the floor back, so that a load cut short leaves neither rows nor a gap.
 * The same day gives the same rows, but for the nonces of sealed values.
 * Throws when one of the tables has rows, and for a day before 2025.
 */
export async function loadDemoNetwork(options: LoadOptions): Promise<void> {
  const { ownerUrl, personalData, passwordHash, now, progress } = options;
  const today = businessDate(now);
  if (today < earliest) {
    throw new RangeError(
      `演示网络须在 ${earliest} 或之后载入 / The demo network cannot be loaded before ${earliest}`,
    );
  }
  await asOwner(ownerUrl, async (client) => {
    // Foreign keys lead to rows that migrations wrote, behind floors that stay.
    await maintenance(client, async () => {
      await setFloor(client, tableNames, 'NO FORCE');
      for (const table of tableNames) {
        if (await rowsExist(client, table)) {
          throw new Error(
            `数据表 ${table} 非空，演示网络未载入 / The demo network needs empty tables: ${table} has rows`,
          );
        }
      }
      const putKeysBack = await setKeysAside(client, tableNames);
      let number = 0;
      const nextNumber = () => ++number;
      for (const { zh, en, rows } of demoNetwork({ personalData, passwordHash, today, nextNumber })) {
        progress(`载入演示网络：${zh} / Loading the demo network: ${en} …`);
        await copyRows(client, rows);
      }
      progress('建立索引与外键 / Building indexes and foreign keys …');
      await putKeysBack();
      await client.query("SELECT setval('service_ticket_number', $1)", [number]);
      progress('汇总数据 / Adding up the figures …');
      await client.query('SELECT fold_figures(2147483647), fold_contacts(2147483647)');
      await setFloor(client, tableNames, 'FORCE');
    });
    progress('整理数据表 / Tidying the tables …');
    // Statistics and the visibility map: plans are right at once, not only when autovacuum has got round to it.
    await client.query(`VACUUM (ANALYZE) ${[...tableNames, ...sums].join(', ')}`);
  });
}

/** Whether the database has neither a station nor an account. */
export const isEmpty = (ownerUrl: string): Promise<boolean> =>
  asOwner(ownerUrl, (client) =>
    maintenance(
      client,
      async () => !(await rowsExist(client, 'station')) && !(await rowsExist(client, 'account')),
    ),
  );
