import { asOwner, maintenance } from '../infra/db/owner.ts';
import { hashPassword, verifyPassword } from '../modules/identity/index.ts';

/** The accounts of the demo network that people sign in with. All have one password. */
export const demoAccounts = [
  ['guizhou.manager', '贵州省管理人员', 'manager of Guizhou'],
  ['qiandongnan.branch', '黔东南州分站', 'branch station of Qiandongnan'],
  ['cengong.station', '岑巩县工作站（驻三水）', 'workstation of Cengong, in Sanshui'],
  ['guizhou.hotline', '贵州 12333 坐席', '12333 agent of Guizhou'],
  ['sanshui.hr', '三水区人社局', 'HR office of Sanshui'],
  ['hunan.manager', '湖南省管理人员', 'manager of Hunan'],
  ['auditor', '贵州省审计人员', 'auditor of Guizhou'],
  ['admin', '平台管理员', 'administrator of the platform'],
] as const;

/** Who did the work of all other stations. */
const behindTheScenes = ['guizhou.station', 'hunan.station'];

/**
 * Makes the demo accounts answer to this password, where another one was given before.
 * @returns whether they are there: another network's administrator may have the name of one, and keeps the password
 */
export async function setDemoPassword(ownerUrl: string, password: string): Promise<boolean> {
  const names = [...demoAccounts.map(([username]) => username), ...behindTheScenes];
  return asOwner(ownerUrl, (client) =>
    maintenance(client, async () => {
      const { rows } = await client.query<{ hash: string }>(
        'SELECT password_hash AS hash FROM account_credential WHERE username = ANY($1)',
        [names],
      );
      if (rows.length < names.length) return false;
      if (rows[0] && !(await verifyPassword(rows[0].hash, password))) {
        await client.query('UPDATE account_credential SET password_hash = $1 WHERE username = ANY($2)', [
          await hashPassword(password),
          names,
        ]);
      }
      return true;
    }),
  );
}
