import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  /** From 0, below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }
  chance(probability: number): boolean {
    return this.next() < probability;
  }
  pick<T>(from: readonly T[]): T {
    const picked = from[this.below(from.length)];
    if (picked === undefined) throw new RangeError('Expected something to pick from');
    return picked;
  }
}

export interface Request {
  query: string;
  variables: Record<string, unknown>;
}

/** What values of inputs are made of. */
export interface Ammunition {
  /** Stands in every text of an input, to be recognised wherever it comes back. */
  marker: string;
  /** Of records of several types, provinces and owners. */
  ids: readonly string[];
}

const DEPTH = 4;
const LONGEST = 1_000_000;

/** Writes requests that fit a schema, with arguments that nobody would send in good faith. */
export class HostileRequests {
  readonly #schema: GraphQLSchema;
  readonly #dice: Dice;
  readonly #with: Ammunition;
  #variables: Record<string, unknown> = {};
  #declared: string[] = [];

  constructor(schema: GraphQLSchema, dice: Dice, ammunition: Ammunition) {
    this.#schema = schema;
    this.#dice = dice;
    this.#with = ammunition;
  }

  next(kind: 'query' | 'mutation'): Request {
    this.#variables = {};
    this.#declared = [];
    const root = kind === 'query' ? this.#schema.getQueryType() : this.#schema.getMutationType();
    if (!root) throw new Error(`Expected a ${kind} type`);
    const fields = Array.from({ length: kind === 'query' ? 1 + this.#dice.below(2) : 1 }, (_, i) =>
      this.#field(root, this.#dice.pick(Object.keys(root.getFields())), DEPTH, `f${i}: `),
    );
    const declared = this.#declared.length > 0 ? `(${this.#declared.join(', ')})` : '';
    return { query: `${kind} ${declared} { ${fields.join(' ')} }`, variables: this.#variables };
  }

  #field(type: GraphQLObjectType, name: string, depth: number, alias = ''): string {
    const field = type.getFields()[name];
    if (!field) throw new Error(`Expected ${type.name}.${name}`);
    const given = field.args.filter((arg) => isNonNullType(arg.type) || this.#dice.chance(0.6));
    const args = given.map((arg) => {
      const variable = `v${this.#declared.length}`;
      this.#declared.push(`$${variable}: ${arg.type}`);
      this.#variables[variable] = this.value(arg.type, arg.name);
      return `${arg.name}: $${variable}`;
    });
    return `${alias}${name}${args.length > 0 ? `(${args.join(', ')})` : ''}${this.#selection(getNamedType(field.type), depth)}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    if (isLeafType(type)) return '';
    if (isInterfaceType(type)) {
      const one = this.#dice.pick(this.#schema.getPossibleTypes(type));
      return ` { __typename id ... on ${one.name} ${this.#selection(one, depth - 1)} }`;
    }
    if (!isObjectType(type)) return ' { __typename }';
    const names = Object.values(type.getFields()).filter(
      (field) => isLeafType(getNamedType(field.type)) || (depth > 0 && this.#dice.chance(0.4)),
    );
    const fields = names.map(({ name }, i) =>
      this.#field(type, name, depth - 1, this.#dice.chance(0.05) ? `a${i}: ` : ''),
    );
    return ` { __typename ${fields.join(' ')} }`;
  }

  /** A value for this type, fit or unfit. */
  value(type: GraphQLInputType, name: string, depth = 3): unknown {
    if (this.#dice.chance(0.012)) return this.#anything(depth);
    if (isNonNullType(type)) return this.value(type.ofType, name, depth);
    if (this.#dice.chance(0.05)) return null;
    if (isListType(type)) {
      const length = this.#dice.pick([0, 1, 1, 2, 3, 40, 600]);
      return Array.from({ length }, () => this.value(type.ofType, name, depth - 1));
    }
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields()).filter(
        (field) => isNonNullType(field.type) || this.#dice.chance(0.5),
      );
      const entries = fields.map((field) => [field.name, this.value(field.type, field.name, depth - 1)]);
      if (this.#dice.chance(0.03)) entries.push([this.#dice.pick(KEYS), this.#text()]);
      return Object.fromEntries(entries);
    }
    if (isEnumType(type)) {
      return this.#dice.chance(0.9) ? this.#dice.pick(type.getValues()).name : this.#text();
    }
    return this.#scalar(type.name, name);
  }

  #scalar(type: string, name: string): unknown {
    switch (type) {
      case 'Int':
        return name === 'first' && this.#dice.chance(0.6) ? 1 + this.#dice.below(5) : this.#dice.pick(INTS);
      case 'Float':
        return this.#dice.pick(NUMBERS);
      case 'Boolean':
        return this.#dice.pick([true, false, true, false, 'true', 0]);
      case 'ID':
        return this.#dice.chance(0.7) ? this.#dice.pick(this.#with.ids) : this.#forgedId();
      case 'Date':
        return this.#dice.pick(DATES);
      case 'DateTime':
        return this.#dice.pick(INSTANTS);
      case 'Money':
        return this.#dice.pick(AMOUNTS);
      default:
        return this.#named(name);
    }
  }

  /** Text that a field of this name might even take, or any. */
  #named(name: string): string {
    if (this.#dice.chance(0.4)) return this.#text();
    if (/idempotencyKey/.test(name)) return `${this.#with.marker}-${this.#dice.below(50)}`;
    if (/[rR]egion|[pP]rovince/.test(name)) return this.#dice.pick(CODES);
    if (/phone/i.test(name)) return this.#dice.pick(['13800000001', '+86 138-0000-0001', '１３８', '12333']);
    if (/creditCode/.test(name)) return '91350100M000100Y43';
    if (/after/.test(name)) return this.#cursor();
    return this.#text();
  }

  #text(): string {
    const { marker } = this.#with;
    if (this.#dice.chance(0.003)) return marker.repeat(Math.ceil(LONGEST / marker.length));
    return this.#dice.pick(TEXTS)(marker);
  }

  #cursor(): string {
    const keys = this.#dice.pick<unknown[]>([
      [],
      ['2024-01-01', '0193a5b0-0000-7000-8000-000000000001'],
      [null, null],
      [{}, []],
      [1e308, '\0'],
      ['9999-99-99', 'x'],
      Array(50).fill('a'),
    ]);
    const text = Buffer.from(JSON.stringify(keys)).toString('base64url');
    return this.#dice.chance(0.5) ? text : text.slice(0, this.#dice.below(text.length + 1));
  }

  #forgedId(): string {
    const bytes = Buffer.from(Array.from({ length: 18 }, () => this.#dice.below(256)));
    bytes[0] = this.#dice.below(60);
    bytes[1] = this.#dice.pick([52, 43, 44, 0, 255]);
    return this.#dice.pick([bytes.toString('base64url'), bytes.toString('hex'), '', '0', this.#with.marker]);
  }

  #anything(depth: number): unknown {
    const nested = (levels: number): unknown => (levels === 0 ? this.#with.marker : [nested(levels - 1)]);
    return this.#dice.pick<unknown>([
      null,
      true,
      -0,
      1e308,
      [],
      {},
      this.#with.marker,
      [this.#with.marker],
      nested(500),
      { [this.#dice.pick(KEYS)]: this.#with.marker },
      depth > 0 ? [this.#anything(depth - 1)] : 7,
    ]);
  }

  /** The same document after an accident to its text. */
  mutated({ query, variables }: Request): Request {
    const at = this.#dice.below(query.length);
    const token = this.#dice.pick(TOKENS);
    const words = query.split(' ');
    const swap = this.#dice.below(words.length);
    const text = this.#dice.pick<() => string>([
      () => query.slice(0, at),
      () => query.slice(at),
      () => `${query.slice(0, at)}${token}${query.slice(at)}`,
      () => query.slice(0, at) + String.fromCharCode(this.#dice.below(65_536)) + query.slice(at + 1),
      () => words.with(swap, words[this.#dice.below(words.length)] ?? '').join(' '),
      () => words.toReversed().join(' '),
      () => `${query} ${query}`,
      () => query.replace('{', `{ ${this.#dice.pick(DIRECTED)} `),
      () => query.replaceAll(' a1:', ' a0:'),
      () => `${query} ${this.#dice.pick(FRAGMENTS)}`,
      () => query.replace('{', `{ ${'__typename '.repeat(this.#dice.below(700))}`),
      () => query.replace(/\$v0\b/, `"${this.#with.marker}"`),
    ])();
    return { query: text, variables };
  }
}

const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', '', '\u0000', '$', 'id', 'hasOwnProperty'];
const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, -1e308, 2 ** 31, 2 ** 53, Number.MIN_VALUE];
const INTS = [
  0,
  1,
  1,
  2,
  5,
  100,
  101,
  -1,
  -0,
  2_147_483_647,
  -2_147_483_648,
  2 ** 31,
  2 ** 53,
  1.5,
  '1',
  'NaN',
];
const CODES = [
  '52',
  '520000',
  '5226',
  '522626',
  '43',
  '430000',
  '440607',
  '44',
  '632126',
  '00',
  '990000',
  '５２',
];
const DATES = [
  ...['2024-01-01', '2024-02-29', '2024-09-30', '2024-10-01', '2999-12-31', '2023-02-29', '0000-01-01'],
  ...[
    '9999-12-31',
    '10000-01-01',
    '-2024-01-01',
    '2024-1-1',
    '２０２４-01-01',
    '1986-05-04',
    '2024-09-30T00:00:00Z',
  ],
];
const INSTANTS = [
  ...['2024-09-30T02:00:00Z', '2024-10-08T00:00:00+14:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'],
  ...['2024-02-30T00:00:00Z', '2024-09-30T24:00:00Z', '2024-09-30T02:00:00.123456789Z', '2024-09-30', 'now'],
];
const AMOUNTS = [
  '0',
  '0.00',
  '5600.00',
  '9999999999.99',
  '10000000000',
  '-1',
  '1e9',
  'NaN',
  '１',
  '0.001',
  '',
];
const TEXTS: ((marker: string) => string)[] = [
  (m) => m,
  (m) => `王五${m}`,
  (m) => `${m}\0`,
  (m) => `\ud800${m}`,
  (m) => `${m}\udc00`,
  (m) => `\u202e${m}\u2066`,
  (m) => `${m}\ufeff\u200b\u2028\u2029`,
  (m) => `${m}' OR 1=1; DROP TABLE account; --`,
  (m) => `"}) { __schema { types { name } } } # ${m}`,
  (m) => `$1 %s %n {{7*7}} \${${m}} \\`,
  (m) => `e\u0301\u0301\u0301${m}👨‍👩‍👧‍👦`,
  (m) => `%_%${m}%_\\`,
  (m) => `${m}\r\nSet-Cookie: a=b`,
  (m) => `\u0001\u0007\u001b[31m${m}\u007f\u009f`,
  (m) => `*/ ${m} /*`,
  (m) => `../../etc/passwd${m}`,
  (m) => '𠮷'.repeat(300) + m,
  () => '',
  () => ' \t\n\u3000',
];
const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '"',
  '"""',
  '...',
  '@',
  '$',
  '!',
  ':',
  '#',
  '\\u{110000}',
  '1e',
  'null',
  '\ufeff',
];
const DIRECTED = [
  '__typename @skip(if: true)',
  '__typename @include(if: 7)',
  '__typename @skip(if: true) @skip(if: false)',
  '__typename @deprecated',
  '... @defer { __typename }',
  '... @include(if: $nothing) { __typename }',
];
const FRAGMENTS = [
  'fragment A on Query { ...A }',
  'fragment A on Query { ...B } fragment B on Query { ...A }',
  'fragment on on Query { __typename }',
  'fragment A on Nothing { a }',
  'query A { __typename } query A { __typename }',
  'subscription { a }',
  'extend type Query { a: Int }',
  'type Query { a: Int }',
];
