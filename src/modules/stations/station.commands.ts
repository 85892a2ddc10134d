import { z } from 'zod';
import type { CommandRunner } from '../../operations/command.ts';
import { date, expectedVersion, idempotencyKey, idOf, optional, text } from '../../operations/rules.ts';
import { addYears, type BusinessDate } from '../../shared/business-day.ts';
import { reject } from '../../shared/errors.ts';
import { regionCode } from '../regions/index.ts';
import { createCloseStation, type StationBusiness } from './station.closing.ts';
import { Station, StationTier } from './station.entity.ts';
import { assertHome, assertHost, assertParent, unlessTaken } from './station.placing.ts';
import { keptStation, stationById } from './station.queries.ts';
import { homeProvince, officePhone } from './station.rules.ts';

const opening = z.object({
  idempotencyKey,
  tier: z.enum(StationTier),
  name: text(80),
  homeRegionCode: regionCode,
  hostRegionCode: regionCode,
  parentId: optional(idOf('Station')),
  phone: optional(officePhone),
  openedOn: date,
});
const step = z.object({ id: idOf('Station'), expectedVersion });
const edit = step.extend({
  name: text(80).nullish(),
  phone: officePhone.nullish(),
  openedOn: date.nullish(),
});
const move = step.extend({ hostRegionCode: regionCode.nullish(), parentId: idOf('Station').nullish() });
const reopening = step.extend({ parentId: optional(idOf('Station')) });

export type StationCommands = ReturnType<typeof createStationCommands>;

const station = { returns: 'station', type: 'Station' } as const;

/** The life of a station. Managers look after those of their own home region, administrators after all. */
export const createStationCommands = (command: CommandRunner, business: StationBusiness) => ({
  open: command({
    operation: 'openStation',
    ...station,
    rules: opening,

    async run(change, { idempotencyKey: _, parentId, ...input }): Promise<Station> {
      assertHome(change, input);
      assertHost(input);
      assertOpening(input.openedOn, change.today);
      const opened: Station = {
        ...input,
        id: change.id,
        parentId: parentId?.id ?? null,
        closedOn: null,
        closeReason: null,
        successorId: null,
        version: 1,
      };
      if (parentId) await change.find<Station>('station', 'parentId', stationById(parentId.id));
      await unlessTaken(change, 'hostRegionCode', () => change.insert(Station, opened));
      if (parentId) await assertParent(change, opened, parentId.id);
      return opened;
    },

    again: (change, { id }) => change.find<Station>('station', 'idempotencyKey', stationById(id)),
  }),

  /** Puts right what is written on the door. */
  edit: command({
    operation: 'editStation',
    ...station,
    rules: edit,

    async run(change, { id, expectedVersion, ...input }): Promise<Station> {
      const locked = await change.lock<Station>('station', expectedVersion, keptStation(id.id));
      const edited = {
        name: input.name ?? locked.name,
        phone: input.phone === undefined ? locked.phone : input.phone,
        openedOn: input.openedOn ?? locked.openedOn,
      };
      if (edited.openedOn !== locked.openedOn) {
        assertOpening(edited.openedOn, change.today);
        if (locked.closedOn && locked.closedOn < edited.openedOn) {
          throw reject('INVALID', 'BEFORE_OPENING', 'openedOn');
        }
        const visited = await change.inside(homeProvince(locked), (province) =>
          business.visitedOutside(province, { ...locked, ...edited }),
        );
        if (visited) throw reject('INVALID', 'VISITED_OUTSIDE', 'openedOn');
      }
      return change.update(Station, locked, edited);
    },
  }),

  /** To another place, or to answer to another station. It is counted where it stands from then on. */
  move: command({
    operation: 'moveStation',
    ...station,
    rules: move,

    async run(change, { id, expectedVersion, hostRegionCode, parentId }): Promise<Station> {
      const locked = await change.lock<Station>('station', expectedVersion, keptStation(id.id));
      if (locked.closedOn) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      const to = {
        hostRegionCode: hostRegionCode ?? locked.hostRegionCode,
        parentId: parentId === undefined ? locked.parentId : (parentId?.id ?? null),
      };
      assertHost({ ...locked, ...to });
      if (parentId) await change.find<Station>('station', 'parentId', stationById(parentId.id));
      const moved = await unlessTaken(change, 'hostRegionCode', () => change.update(Station, locked, to));
      if (parentId) await assertParent(change, moved, parentId.id);
      return moved;
    },
  }),

  close: command({ operation: 'closeStation', ...station, ...createCloseStation(business) }),

  /** Takes a mistaken closure back. What was handed over stays where it is, and can be sent back. */
  reopen: command({
    operation: 'reopenStation',
    ...station,
    rules: reopening,

    async run(change, { id, expectedVersion, parentId }): Promise<Station> {
      const locked = await change.lock<Station>('station', expectedVersion, keptStation(id.id));
      if (!locked.closedOn) throw reject('ILLEGAL_TRANSITION', 'ILLEGAL_TRANSITION', 'id');
      if (parentId) await change.find<Station>('station', 'parentId', stationById(parentId.id));
      const parent = parentId?.id ?? locked.parentId;
      const reopened = await unlessTaken(change, 'id', () =>
        change.update(Station, locked, {
          closedOn: null,
          closeReason: null,
          successorId: null,
          parentId: parent,
        }),
      );
      if (parent) await assertParent(change, reopened, parent);
      return reopened;
    },
  }),
});

/** A station may be announced, but not for a day that is hardly more than a typing mistake. */
function assertOpening(openedOn: BusinessDate, today: BusinessDate): void {
  if (openedOn > addYears(today, 1)) throw reject('INVALID', 'DATE_TOO_FAR', 'openedOn');
}
