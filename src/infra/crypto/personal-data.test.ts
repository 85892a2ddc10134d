import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPersonalData, type Place } from './personal-data.ts';

const place: Place = {
  table: 'worker',
  column: 'phone',
  tenant: '52',
  id: '0198c0de-0000-7000-8000-000000000001',
};

describe('personal data at rest', () => {
  const personal = createPersonalData(randomBytes(32));

  it('opens what it sealed, and never seals the same way twice', () => {
    const first = personal.seal(place, '13812341234');
    expect(personal.open(place, first)).toBe('13812341234');
    expect(personal.seal(place, '13812341234').equals(first)).toBe(false);
    expect(first.includes('13812341234')).toBe(false);
  });

  it('does not open a value that was altered or moved to another row, column or tenant', () => {
    const sealed = personal.seal(place, '王五');
    const altered = Buffer.from(sealed);
    altered[altered.length - 1] = (altered[altered.length - 1] ?? 0) ^ 1;
    expect(() => personal.open(place, altered)).toThrow();
    expect(() => personal.open({ ...place, id: '0198c0de-0000-7000-8000-000000000002' }, sealed)).toThrow();
    expect(() => personal.open({ ...place, column: 'name' }, sealed)).toThrow();
    expect(() => personal.open({ ...place, tenant: '43' }, sealed)).toThrow();
  });

  it('does not open with any one bit changed, wherever', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, at) => {
        const sealed = personal.seal(place, text);
        const bit = at % (sealed.length * 8);
        sealed[bit >> 3] = (sealed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => personal.open(place, sealed)).toThrow();
      }),
    );
  });

  it('does not open anywhere but where it stands', () => {
    const somewhere = fc.record({
      table: fc.constantFrom('enterprise_contact', 'ticket_caller', 'worker'),
      column: fc.constantFrom('name', 'phone'),
      tenant: fc.constantFrom('43', '52'),
      id: fc.constantFrom(place.id, '0198c0de-0000-7000-8000-000000000002'),
    });
    fc.assert(
      fc.property(somewhere, somewhere, fc.string(), (from, to, text) => {
        const sealed = personal.seal(from as Place, text);
        if (JSON.stringify(from) === JSON.stringify(to))
          expect(personal.open(to as Place, sealed)).toBe(text);
        else expect(() => personal.open(to as Place, sealed)).toThrow();
      }),
    );
  });

  it('does not open with another key', () => {
    const sealed = personal.seal(place, '王五');
    expect(() => createPersonalData(randomBytes(32)).open(place, sealed)).toThrow();
  });

  it('finds equal values by an equal hash, for one purpose only', () => {
    expect(personal.lookupHash('phone', '1')).toEqual(personal.lookupHash('phone', '1'));
    expect(personal.lookupHash('phone', '1')).not.toEqual(personal.lookupHash('input', '1'));
    expect(personal.lookupHash('phone', '1')).not.toEqual(
      createPersonalData(randomBytes(32)).lookupHash('phone', '1'),
    );
  });
});
