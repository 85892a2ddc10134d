import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import {
  date,
  expectedVersion,
  idempotencyKey,
  idOf,
  listOf,
  optional,
  text,
} from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { regionCode } from '../regions/index.ts';
import { CooperationAgreement, CooperationAgreementParty } from './agreement.entity.ts';
import { AgreementKind } from './agreement.enums.ts';
import { type AgreementRow, agreementById, keptAgreement } from './agreement.queries.ts';
import { assertParties, assertTerm, endOf, highestLevel, regionAround } from './agreement.rules.ts';

const partyCodes = listOf(regionCode, 40, 1);
const signing = z.object({
  idempotencyKey,
  kind: z.enum(AgreementKind),
  homeRegionCodes: partyCodes,
  hostRegionCodes: partyCodes,
  signedOn: date,
  expiresOn: optional(date),
});
const step = z.object({ id: idOf('CooperationAgreement'), expectedVersion });
const edit = step.extend({
  kind: z.enum(AgreementKind).nullish(),
  signedOn: date.nullish(),
  expiresOn: date.nullish(),
});
const renewal = step.extend({ expiresOn: optional(date) });
const termination = step.extend({ terminatedOn: date, reason: text(200) });

export type AgreementCommands = ReturnType<typeof createAgreementCommands>;

const agreement = { returns: 'agreement', type: 'CooperationAgreement' } as const;

/**
 * Agreements are kept by the home region that signed them: no province speaks for another, so one of several home
 * provinces is the administrators'. Postings that offices have been credited with stay credited, whatever becomes of it.
 */
export const createAgreementCommands = (command: CommandRunner) => ({
  sign: command({
    operation: 'signAgreement',
    ...agreement,
    rules: signing,

    async run(change, input): Promise<AgreementRow> {
      const { kind, signedOn, expiresOn } = input;
      const [home, host] = [[...input.homeRegionCodes].sort(), [...input.hostRegionCodes].sort()];
      const { scope } = change.actor;
      const foreign = input.homeRegionCodes.findIndex((code) => scope && !covers(scope, code));
      if (foreign >= 0) throw reject('INVALID', 'REGION_NOT_YOURS', `homeRegionCodes.${foreign}`);
      assertParties(kind, { home, host });
      assertTerm({ signedOn, expiresOn }, change.today);

      const homeRegionCode = regionAround(home);
      const signed: CooperationAgreement = {
        id: change.id,
        kind,
        level: highestLevel(home),
        homeRegionCode,
        signedOn,
        expiresOn,
        terminatedOn: null,
        terminationReason: null,
        version: 1,
      };
      await change.insert(CooperationAgreement, signed);
      const parties = [
        ...home.map((code) => ({ regionCode: code, side: 'HOME' as const })),
        ...host.map((code) => ({ regionCode: code, side: 'HOST' as const })),
      ];
      await change.insert(
        CooperationAgreementParty,
        parties.map((party) => ({ ...party, agreementId: signed.id, homeRegionCode })),
      );
      return { ...signed, homeCodes: home, hostCodes: host };
    },

    again: (change, { id }) => change.find<AgreementRow>('agreement', 'idempotencyKey', agreementById(id)),
  }),

  /** Puts right what was entered wrongly. Its parties stay: others make another agreement. */
  edit: command({
    operation: 'editAgreement',
    ...agreement,
    rules: edit,

    async run(change, { id, expectedVersion, kind, signedOn, expiresOn }): Promise<AgreementRow> {
      const locked = await change.lock<AgreementRow>('agreement', expectedVersion, keptAgreement(id.id));
      if (locked.terminatedOn) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      const edited = {
        kind: kind ?? locked.kind,
        signedOn: signedOn ?? locked.signedOn,
        expiresOn: expiresOn === undefined ? locked.expiresOn : expiresOn,
      };
      assertParties(edited.kind, { home: locked.homeCodes, host: locked.hostCodes });
      assertTerm(edited, change.today);
      return change.update(CooperationAgreement, locked, edited);
    },
  }),

  /** Gives an agreement that still holds a later end, or none. One that has ended is signed anew. */
  renew: command({
    operation: 'renewAgreement',
    ...agreement,
    rules: renewal,

    async run(change, { id, expectedVersion, expiresOn }): Promise<AgreementRow> {
      const locked = await lockHolding(change, id.id, expectedVersion);
      if (locked.expiresOn === null) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      if (expiresOn !== null && expiresOn <= locked.expiresOn) {
        throw reject('INVALID', 'RENEWAL_TOO_SHORT', 'expiresOn');
      }
      return change.update(CooperationAgreement, locked, { expiresOn });
    },
  }),

  /** Ends an agreement before its term. */
  terminate: command({
    operation: 'terminateAgreement',
    ...agreement,
    rules: termination,

    async run(change, { id, expectedVersion, terminatedOn, reason }): Promise<AgreementRow> {
      const locked = await lockHolding(change, id.id, expectedVersion);
      const withinTerm =
        terminatedOn >= locked.signedOn && (locked.expiresOn === null || terminatedOn < locked.expiresOn);
      if (!withinTerm) throw reject('INVALID', 'OUTSIDE_TERM', 'terminatedOn');
      return change.update(CooperationAgreement, locked, { terminatedOn, terminationReason: reason });
    },
  }),
});

async function lockHolding(change: Change, id: string, expectedVersion: number): Promise<AgreementRow> {
  const locked = await change.lock<AgreementRow>('agreement', expectedVersion, keptAgreement(id));
  const end = endOf(locked);
  if (locked.terminatedOn !== null || (end !== null && end <= change.today)) {
    throw reject('ILLEGAL_TRANSITION', 'AGREEMENT_ENDED', 'id');
  }
  return locked;
}
