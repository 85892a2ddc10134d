import type { Load } from '../drive.ts';

/** A row of the table. */
export interface Row {
  what: string;
  ours: string;
  peer: string;
  ratio: number | null;
  target: string;
  /** Null for a row that is there to compare with. */
  met: boolean | null;
  /** What to drive our server with to see where the time goes. */
  profile?: { load: (url: string) => Promise<Load>; connections: number };
}

export const perSecond = (n: number) => `${n < 100 ? n.toFixed(1) : Math.round(n).toLocaleString('en')}/s`;
export const milliseconds = (n: number) => `${n < 10 ? n.toFixed(2) : n.toFixed(1)} ms`;
