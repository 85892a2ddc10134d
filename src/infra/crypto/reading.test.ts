import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../shared/errors.ts';
import { maskName, maskPhone } from '../../shared/mask.ts';
import { DataKeyMissing, KeyRing } from './key-ring.ts';
import { createPersonalData, type Place } from './personal-data.ts';
import { createSealedReading } from './reading.ts';

const placeOf = (n: number, column: Place['column'] = 'name'): Place => ({
  table: 'worker',
  column,
  tenant: '52',
  id: `0198c0de-0000-7000-8000-${String(n).padStart(12, '0')}`,
});

describe('what a sealed value says', () => {
  const personal = createPersonalData(randomBytes(32));
  const told: [Place, boolean][] = [];
  const reading = createSealedReading(personal, (place, _, isFirstTime) => told.push([place, isFirstTime]));
  const column = fc.constantFrom('name', 'phone');

  it('is what was sealed, in clear, and masked no more than its mask shows', () => {
    fc.assert(
      fc.property(column, fc.string({ unit: 'grapheme' }), (column, text) => {
        const place = placeOf(1, column);
        const sealed = personal.seal(place, text);
        expect(reading.inClear(place, sealed, 'en')).toBe(text);
        expect(reading.masked(place, sealed, 'en')).toBe(
          column === 'name' ? maskName(text) : maskPhone(text),
        );
      }),
    );
    expect(told).toEqual([]);
  });

  it('is a sentence, whatever the bytes are that do not open', () => {
    fc.assert(
      fc.property(column, fc.uint8Array({ maxLength: 80 }), (column, bytes) => {
        const [place, sealed] = [placeOf(2, column), Buffer.from(bytes)];
        expect(reading.open(place, sealed)).toBeNull();
        for (const say of [reading.inClear, reading.masked]) {
          expect(say(place, sealed, 'zh-CN')).toBe('无法读取，请告知管理员。');
          expect(say(place, sealed, 'en')).toBe('Cannot be read: tell your administrator.');
        }
      }),
    );
  });

  it('is told of at every reading, and which is the first of its value', () => {
    told.length = 0;
    for (const n of [3, 4, 3, 3, 4]) reading.open(placeOf(n), Buffer.alloc(40));
    expect(told).toEqual([3, 4, 3, 3, 4].map((n, i) => [placeOf(n), i < 2]));
  });

  it('is no more told of as new while no more than ten thousand others were', () => {
    for (let n = 0; n < 9_000; n++) reading.open(placeOf(n + 1_000), Buffer.alloc(0));
    told.length = 0;
    reading.open(placeOf(3), Buffer.alloc(0));
    expect(told).toEqual([[placeOf(3), false]]);
  });

  it('is nothing at all, and no fault of the value, while the process lacks its keys', () => {
    const keys = new KeyRing([randomBytes(32)]);
    const closed = createPersonalData(keys);
    const sealed = closed.seal(placeOf(5), '周正');
    keys.close(new DataKeyMissing(2));
    told.length = 0;
    const reading = createSealedReading(closed, (place, _, isFirstTime) => told.push([place, isFirstTime]));
    expect(() => reading.masked(placeOf(5), sealed, 'en')).toThrow(DomainError);
    expect(told).toEqual([]);
  });
});
