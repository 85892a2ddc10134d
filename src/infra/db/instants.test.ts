import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { parseInstant } from './instants.ts';

const parseByDriver = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

describe('an instant of the database', () => {
  it('is what the driver takes it for, to the millisecond', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        fc.constantFrom('', '.5', '.25', '.123', '.1239', '.123456', '.000001', '.999999'),
        (date, fraction) => {
          const text = `${date.toISOString().slice(0, 19).replace('T', ' ')}${fraction}+00`;
          expect(parseInstant(text)).toEqual(parseByDriver(text));
        },
      ),
    );
  });

  it.each([
    'infinity',
    '-infinity',
    '0044-03-15 12:00:00+00 BC',
    '10000-01-01 00:00:00+00',
    '2024-09-30 09:30:00+08',
    '2024-09-30 09:30:00.5+05:30',
  ])('is left to the driver: %s', (text) => {
    expect(parseInstant(text)).toEqual(parseByDriver(text));
  });
});
