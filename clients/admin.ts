/**
 * 平台管理员：为一个省开通首位管理人员；本人首次登录须先改密码；停用后立即失效。
 * The platform's administrator: makes an account for a manager, who chooses a password of his own; and shuts it again.
 */
import { ApiError, made, newKey } from './api.ts';
import { AccountVersion, ChangePassword, CreateAccount, DisableAccount } from './generated.ts';
import { signIn, signInAs } from './sign-in.ts';

const { api, viewer } = await signIn('admin');
console.log(`${viewer.username}，${viewer.scope.name}`);

const input = {
  idempotencyKey: newKey(),
  // Names are never given twice.
  username: `trial.${newKey().slice(0, 8)}`,
  name: '试用管理员',
  role: 'MANAGER',
  regionCode: '520000',
} as const;
const { account, temporaryPassword } = made((await api.ask(CreateAccount, { input })).createAccount);
if (!account || !temporaryPassword) throw new Error('created, and yet there is no account');
console.log(`已开通 ${account.username}，${account.scope.name}`);

// Until it is replaced, the temporary password opens nothing else.
const newPassword = `${newKey()} 自己的密码`;
const newcomer = await signInAs(account.username, temporaryPassword);
made(
  (await newcomer.api.ask(ChangePassword, { input: { oldPassword: temporaryPassword, newPassword } }))
    .changePassword,
);
console.log('本人已改密码');

const { account: seen } = await api.ask(AccountVersion, { id: account.id });
if (!seen) throw new Error('the account is out of sight');
made(
  (await api.ask(DisableAccount, { input: { id: account.id, expectedVersion: seen.version } }))
    .disableAccount,
);
try {
  await newcomer.api.ask(AccountVersion, { id: account.id });
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.log(`停用后立即失效：${error instanceof ApiError ? error.code : error.message}`);
}
