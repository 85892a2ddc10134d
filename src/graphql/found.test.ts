import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Actor, Role } from '../shared/actor.ts';
import { DomainError } from '../shared/errors.ts';
import { encodeNodeId, isShared, nodeTypes } from '../shared/node-id.ts';
import { regionScope } from '../shared/region-scope.ts';
import { idAs } from './found.ts';

const actors: Actor[] = [regionScope('home', '522626'), regionScope('host', '440607'), null].map((scope) => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  username: 'somebody',
  role: scope ? Role.MANAGER : Role.ADMIN,
  scope,
  stationId: null,
}));
const tenantOf = ({ scope }: Actor) => scope?.tenant ?? '00';

/** What an id gives: a UUID, or an error's code. */
const given = (type: (typeof nodeTypes)[number], id: string, actor: Actor) => {
  try {
    return idAs(type, id, actor);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }
};

describe('an id, as that of a record of one type', () => {
  const type = fc.constantFrom(...nodeTypes);
  const actor = fc.constantFrom(...actors);

  it('gives the record of that type within one’s own tenant or shared by all, and else NOT_FOUND', () => {
    const tenant = fc.constantFrom('00', '44', '52', '43');
    fc.assert(
      fc.property(type, type, tenant, fc.uuid(), actor, (asked, made, tenant, uuid, actor) => {
        const id = encodeNodeId(made, isShared(made) ? null : tenant, uuid);
        const isReached = asked === made && (isShared(made) || tenant === tenantOf(actor));
        expect(given(asked, id, actor)).toBe(isReached ? uuid : 'NOT_FOUND');
      }),
    );
  });

  it('of whatever characters is NOT_FOUND', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ minLength: 24, maxLength: 24 }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(type, text, actor, (type, text, actor) => {
        // One in thousands of these is an id by chance, and none of a record that was ever made.
        fc.pre(!/^[\w-]{24}$/.test(text));
        expect(given(type, text, actor)).toBe('NOT_FOUND');
      }),
    );
  });
});
