import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, expectedVersion, idempotencyKey, idOf, optional, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { wholeProvinceOf } from '../../shared/region-scope.ts';
import { regionCode } from '../regions/index.ts';
import { isCreditCode, normalizeCreditCode } from './credit-code.ts';
import { Enterprise, EnterpriseSize } from './enterprise.entity.ts';
import { enterpriseById, identities, ofEnterprise } from './enterprise.queries.ts';
import { KeyEnterprise } from './key-enterprise.entity.ts';

const creditCode = z
  .string()
  .transform(normalizeCreditCode)
  .transform((code, context) =>
    isCreditCode(code) ? code : breach(context, 'INVALID', 'CREDIT_CODE_INVALID'),
  );

/** GB/T 4754: a section's letter, alone or with the digits of a division, group or class. */
const industryCode = z
  .string()
  .transform((code, context) =>
    /^[A-T](\d{2,4})?$/.test(code) ? code : breach(context, 'INVALID', 'INDUSTRY_INVALID'),
  );

const size = z.enum(EnterpriseSize);

const registration = z.object({
  idempotencyKey,
  creditCode,
  name: text(120),
  regionCode,
  industryCode: optional(industryCode),
  size: optional(size),
});

const edit = z.object({
  id: idOf('Enterprise'),
  expectedVersion,
  name: text(120).nullish(),
  regionCode: regionCode.nullish(),
  industryCode: industryCode.nullish(),
  size: size.nullish(),
});

const marking = z.object({ id: idOf('Enterprise') });

export type EnterpriseCommands = ReturnType<typeof createEnterpriseCommands>;

const enterprise = { returns: 'enterprise', type: 'Enterprise' } as const;

export const createEnterpriseCommands = (command: CommandRunner) => ({
  /** Registers an enterprise by its credit code; an office registers those of its own region. */
  register: command({
    operation: 'registerEnterprise',
    ...enterprise,
    rules: registration,

    async run(change, { idempotencyKey: _, ...identity }): Promise<Enterprise> {
      assertOwnRegion(change, identity.regionCode);
      // Two that register one enterprise at once must not fail: the later one is told of the earlier.
      const [registered] = await change.execute(
        'registerEnterprise',
        sql`
        INSERT INTO enterprise (id, credit_code, name, industry_code, region_code, size, created_at)
        VALUES (${change.id}, ${identity.creditCode}, ${identity.name}, ${identity.industryCode},
                ${identity.regionCode}, ${identity.size}, ${change.now})
        ON CONFLICT (credit_code) DO NOTHING
        RETURNING id`,
      );
      if (!registered) throw reject('CONFLICT', 'CREDIT_CODE_TAKEN', 'creditCode');
      const made = { id: change.id, ...identity, mergedInto: null, version: 1, createdAt: change.now };
      change.trace.inserted(Enterprise, made);
      return made;
    },

    again: (change, made) => change.find<Enterprise>('enterprise', 'idempotencyKey', enterpriseById(made)),
  }),

  /** Puts right what is known of an enterprise; its credit code is what it is known by, and stays. */
  edit: command({
    operation: 'editEnterprise',
    ...enterprise,
    rules: edit,

    async run(change, { id, expectedVersion, ...input }): Promise<Enterprise> {
      const locked = await change.lock<Enterprise>('enterprise', expectedVersion, identities(id.id));
      if (locked.mergedInto) throw reject('ILLEGAL_TRANSITION', 'ENTERPRISE_MERGED', 'id');
      const regionCode = input.regionCode ?? locked.regionCode;
      assertOwnRegion(change, regionCode);
      return change.update(Enterprise, locked, {
        name: input.name ?? locked.name,
        regionCode,
        industryCode: input.industryCode === undefined ? locked.industryCode : input.industryCode,
        size: input.size === undefined ? locked.size : input.size,
      });
    },
  }),

  /** Puts an enterprise on the list of a home province, which whoever manages the whole of it keeps. */
  markKey: command({
    operation: 'markKeyEnterprise',
    ...enterprise,
    rules: marking,

    async run(change, { id }): Promise<Enterprise> {
      assertWholeProvince(change);
      const marked = await change.find<Enterprise>('enterprise', 'id', enterpriseById(id));
      await change.execute(
        'markKeyEnterprise',
        sql`
        INSERT INTO key_enterprise (tenant, enterprise_id, marked, changed_at)
        VALUES (${change.tenant}, ${marked.id}, TRUE, ${change.now})
        ON CONFLICT (tenant, enterprise_id) DO UPDATE SET marked = TRUE, changed_at = excluded.changed_at`,
      );
      change.trace.updated(KeyEnterprise, { enterpriseId: marked.id }, { marked: true });
      return marked;
    },
  }),

  /** Takes an enterprise off the list, under whichever of its records it is there. */
  unmarkKey: command({
    operation: 'unmarkKeyEnterprise',
    ...enterprise,
    rules: marking,

    async run(change, { id }): Promise<Enterprise> {
      assertWholeProvince(change);
      const unmarked = await change.find<Enterprise>('enterprise', 'id', enterpriseById(id));
      await change.execute(
        'unmarkKeyEnterprise',
        sql`
        UPDATE key_enterprise k SET marked = FALSE, changed_at = ${change.now}
         WHERE k.tenant = ${change.tenant} AND k.marked AND ${ofEnterprise('k.enterprise_id', unmarked.id)}`,
      );
      change.trace.updated(KeyEnterprise, { enterpriseId: unmarked.id, marked: true }, { marked: false });
      return unmarked;
    },
  }),
});

function assertOwnRegion({ actor: { scope } }: Change, code: string): void {
  if (scope?.side === 'host' && !covers(scope, code)) {
    throw reject('INVALID', 'REGION_NOT_YOURS', 'regionCode');
  }
}

function assertWholeProvince({ actor: { scope } }: Change): void {
  if (!wholeProvinceOf(scope)) throw reject('FORBIDDEN', 'WHOLE_PROVINCE_ONLY', 'id');
}
