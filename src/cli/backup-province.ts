import { resolve } from 'node:path';
import { backupProvince } from '../backup/backup.ts';
import { createPersonalData } from '../infra/crypto/personal-data.ts';
import { keepDataKeys } from '../infra/crypto/secrets.ts';
import { regions } from '../modules/regions/index.ts';
import { regionRange } from '../shared/region-range.ts';
import { run } from './run.ts';

/** `npm run province:backup -- <province> <file>`: everything one province has, as of now, in one file. */
await run(async ({ config, ownerUrl, args: [code = '', file], say }) => {
  const tenant = /^([1-8]\d)(0000)?$/.exec(code)?.[1];
  if (!tenant || !file || !regions.find(`${tenant}0000`)) {
    throw new Error('用法 / Usage: npm run province:backup -- 52 guizhou.backup');
  }
  const began = performance.now();
  const tallies = await backupProvince({
    ownerUrl,
    personalData: createPersonalData(await keepDataKeys(config.dataDir, config)),
    province: { tenant, ...regionRange(tenant) },
    path: resolve(file),
    progress: say,
  });
  const rows = Object.values(tallies).reduce((sum, tally) => sum + tally.rows, 0);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  say(
    `已备份 ${rows} 条记录到 ${file}，用时 ${seconds} 秒 / Backed up ${rows} records to ${file} in ${seconds} s`,
  );
});
