import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { entities } from '../entities.ts';
import { importNetwork } from '../import/import.ts';
import { assertDataKey } from '../infra/crypto/data-key.ts';
import { createPersonalData } from '../infra/crypto/personal-data.ts';
import { keepDataKeys } from '../infra/crypto/secrets.ts';
import { createDataSource } from '../infra/db/data-source.ts';
import { createDatabase } from '../infra/db/database.ts';
import { asOwner, maintenance } from '../infra/db/owner.ts';
import { columnsOf } from '../infra/db/select.ts';
import * as identity from '../modules/identity/index.ts';
import * as stations from '../modules/stations/index.ts';
import * as tickets from '../modules/tickets/index.ts';
import * as visits from '../modules/visits/index.ts';
import { createCommandRunner } from '../operations/command.ts';
import type { Actor } from '../shared/actor.ts';
import { systemClock } from '../shared/clock.ts';
import { run } from './run.ts';

const USAGE =
  '用法 / Usage: npm run province:import -- guizhou.xlsx --as <manager> [--passwords <file.xlsx>]';

/** `npm run province:import -- <file>... --as <manager>`: a network's existing stations and staff, from spreadsheets. */
await run(async ({ config, ownerUrl, serviceUrl, args, say }) => {
  const { positionals: files, values } = read(args);
  const [first] = files;
  if (!first || !values.as) throw new Error(USAGE);
  const passwords = values.passwords ?? `${first.replace(/\.\w+$/, '')}.passwords.xlsx`;
  const actor = await managerOf(ownerUrl, values.as.toLowerCase());
  const personalData = createPersonalData(await keepDataKeys(config.dataDir, config));
  const dataSource = createDataSource({ url: serviceUrl, entities, poolSize: 2, bounded: true });
  await dataSource.initialize();
  try {
    await assertDataKey((text, values) => dataSource.query(text, values), personalData);
    const database = createDatabase(dataSource);
    const command = createCommandRunner(database, personalData, systemClock);
    const { open } = stations.createStationCommands(command, {
      visitedOutside: visits.visitedOutside,
      handOver: [visits.handOverFollowUps, tickets.handOverTickets],
    });
    const { create } = identity.createAccountCommands(
      command,
      stations.findStationToStaff,
      identity.neverLocked,
      (username) => personalData.lookupHash('sign-in name', username),
    );
    const imported = await importNetwork({
      database,
      openStation: open,
      createAccount: create,
      clock: systemClock,
      actor,
      paths: files.map((file) => resolve(file)),
      passwordsPath: resolve(passwords),
    });
    const { made, there } = imported.stations;
    say(`站点：新增 ${made}，已有 ${there} / Stations: ${made} new, ${there} there already`);
    say(
      `人员：新增 ${imported.staff.made}，已有 ${imported.staff.there} / Staff: ${imported.staff.made} new, ${imported.staff.there} there already`,
    );
    if (imported.staff.made > 0) {
      say(
        `临时密码在 ${passwords}，一周内有效 / The temporary passwords are in ${passwords}, good for a week`,
      );
    }
  } finally {
    await dataSource.destroy();
  }
});

function read(args: readonly string[]) {
  try {
    const options = { as: { type: 'string' }, passwords: { type: 'string' } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch {
    throw new Error(USAGE);
  }
}

/** The manager as the account now stands: what the import may do is what that person may do. */
async function managerOf(ownerUrl: string, username: string): Promise<Actor> {
  const { rows } = await asOwner(ownerUrl, (client) =>
    maintenance(client, () =>
      client.query<identity.Account>(
        `SELECT ${columnsOf(identity.Account, 'a').text} FROM account a
          WHERE a.username = $1 AND a.role = 'MANAGER' AND a.disabled_at IS NULL`,
        [username],
      ),
    ),
  );
  if (rows[0]) return identity.actorOf(rows[0]);
  throw new Error(
    `没有名为 ${username} 的管理人员账号 / There is no manager whose account is named ${username}.`,
  );
}
