/** A personal value, and what it is. */
export interface Personal {
  kind: string;
  value: string;
}

/** Where a value was said. It is not said again here. */
export interface Leak {
  kind: string;
  form: string;
  at: number;
  /** What stands before it, as far as it cannot be of anybody either. */
  before: string;
}

/** The ways in which a text turns up in what programs say. */
const forms: Record<string, (value: string) => string[]> = {
  plain: (value) => [value],
  escaped: (value) => [
    value.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  ],
  'url-encoded': (value) => [encodeURIComponent(value.toWellFormed())],
  hex: (value) => [Buffer.from(value).toString('hex')],
  // Wherever it begins among the groups of three bytes; what it shares with its neighbours is left out.
  base64: (value) =>
    [0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), Buffer.from(value)])
        .toString('base64')
        .slice(offset === 0 ? 0 : offset + 1)
        .replace(/..?=*$/, ''),
    ),
};

/** Shorter ones stand in every other text by chance. */
const SHORTEST: Record<string, number> = { plain: 2, escaped: 12, 'url-encoded': 12, hex: 12, base64: 10 };

/**
 * Names as people write them who have one in other scripts: of letters that no ordinary word of ours is written in, or of
 * several words, each with a capital.
 */
const FOREIGN = /^(?=[^\p{Script=Latin}]*$)[\p{L}\p{M}\u0f0b·.'’ -]{4,60}$/u;
const LATIN = /^(?=.{8,60}$)\p{Lu}[\p{L}\p{M}'’-]+(?:[ ·]\p{Lu}[\p{L}\p{M}.'’-]*)+$/u;

/**
 * Whether a value can be told from ordinary words: a name of two characters or words, a number with all its digits, a secret that is not a
 * word. Hostile tests put anything anywhere.
 */
export function isTelling({ kind, value }: Personal): boolean {
  if (kind === 'name') {
    return /^[\p{Script=Han}·]{2,20}$/u.test(value) || FOREIGN.test(value) || LATIN.test(value);
  }
  if (kind === 'phone') return /\d{11}/.test(value.normalize('NFKC').replace(/[\s-]/g, ''));
  return value.length >= 8 && value.length <= 4_096;
}

/** Every spelling of a value that is worth looking for. */
function spellings({ kind, value }: Personal): string[] {
  if (kind !== 'phone') return [value];
  const digits = value.normalize('NFKC').replace(/\D/g, '').slice(-11);
  return [...new Set([value, digits, `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}`])];
}

const HEAD = 2;

/** Finds values in texts: as many of either as one likes, in one look at each text. */
export class LeakSearch {
  readonly #patterns = new Map<string, { kind: string; form: string }>();
  /** The lengths of the patterns that begin with these two units. */
  readonly #lengths = new Map<number, number[]>();
  readonly #heads = new Uint8Array(1 << 20);
  #values = 0;

  get values(): number {
    return this.#values;
  }

  add(personal: Personal): void {
    if (!isTelling(personal)) return;
    const plain = personal.value;
    if (this.#patterns.get(plain)?.form === 'plain') return;
    this.#values++;
    for (const spelling of spellings(personal)) {
      for (const [form, write] of Object.entries(forms)) {
        for (const pattern of write(spelling)) {
          if (pattern.length < (SHORTEST[form] ?? HEAD) || this.#patterns.has(pattern)) continue;
          this.#patterns.set(pattern, { kind: personal.kind, form });
          const head = headAt(pattern, 0);
          const lengths = this.#lengths.get(head) ?? [];
          if (!lengths.includes(pattern.length)) lengths.push(pattern.length);
          this.#lengths.set(head, lengths);
          this.#heads[slot(head)] = 1;
        }
      }
    }
  }

  in(text: string): Leak[] {
    const leaks: Leak[] = [];
    // Neither this value nor another one that stands beside it.
    const before = (at: number) =>
      text.slice(Math.max(0, at - 80), at).replace(/[^\p{ASCII}]|\d|(?<=")[^"\\]{8,}(?=")/gu, '·');
    for (let at = 0; at + HEAD <= text.length; at++) {
      const head = headAt(text, at);
      if (this.#heads[slot(head)] === 0) continue;
      for (const length of this.#lengths.get(head) ?? []) {
        const found = this.#patterns.get(text.slice(at, at + length));
        if (!found) continue;
        leaks.push({ ...found, at, before: before(at) });
        if (leaks.length >= 100) return leaks;
      }
    }
    return leaks;
  }
}

const headAt = (text: string, at: number) => text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1);
const slot = (head: number) => (head ^ (head >>> 12)) & 0xfffff;
