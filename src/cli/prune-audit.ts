import 'reflect-metadata';
import { keepKey } from '../infra/crypto/secrets.ts';
import { asOwner } from '../infra/db/owner.ts';
import { assertOld, createSigner, pruneAudit, verifyAudit } from '../modules/audit/index.ts';
import { startOfBusinessDay } from '../shared/business-day.ts';
import { run } from './run.ts';

/** `npm run audit:prune -- --before 2026-05`: drops entries from before that month, behind a signed checkpoint. */
await run(async ({ config, ownerUrl, args: [option, month = ''], say }) => {
  if (option !== '--before' || !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new Error('用法 / Usage: npm run audit:prune -- --before 2026-05');
  }
  const now = new Date();
  const before = startOfBusinessDay(`${month}-01`);
  assertOld(before, now);
  const signer = createSigner(await keepKey(config.dataDir, 'audit-key', config.auditKey));
  await asOwner(ownerUrl, async (client) => {
    let findings = 0;
    await verifyAudit(client, {
      publicKeys: [signer.publicKey, ...config.formerAuditKeys],
      anchors: [],
      now,
      progress: (entries) => say(`  ${entries} 条 / entries …`),
      found: () => {
        findings++;
      },
    });
    if (findings > 0) {
      throw new Error(
        `审计有 ${findings} 处不实，未删除任何记录：见 npm run audit:verify / ${findings} places of the audit are not as they ` +
          'were written; nothing was dropped: see npm run audit:verify.',
      );
    }
    await pruneAudit(client, signer, {
      before,
      now,
      dropped: (checkpoint, entries) =>
        say(`已删除 ${entries} 条，检查点 / Dropped ${entries} entries, checkpoint: ${checkpoint}`),
    });
  });
});
