import type { DataSource } from 'typeorm';
import type { Timer } from '../../infra/background/timers.ts';

/** Cells in one transaction, and transactions in one round: what is left goes in the next. */
const CELLS = 5_000;
const TRANSACTIONS = 100;

/** Folds what changes have added to the figures, so that readers have little to add up themselves. */
export const folding = (dataSource: DataSource): Timer => ({
  name: 'fold_figures',
  every: 5,
  async run() {
    for (let i = 0; i < TRANSACTIONS; i++) {
      const [{ folded }] = await dataSource.query('SELECT fold_figures($1) AS folded', [CELLS]);
      if (folded < CELLS) return;
    }
  },
});
