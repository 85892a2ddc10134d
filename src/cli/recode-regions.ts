import '../entities.ts';
import { asOwner } from '../infra/db/owner.ts';
import { type Recoded, recodeRegions, regions } from '../modules/regions/index.ts';
import { run } from './run.ts';

/** `npm run regions:recode`: moves what stands under retired region codes to their successors. Run it as often as you like. */
await run(async ({ ownerUrl, say }) => {
  const recoded = await asOwner(ownerUrl, (client) => recodeRegions(client, regions.retired));
  for (const [code, places] of Map.groupBy(recoded, (one) => one.code)) {
    const former = regions.retired.find((one) => one.code === code);
    if (!former) continue;
    say(
      `${code} ${former.name} → ${former.successor} ${regions.get(former.successor).name}: ${list(places)}`,
    );
  }
  const records = recoded.reduce((sum, one) => sum + one.records, 0);
  say(
    records === 0
      ? '没有记录使用已停用的区划代码 / No record stands under a retired region code.'
      : `已更新 ${records} 处区划代码 / Recoded ${records} region codes.`,
  );
});

function list(places: Recoded[]): string {
  return places.map(({ table, column, records }) => `${table}.${column} ${records}`).join(', ');
}
