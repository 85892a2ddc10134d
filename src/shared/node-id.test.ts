import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeNodeId, encodeNodeId, nodeTypes } from './node-id.ts';

const type = fc.constantFrom(...nodeTypes);
const tenant = fc.option(
  fc.integer({ min: 0, max: 99 }).map((n) => String(n).padStart(2, '0')),
  { nil: null },
);

describe('node ids', () => {
  it('carry the type, the tenant and the record there and back', () => {
    fc.assert(
      fc.property(type, tenant, fc.uuid(), (type, tenant, id) => {
        expect(decodeNodeId(encodeNodeId(type, tenant, id))).toEqual({ type, tenant, id });
      }),
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
    expect(
      decodeNodeId(encodeNodeId('Station', '52', '0198c0de-0000-7000-8000-000000000001').slice(1)),
    ).toBeNull();
  });
});
