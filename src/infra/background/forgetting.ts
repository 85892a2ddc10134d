import type { DataSource } from 'typeorm';
import type { Timer } from './timers.ts';

/** What has served its time, each with the function of the database that forgets it and knows how long that is. */
const functions = [
  'forget_sessions',
  'forget_sign_in_addresses',
  'forget_sign_in_failures',
  'forget_idempotency_keys',
  'forget_announcements',
];

const HOUR = 3_600;
/** In one transaction, and in one round: what is left goes in the next. */
const ROWS = 1_000;
const TRANSACTIONS = 100;

/** Every hour: old sessions, addresses and failures of sign-ins, idempotency keys, and announcements long relayed. */
export const forgetting = (dataSource: DataSource): Timer[] =>
  functions.map((name) => ({
    name,
    every: HOUR,
    async run() {
      for (let i = 0; i < TRANSACTIONS; i++) {
        const [{ gone }] = await dataSource.query(`SELECT ${name}($1) AS gone`, [ROWS]);
        if (gone < ROWS) return;
      }
    },
  }));
