import type { DataSource } from 'typeorm';
import type { Timer } from '../../infra/background/timers.ts';

/** How much of what waits is folded in one transaction, and how many of them there are in one round: the rest is the next one's. */
const work = { fold_figures: 5_000, fold_contacts: 1 };
const TRANSACTIONS = 100;

/** Folds what changes have left into the figures and the sets of contacts, so that readers have little to do themselves. */
export const folding = (dataSource: DataSource): Timer => ({
  name: 'fold_figures',
  every: 5,
  async run() {
    for (const [fold, most] of Object.entries(work)) {
      for (let i = 0, folded = most; i < TRANSACTIONS && folded === most; i++) {
        [{ folded }] = await dataSource.query(`SELECT ${fold}($1) AS folded`, [most]);
      }
    }
  },
});
