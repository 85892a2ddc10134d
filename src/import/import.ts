import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import writeXlsx from 'write-excel-file/node';
import type { Database } from '../infra/db/database.ts';
import { actorSettings } from '../infra/db/scope-settings.ts';
import type { AccountCommands } from '../modules/identity/index.ts';
import type { StationCommands } from '../modules/stations/index.ts';
import { Change } from '../operations/change.ts';
import type { Actor } from '../shared/actor.ts';
import type { Clock } from '../shared/clock.ts';
import { translate } from '../shared/messages.ts';
import { staffSheet, stationSheet } from './columns.ts';
import { readSheets } from './sheet.ts';
import { type Access, importStaff } from './staff.ts';
import { Directory, importStations } from './stations.ts';
import { type Mistake, tabulate } from './table.ts';

export interface ImportOptions {
  database: Database;
  openStation: StationCommands['open'];
  createAccount: AccountCommands['create'];
  clock: Clock;
  /** The manager on whose behalf it is done: with that scope, and in the audit under that name. */
  actor: Actor;
  /** .xlsx or .csv files; which columns a sheet has says what is in it. */
  paths: readonly string[];
  /** Where the temporary passwords go, for its owner alone to read. */
  passwordsPath: string;
}

export interface Imported {
  stations: { made: number; there: number };
  staff: { made: number; there: number };
}

/**
 * Brings a network's existing stations and staff in, by the very commands that people use, all in one transaction. What is
 * there already is left as it is, so that the same files may be imported again.
 * @throws Error that names every mistake by sheet, row and column; nothing was imported then
 */
export async function importNetwork(options: ImportOptions): Promise<Imported> {
  const { database, openStation, createAccount, clock, actor, paths, passwordsPath } = options;
  const { entries, mistakes } = tabulate((await Promise.all(paths.map(readSheets))).flat());
  let written = false;
  try {
    return await database.transaction(actorSettings(actor), async (transaction) => {
      // Of a try that lost a race at its end: none of its accounts is there.
      if (written) await rm(passwordsPath);
      written = false;
      const change = new Change(transaction, actor, clock(), () => {}, { requestId: randomUUID() });
      const directory = await Directory.of(change);
      const stations = await importStations(change, openStation, entries.get(stationSheet) ?? [], directory);
      const staff = await importStaff(change, createAccount, entries.get(staffSheet) ?? [], directory);
      const found = [...mistakes, ...stations.mistakes, ...staff.mistakes];
      if (found.length > 0) throw new Error(describe(found));
      if (staff.made.length > 0) {
        await writePasswords(passwordsPath, staff.made);
        written = true;
      }
      return {
        stations: { made: stations.made, there: stations.there },
        staff: { made: staff.made.length, there: staff.there },
      };
    });
  } catch (error) {
    if (written) await rm(passwordsPath, { force: true });
    throw error;
  }
}

/** A workbook, in which no password is taken for a formula. Refuses a file that is there. */
async function writePasswords(path: string, made: readonly Access[]): Promise<void> {
  const text = (value: string) => ({ value, type: String });
  const heading = ['姓名 / Name', '用户名 / Username', '临时密码 / Temporary password'];
  const rows = made.map(({ name, username, password }) => [name, username, password]);
  const workbook = await writeXlsx([heading, ...rows].map((row) => row.map(text))).toBuffer();
  await writeFile(path, workbook, { flag: 'wx', mode: 0o600, flush: true }).catch((cause) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? new Error(`文件 ${path} 已存在 / The file ${path} exists already.`, { cause })
      : cause;
  });
}

function describe(mistakes: readonly Mistake[]): string {
  const sorted = mistakes.toSorted((a, b) => a.sheet.localeCompare(b.sheet) || a.row - b.row);
  const lines = sorted.map(({ sheet, row, column, messageKey }) => {
    const zh = `第 ${row} 行${column ? ` ${column.zh}` : ''}：${translate(messageKey, 'zh-CN')}`;
    const en = `row ${row}${column ? `, ${column.en}` : ''}: ${translate(messageKey, 'en')}`;
    return `  ${sheet} ${zh} / ${en}`;
  });
  return [
    `有 ${lines.length} 处需改正，未导入 / ${lines.length} to be mended; nothing was imported:`,
    ...lines,
  ].join('\n');
}
