import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { keepKey } from '../infra/crypto/secrets.ts';
import { asOwner } from '../infra/db/owner.ts';
import { createSigner, type Finding, readHead, verifyAudit } from '../modules/audit/index.ts';
import { run } from './run.ts';

const USAGE =
  '用法 / Usage: npm run audit:verify -- [--public-key <base64>]... [--head <52.1234…, from the log>]...';

const meanings: Record<Finding['kind'], string> = {
  ALTERED: '记录被改动 / the entry was altered',
  REMOVED: '记录被删除 / removed',
  INSERTED: '记录是绕过服务插入的 / inserted past the service',
  REORDERED: '顺序被改动 / moved from another place',
  SEAL_ALTERED: '封存被改动 / the seal was altered',
  BACKDATED: '记录时间早于应有的时间 / older than what was sealed before it',
  UNSEALED: '早该封存而未封存 / should have been sealed long ago',
  HEAD_FALSE: '签名不实 / the signature is false',
  HEAD_KEY_UNKNOWN:
    '签名所用密钥未知，请给出 --public-key / signed with an unknown key: give its --public-key',
  HEAD_MISSING: '从此处起未签名 / not signed from here on',
};

/** `npm run audit:verify`: names every entry of the audit that was altered, removed, inserted or moved. */
await run(async ({ config, ownerUrl, args, say }) => {
  const { keys, heads } = read(args);
  const own = async () => createSigner(await keepKey(config.dataDir, 'audit-key', config.auditKey)).publicKey;
  const publicKeys = keys.length > 0 ? keys : [await own(), ...config.formerAuditKeys];
  say(`公钥 / Public key: ${publicKeys.join(' ')}`);
  let findings = 0;
  const verified = await asOwner(ownerUrl, (client) =>
    verifyAudit(client, {
      publicKeys,
      anchors: heads,
      now: new Date(),
      progress: (entries) => say(`  ${entries} 条 / entries …`),
      found({ kind, tenant, number, entryId }) {
        findings++;
        say([kind, tenant, number ?? '-', entryId ?? '-', meanings[kind]].join(' '));
      },
    }),
  );
  if (findings > 0) {
    throw new Error(
      `审计有 ${findings} 处不实 / ${findings} places of the audit are not as they were written.`,
    );
  }
  say(`审计完好：${verified} 条已封存记录 / The audit is whole: ${verified} sealed entries.`);
});

function read(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'public-key': { type: 'string', multiple: true, default: [] },
        head: { type: 'string', multiple: true, default: [] },
      },
    });
    const heads = values.head.map((word) => readHead(word));
    const keys = values['public-key'];
    if (keys.some((key) => Buffer.from(key, 'base64').length !== 32)) throw new Error(USAGE);
    return { keys, heads: heads.map((head) => head ?? fail()) };
  } catch {
    throw new Error(USAGE);
  }
}

function fail(): never {
  throw new Error(USAGE);
}
