import { setTimeout as pause } from 'node:timers/promises';
import { createPersonalData } from '../infra/crypto/personal-data.ts';
import { rotateKeys } from '../infra/crypto/rotation.ts';
import { keepDataKeys } from '../infra/crypto/secrets.ts';
import { asOwner } from '../infra/db/owner.ts';
import { run } from './run.ts';

/** A replica hears of the new key within a second, and of a connection that was lost within five more. */
const HEARING = 10_000;

/** `npm run keys:rotate`: seals everything with the newest data key, while the service goes on. Run it as often as you like. */
await run(async ({ config, ownerUrl, say }) => {
  const personalData = createPersonalData(await keepDataKeys(config.dataDir, config));
  const { number, records, unreadable } = await asOwner(ownerUrl, (client) =>
    rotateKeys(
      client,
      personalData,
      (table, done) => say(`重新加密 / Sealing anew: ${table} ${done} …`),
      () => pause(HEARING),
    ),
  );
  if (unreadable.length > 0) {
    const lines = unreadable.slice(0, 20).map(({ table, tenant, id }) => `  ${table} ${tenant} ${id}`);
    throw new Error(
      [
        `有 ${unreadable.length} 条记录无法解密，保持原样；旧密钥仍须保留 / ` +
          `${unreadable.length} records cannot be opened and stay as they are; the key before must be kept:`,
        ...lines,
      ].join('\n'),
    );
  }
  say(
    `已重新加密 ${records} 条记录，全部使用第 ${number} 号密钥，此前的密钥已停用 / ` +
      `Sealed ${records} records anew. Everything is under key number ${number}; the keys before are retired.`,
  );
});
