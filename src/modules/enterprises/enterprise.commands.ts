import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, idempotencyKey, optional, text } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { covers } from '../../shared/region-range.ts';
import { regionCode } from '../regions/index.ts';
import { isCreditCode, normalizeCreditCode } from './credit-code.ts';
import type { Enterprise } from './enterprise.entity.ts';
import { enterpriseById } from './enterprise.queries.ts';

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

const registration = z.object({
  idempotencyKey,
  creditCode,
  name: text(120),
  regionCode,
  industryCode: optional(industryCode),
});

export type EnterpriseCommands = ReturnType<typeof createEnterpriseCommands>;

export const createEnterpriseCommands = (command: CommandRunner) => ({
  /** Registers an enterprise by its credit code; an office registers those of its own region. */
  register: command({
    operation: 'registerEnterprise',
    returns: 'enterprise',
    type: 'Enterprise',
    rules: registration,

    async run(change, { idempotencyKey: _, ...identity }): Promise<Enterprise> {
      const { scope } = change.actor;
      if (scope?.side === 'host' && !covers(scope, identity.regionCode)) {
        throw reject('INVALID', 'REGION_NOT_YOURS', 'regionCode');
      }
      // Two that register one enterprise at once must not fail: the later one is told of the earlier.
      const [registered] = await change.execute(
        'registerEnterprise',
        sql`
        INSERT INTO enterprise (id, credit_code, name, industry_code, region_code, created_at)
        VALUES (${change.id}, ${identity.creditCode}, ${identity.name}, ${identity.industryCode},
                ${identity.regionCode}, ${change.now})
        ON CONFLICT (credit_code) DO NOTHING
        RETURNING id`,
      );
      if (!registered) throw reject('CONFLICT', 'CREDIT_CODE_TAKEN', 'creditCode');
      return { id: change.id, ...identity, size: null, mergedInto: null, version: 1, createdAt: change.now };
    },

    again: (change, made) => change.find<Enterprise>('enterprise', 'idempotencyKey', enterpriseById(made)),
  }),
});
