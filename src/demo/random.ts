import { v7 } from 'uuid';

const { floor, imul } = Math;

/** A source of pseudo-random choices: the same seed gives the same choices in the same order, on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A whole number, both bounds included. */
  int(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** The same items in another order. */
  shuffled<T>(list: readonly T[]): T[];
  /** The key of one entry, each as likely as its weight says. The weights must not change from call to call. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** A UUIDv7 of this instant, as rows that are really made then would have. */
  id(at: number): string;
}

/**
 * One generator for each kind of row, seeded by its name, so that more of one kind leaves the others as they were.
 * The algorithm is sfc32 (Chris Doty-Humphrey, PractRand), its state filled from the seed by FNV-1a.
 */
export function createRandom(seed: string): Random {
  let a = hash(seed, 0);
  let b = hash(seed, 1);
  let c = hash(seed, 2);
  let counter = 1;
  const words = new Uint32Array(4);
  const bytes = new Uint8Array(words.buffer);

  const uint32 = () => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round++) uint32();

  const random: Random = {
    next: () => uint32() / 2 ** 32,
    int: (min, max) => min + floor(random.next() * (max - min + 1)),
    chance: (probability) => random.next() < probability,
    pick<T>(list: readonly T[]): T {
      if (list.length === 0) throw new RangeError('Expected a list with something to pick from');
      return list[random.int(0, list.length - 1)] as T;
    },
    shuffled<T>(list: readonly T[]): T[] {
      const keyed = list.map((item) => ({ item, key: random.next() }));
      return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
    },
    weighted<K extends string>(weights: Readonly<Record<K, number>>): K {
      const { entries, total } = scaleOf(weights);
      let left = random.next() * total;
      for (const [key, weight] of entries) {
        left -= weight;
        if (left < 0) return key as K;
      }
      throw new RangeError('Expected weights of which one at least is above 0');
    },
    id(at) {
      for (let i = 0; i < words.length; i++) words[i] = uint32();
      return v7({ msecs: at, random: bytes });
    },
  };
  return random;
}

interface Scale {
  readonly entries: readonly [key: string, weight: number][];
  readonly total: number;
}

const scales = new WeakMap<object, Scale>();

/** Weights are constants, asked for by the hundred thousand. */
function scaleOf(weights: Readonly<Record<string, number>>): Scale {
  let scale = scales.get(weights);
  if (!scale) {
    const entries = Object.entries(weights);
    scale = { entries, total: entries.reduce((sum, [, weight]) => sum + weight, 0) };
    scales.set(weights, scale);
  }
  return scale;
}

function hash(text: string, salt: number): number {
  let value = 2166136261 ^ salt;
  for (let i = 0; i < text.length; i++) value = imul(value ^ text.charCodeAt(i), 16777619);
  return value | 0;
}
