import { Client } from 'undici';

/** A request and what its answer has to be. */
export interface Ask {
  path?: string;
  headers?: Record<string, string>;
  body: string;
  /** Throws if the answer is not right. */
  check(answer: Buffer): void;
}

/** Something to be driven: a server, and the next request to it. */
export interface Load {
  url: string;
  /** Seconds that the server has used so far, if somebody counts them. */
  processorTime?(): Promise<number>;
  next(): Ask;
}

export interface Pace {
  perSecond: number;
  /** The median time of an answer, in milliseconds. */
  p50: number;
  /** What the server's process alone works for an answer, in milliseconds of a processor. */
  work: number;
}

/** Sends requests on so many connections, each after the answer to the one before, and checks every answer. */
export async function drive(load: Load, connections: number, seconds: number): Promise<Pace> {
  const times: number[] = [];
  const before = await load.processorTime?.();
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client(new URL(load.url).origin, { pipelining: 1 });
      for (let now = performance.now(); now < end; ) {
        await answer(client, load);
        const then = performance.now();
        times.push(then - now);
        now = then;
      }
      await client.close();
    }),
  );
  const elapsed = (performance.now() - begun) / 1_000;
  const work = ((await load.processorTime?.()) ?? Number.NaN) - (before ?? 0);
  return { perSecond: times.length / elapsed, p50: median(times), work: (work * 1_000) / times.length };
}

/** One request after the other, each checked. */
export async function ask(load: Load, times = 1): Promise<Buffer> {
  const client = new Client(new URL(load.url).origin);
  let last: Buffer = Buffer.alloc(0);
  for (let i = 0; i < times; i++) last = await answer(client, load);
  await client.close();
  return last;
}

/** An answer that is the same bytes each time. */
export const same = (expected: Buffer) => (answer: Buffer) => {
  if (!answer.equals(expected)) {
    throw new Error(`Another answer than before:\n${answer.toString().slice(0, 2_000)}`);
  }
};

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function answer(client: Client, load: Load): Promise<Buffer> {
  const { path = new URL(load.url).pathname, headers, body, check } = load.next();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    client.dispatch(
      { method: 'POST', path, body, headers: { 'content-type': 'application/json', ...headers } },
      {
        onRequestStart() {},
        onResponseStart() {},
        onResponseData: (_controller, chunk) => void chunks.push(chunk),
        onResponseError: (_controller, error) => reject(error),
        onResponseEnd() {
          try {
            const whole = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
            check(whole);
            resolve(whole);
          } catch (error) {
            reject(error);
          }
        },
      },
    );
  });
}
