import { v7 as uuidv7 } from 'uuid';
import { asOwner, maintenance } from '../infra/db/owner.ts';
import { hashPassword, isUsername, randomPassword } from '../modules/identity/index.ts';
import { run } from './run.ts';

/** `npm run admin:create -- <username>`: the platform's first administrator, who makes all other accounts. */
await run(async ({ ownerUrl, args: [username = 'admin'], say }) => {
  if (!isUsername(username)) {
    throw new Error(
      '用户名须为 2 至 64 个小写字母、数字、点、横线或下划线 / A username has 2 to 64 lower-case letters, digits, dots, dashes or underscores.',
    );
  }
  const password = randomPassword();
  const hash = await hashPassword(password);
  const made = await asOwner(ownerUrl, (client) =>
    maintenance(client, () =>
      client.query(
        `WITH made AS (
           INSERT INTO account (id, tenant, username, name, role, created_at)
           VALUES ($1, '00', $2, $2, 'ADMIN', now()) ON CONFLICT (username) DO NOTHING
           RETURNING id, username, created_at),
         announced AS (
           INSERT INTO outbox (tenant, record_type, record_id, operation, region_codes, at, request_id)
           SELECT '00', 'Account', id, 'createAccount', '{}', created_at, 'admin:create' FROM made)
         INSERT INTO account_credential (account_id, username, password_hash, changed_at)
         SELECT id, username, $3, created_at FROM made`,
        [uuidv7(), username, hash],
      ),
    ),
  );
  if (made.rowCount === 0) {
    throw new Error(`用户名 ${username} 已存在 / An account named ${username} exists already.`);
  }
  say(`已创建平台管理员 ${username}，密码 / Created the administrator ${username}, password: ${password}`);
});
