import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeNodeId, encodeNodeId, isShared, nodeTypes } from './node-id.ts';

const tenant = fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0'));
const record = fc
  .record({ type: fc.constantFrom(...nodeTypes), tenant, id: fc.uuid() })
  .map((ref) => (isShared(ref.type) ? { ...ref, tenant: null } : ref));

describe('node ids', () => {
  it('carry the type, the tenant and the record there and back', () => {
    fc.assert(
      fc.property(record, (ref) => {
        expect(decodeNodeId(encodeNodeId(ref.type, ref.tenant, ref.id))).toEqual(ref);
      }),
    );
  });

  it('of shared records carry no tenant, and those of all others do', () => {
    const id = '0198c0de-0000-7000-8000-000000000001';
    for (const type of nodeTypes) {
      const wrong = isShared(type) ? '52' : null;
      expect(decodeNodeId(encodeNodeId(type, wrong, id))).toBeNull();
    }
  });

  it('of two records are never the same', () => {
    fc.assert(
      fc.property(record, record, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        const ids = [one, other].map(({ type, tenant, id }) => encodeNodeId(type, tenant, id));
        expect(ids[0] === ids[1]).toBe(isSame);
      }),
    );
    // Records that differ in one thing alone, of which chance makes few.
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const ids = nodeTypes.flatMap((type) =>
          isShared(type)
            ? [encodeNodeId(type, null, id)]
            : Array.from({ length: 100 }, (_, n) => encodeNodeId(type, String(n).padStart(2, '0'), id)),
        );
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 5 },
    );
  });

  it('have one spelling for one record', () => {
    fc.assert(
      fc.property(fc.base64String({ minLength: 24, maxLength: 24 }), (text) => {
        const id = text.replaceAll('+', '-').replaceAll('/', '_');
        const ref = decodeNodeId(id);
        if (ref) expect(encodeNodeId(ref.type, ref.tenant, ref.id)).toBe(id);
      }),
    );
  });

  it('are nothing when they were never issued', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/^[\w-]{24}$/.test(text));
        expect(decodeNodeId(text)).toBeNull();
      }),
    );
    // Characters of every kind and halves of them, of the right length too, and ids in which one was changed.
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 });
    const spoilt = fc.tuple(record, fc.nat(23), units).map(([{ type, tenant, id }, at, put]) => {
      const whole = encodeNodeId(type, tenant, id);
      return whole.slice(0, at) + String.fromCharCode(...put) + whole.slice(at + put.length);
    });
    fc.assert(
      fc.property(
        fc.oneof(
          units.map((put) => String.fromCharCode(...put)),
          spoilt,
        ),
        (text) => {
          const ref = decodeNodeId(text);
          if (ref) expect(encodeNodeId(ref.type, ref.tenant, ref.id)).toBe(text);
        },
      ),
    );
    expect(
      decodeNodeId(encodeNodeId('Worker', '52', '0198c0de-0000-7000-8000-000000000001').slice(1)),
    ).toBeNull();
  });
});
