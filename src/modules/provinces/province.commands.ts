import { z } from 'zod';
import { sql } from '../../infra/db/select.ts';
import type { CommandRunner } from '../../operations/command.ts';
import { breach, idempotencyKey } from '../../operations/rules.ts';
import { Rejection, reject } from '../../shared/errors.ts';
import type { AccountCommands } from '../identity/index.ts';
import { regionCode } from '../regions/index.ts';
import { Province } from './province.entity.ts';
import { provinceById } from './province.queries.ts';

const provinceCode = regionCode.transform((code, context) =>
  code.endsWith('0000') ? code : breach(context, 'INVALID', 'PROVINCE_CODE_INVALID'),
);

const opening = z.object({
  idempotencyKey,
  provinceCode,
  // Checked by the rules of accounts.
  manager: z.object({ username: z.string(), name: z.string() }),
});

/** A province, with the temporary password its first manager was just given: told once, and kept nowhere. */
export type OpenedProvince = Province & { temporaryPassword: string | null };

export type ProvinceCommands = ReturnType<typeof createProvinceCommands>;

export const createProvinceCommands = (
  command: CommandRunner,
  accounts: Pick<AccountCommands, 'create'>,
) => ({
  /**
   * Takes a province on: its record, and its first manager, who sets up all the rest. Holidays and deadlines are the
   * national ones until the province enters its own.
   */
  open: command({
    operation: 'openProvince',
    returns: 'province',
    type: 'Province',
    rules: opening,

    async run(change, { idempotencyKey, provinceCode, manager }): Promise<OpenedProvince> {
      const { id: firstManagerId, temporaryPassword = null } = await accounts.create
        .partOf(change, { idempotencyKey, ...manager, role: 'MANAGER', regionCode: provinceCode })
        .catch(beneath('manager'));
      const [made] = await change.execute(
        'openProvince',
        sql`
        INSERT INTO province (id, region_code, first_manager_id, opened_at)
        VALUES (${change.id}, ${provinceCode}, ${firstManagerId}, ${change.now})
        ON CONFLICT (region_code) DO NOTHING
        RETURNING id`,
      );
      if (!made) throw reject('CONFLICT', 'PROVINCE_OPEN', 'provinceCode');
      const province = { id: change.id, regionCode: provinceCode, firstManagerId, openedAt: change.now };
      change.trace.inserted(Province, province);
      return { ...province, temporaryPassword };
    },

    again: async (change, { id }): Promise<OpenedProvince> => ({
      ...(await change.find<Province>('province', 'idempotencyKey', provinceById(id))),
      temporaryPassword: null,
    }),
  }),
});

/** What there is to mend of a part stands beneath the field of the whole. */
const beneath = (field: string) => (error: unknown) => {
  if (!(error instanceof Rejection)) throw error;
  throw new Rejection(
    error.problems.map((problem) => ({ ...problem, field: [field, ...(problem.field ?? [])] })),
  );
};
