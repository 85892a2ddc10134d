import { resolve } from 'node:path';
import { restoreProvince } from '../backup/restore.ts';
import { createPersonalData } from '../infra/crypto/personal-data.ts';
import { keepDataKeys } from '../infra/crypto/secrets.ts';
import { run } from './run.ts';

/** `npm run province:restore -- <file>`: a province from its backup, beside the provinces that are there. */
await run(async ({ config, ownerUrl, args: [file], say }) => {
  if (!file) throw new Error('用法 / Usage: npm run province:restore -- guizhou.backup');
  const began = performance.now();
  const tallies = await restoreProvince({
    ownerUrl,
    personalData: createPersonalData(await keepDataKeys(config.dataDir, config)),
    path: resolve(file),
    progress: say,
  });
  const rows = Object.values(tallies).reduce((sum, tally) => sum + tally.rows, 0);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  say(
    `已从 ${file} 恢复 ${rows} 条记录，用时 ${seconds} 秒 / Restored ${rows} records from ${file} in ${seconds} s`,
  );
});
