import { parseArgs } from 'node:util';
import { asOwner } from '../infra/db/owner.ts';
import { verifyFigures } from '../modules/dashboards/index.ts';
import { run } from './run.ts';

const USAGE = '用法 / Usage: npm run figures:verify -- [--mend]';

/** `npm run figures:verify`: counts all rows anew and names every sum that is not theirs; `-- --mend` sets it right. */
await run(async ({ ownerUrl, args, say }) => {
  const { mend } = read(args);
  say(
    '正在重新统计全部记录，每百万条约需一分钟 / Counting all records anew: about a minute for each million.',
  );
  const { rows, differences } = await asOwner(ownerUrl, (client) => verifyFigures(client, mend));
  for (const { tenant, day, what, counted } of differences) say([tenant, day, what, counted].join(' '));
  const count = differences.length;
  if (count > 0 && !mend) {
    throw new Error(
      `有 ${count} 处汇总与记录不符，可加 --mend 更正 / ${count} sums are not those of the records: --mend sets them right.`,
    );
  }
  say(
    count === 0
      ? `汇总与 ${rows} 条记录一致 / The sums are those of ${rows} records.`
      : `已更正 ${count} 处汇总 / Set ${count} sums right.`,
  );
});

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: { mend: { type: 'boolean', default: false } } }).values;
  } catch {
    throw new Error(USAGE);
  }
}
