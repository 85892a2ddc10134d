import { z } from 'zod';
import type { Change } from '../../operations/change.ts';
import type { CommandRunner } from '../../operations/command.ts';
import {
  expectedVersion,
  idempotencyKey,
  idOf,
  optional,
  optionalText,
  text,
} from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';
import { regionCode } from '../regions/index.ts';
import { officePhone } from '../stations/index.ts';
import { HrOffice } from './hr-office.entity.ts';
import { hrOfficeById, keptHrOffice } from './hr-office.queries.ts';

const opening = z.object({
  idempotencyKey,
  name: text(80),
  hostRegionCode: regionCode,
  phone: optional(officePhone),
  address: optionalText(200),
});
const step = z.object({ id: idOf('HrOffice'), expectedVersion });
const edit = step.extend({
  name: text(80).nullish(),
  phone: officePhone.nullish(),
  address: text(200).nullish(),
});

export type HrOfficeCommands = ReturnType<typeof createHrOfficeCommands>;

const hrOffice = { returns: 'hrOffice', type: 'HrOffice' } as const;

/**
 * The directory of the partners' offices. Everybody reads it; each entry is kept by the region whose manager made it,
 * and by administrators, and each office stands in it once.
 */
export const createHrOfficeCommands = (command: CommandRunner) => ({
  open: command({
    operation: 'openHrOffice',
    ...hrOffice,
    rules: opening,

    async run(change, { idempotencyKey: _, ...input }): Promise<HrOffice> {
      const { scope } = change.actor;
      if (scope && input.hostRegionCode.startsWith(scope.tenant)) {
        throw reject('INVALID', 'HOST_IS_HOME', 'hostRegionCode');
      }
      const opened: HrOffice = {
        ...input,
        id: change.id,
        homeRegionCode: scope?.regionCode ?? null,
        closedOn: null,
        version: 1,
      };
      await unlessTaken(change, () => change.insert(HrOffice, opened));
      return opened;
    },

    again: (change, { id }) => change.find<HrOffice>('hrOffice', 'idempotencyKey', hrOfficeById(id)),
  }),

  edit: command({
    operation: 'editHrOffice',
    ...hrOffice,
    rules: edit,

    async run(change, { id, expectedVersion, ...input }): Promise<HrOffice> {
      const locked = await lockOpen(change, id.id, expectedVersion);
      const edited = {
        name: input.name ?? locked.name,
        phone: input.phone === undefined ? locked.phone : input.phone,
        address: input.address === undefined ? locked.address : input.address,
      };
      return unlessTaken(change, () => change.update(HrOffice, locked, edited));
    },
  }),

  close: command({
    operation: 'closeHrOffice',
    ...hrOffice,
    rules: step,

    async run(change, { id, expectedVersion }): Promise<HrOffice> {
      const locked = await lockOpen(change, id.id, expectedVersion);
      return change.update(HrOffice, locked, { closedOn: change.today });
    },
  }),
});

async function lockOpen(change: Change, id: string, expectedVersion: number): Promise<HrOffice> {
  const locked = await change.lock<HrOffice>('hrOffice', expectedVersion, keptHrOffice(id));
  if (locked.closedOn) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
  return locked;
}

const unlessTaken = <T>(change: Change, write: () => Promise<T>): Promise<T> =>
  change.unlessTaken('hr_office_name_key', reject('CONFLICT', 'OFFICE_TAKEN', 'name'), write);
