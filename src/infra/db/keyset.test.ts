import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../shared/errors.ts';
import { type Paged, toConnection } from '../../shared/pagination.ts';
import { keyset } from './keyset.ts';

const uuid = '0198c0de-0000-7000-8000-000000000001';
const orders = {
  byId: keyset('ASC', ['v.id', 'uuid']),
  byDay: keyset('DESC', ['v.visited_on', 'date'], ['v.id', 'uuid']),
  byInstant: keyset('DESC', ['t.opened_at', 'timestamptz'], ['t.id', 'uuid']),
  byCode: keyset('ASC', ['s.home_region_code', 'text'], ['s.id', 'uuid']),
  byPay: keyset('DESC', ['coalesce(j.pay_max, j.pay_min, 0)', 'numeric'], ['j.id', 'uuid']),
};

/** The cursor the service gives for a row with these sort keys. */
const cursorOf = (keys: string) =>
  toConnection([{ cursorKeys: keys } as Paged<object>], { first: 1 }).pageInfo.endCursor ?? '';
const cursor = (...keys: unknown[]) => cursorOf(JSON.stringify(keys));

const refusalOf = (order: keyof typeof orders, after: string) => {
  try {
    return orders[order].after({ first: 10, after }).text;
  } catch (error) {
    if (error instanceof DomainError) return [error.code, error.messageKey];
    throw error;
  }
};

describe('a page', () => {
  it('begins at the beginning without a cursor', () => {
    expect(orders.byDay.after({ first: 10 })).toMatchObject({ text: 'TRUE', values: [] });
    expect(orders.byDay.after({ first: 10, after: null })).toMatchObject({ text: 'TRUE', values: [] });
  });

  it.each([
    ['byId', [uuid], '(v.id) > ($1::uuid)'],
    ['byDay', ['2024-09-30', uuid], '(v.visited_on, v.id) < ($1::date,$2::uuid)'],
    [
      'byInstant',
      ['2024-09-30T16:30:00.123456+00:00', uuid],
      '(t.opened_at, t.id) < ($1::timestamptz,$2::uuid)',
    ],
    ['byCode', ['522626', uuid], '(s.home_region_code, s.id) > ($1::text,$2::uuid)'],
    ['byPay', ['5600.5', uuid], '(coalesce(j.pay_max, j.pay_min, 0), j.id) < ($1::numeric,$2::uuid)'],
  ] as const)('%s goes on behind the row with the keys %j', (order, keys, text) => {
    expect(orders[order].after({ first: 10, after: cursor(...keys) })).toMatchObject({ text, values: keys });
  });

  it('goes on behind a number as PostgreSQL writes it into JSON', () => {
    const after = cursorOf(`[5600.50, "${uuid}"]`);
    expect(orders.byPay.after({ first: 10, after }).values).toEqual(['5600.5', uuid]);
  });

  it('asks for one row more than it shows', () => {
    expect(orders.byDay.order({ first: 7 }).values).toEqual([]);
    expect(orders.byDay.order({ first: 7 }).text).toMatch(
      /^ORDER BY v\.visited_on DESC, v\.id DESC\s+LIMIT 8$/,
    );
  });

  it('selects its keys as one text', () => {
    expect(orders.byDay.keys.text).toBe('json_build_array(v.visited_on, v.id)::text AS "cursorKeys"');
  });

  it.each([0, -1, 101, 2_147_483_647])('of %d records is refused', (first) => {
    expect(() => orders.byId.after({ first })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', messageKey: 'PAGE_SIZE_INVALID' }),
    );
  });

  it.each([1, 100])('may hold %d', (first) => {
    expect(orders.byId.after({ first }).text).toBe('TRUE');
  });
});

describe('a cursor is refused', () => {
  const refused = ['BAD_USER_INPUT', 'CURSOR_INVALID'];

  it.each([
    ['that is empty', ''],
    ['that is no base64url', '岑巩'],
    ['that is no JSON', Buffer.from('{', 'utf8').toString('base64url')],
    ['that is no list', cursorOf('{"0": 1}')],
    ['that is null', cursorOf('null')],
    ['with too few keys', cursor('2024-09-30')],
    ['with too many keys', cursor('2024-09-30', uuid, uuid)],
    ['of another order', cursor('5600', uuid)],
    ['with a list for a key', cursor(['2024-09-30'], uuid)],
    ['with null for a key', cursor(null, uuid)],
    ['with true for a key', cursor(true, uuid)],
    ['longer than any of ours', cursor('2024-09-30', uuid, 'x'.repeat(600))],
  ])('%s', (_, after) => {
    expect(refusalOf('byDay', after)).toEqual(refused);
  });

  it.each([
    ['byId', [`${uuid}' OR true --`]],
    ['byId', [uuid.toUpperCase()]],
    ['byId', ['00000000']],
    ['byDay', ['2024-02-30', uuid]],
    ['byDay', ['infinity', uuid]],
    ['byDay', ["2024-09-30'::date) OR true --", uuid]],
    ['byInstant', ['infinity', uuid]],
    ['byInstant', ['2024-09-30', uuid]],
    ['byInstant', ['2024-13-01T00:00:00Z', uuid]],
    ['byInstant', ['2024-09-30T25:00:00Z', uuid]],
    // PostgreSQL refuses what follows, and a refusal there is a fault here.
    ['byInstant', ['2024-02-30T00:00:00Z', uuid]],
    ['byInstant', ['0000-01-01T00:00:00Z', uuid]],
    ['byInstant', ['2024-09-30T00:00:00+23:59', uuid]],
    ['byCode', ['\u0000', uuid]],
    ['byCode', ['', uuid]],
    ['byCode', ['x'.repeat(65), uuid]],
    ['byPay', ['NaN', uuid]],
    ['byPay', ['Infinity', uuid]],
    ['byPay', [1e300, uuid]],
    ['byPay', ['-1', uuid]],
    ['byPay', ['1e9', uuid]],
  ] as const)('%s: %j', (order, keys) => {
    expect(refusalOf(order, cursor(...keys))).toEqual(refused);
  });

  it('whatever else it is, or its keys go to the database as values, never as text of the statement', () => {
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.integer(), fc.constant(uuid));
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(orders)),
        fc.array(key, { maxLength: 3 }),
        (order, keys) => {
          try {
            const { text, values } = order.after({ first: 10, after: cursor(...keys) });
            expect(values).toEqual(keys.map(String));
            expect(text).toMatch(/^\([\w., ()]+\) [<>] \(\$1::\w+(,\$2::\w+)?\)$/);
          } catch (error) {
            expect(error).toMatchObject({ code: 'BAD_USER_INPUT' });
          }
        },
      ),
    );
  });
});
