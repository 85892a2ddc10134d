import { access, chmod, constants, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Account, canReach } from './account.ts';

/**
 * Makes the directory if need be and returns the real path of it.
 *
 * Started by root below a directory closed to others (say /root, mode 0700), PostgreSQL's own user could not
 * reach its data. Then the directory becomes a link to one under /var/lib.
 */
export async function openHome(
  directory: string,
  account: Account,
  progress: (message: string) => void,
): Promise<string> {
  const parent = dirname(directory);
  await mkdir(parent, { recursive: true });
  if (!(await exists(directory))) {
    // It may still be a link whose target is gone.
    await rm(directory, { force: true });
    if (!(await canReach(account, parent))) {
      const elsewhere = await mkdtemp('/var/lib/labor-postgres-');
      await symlink(elsewhere, directory);
      progress(
        `数据库存放于 ${elsewhere}（用户 postgres 无法进入 ${parent}） / ` +
          `Keeping the database in ${elsewhere}, as the user postgres cannot enter ${parent}`,
      );
    }
  }
  await mkdir(directory, { recursive: true });
  const home = await realpath(directory);
  await access(home, constants.W_OK).catch((cause) => {
    throw new Error(
      `当前用户无权写入 ${home}：该目录属于另一个用户（可能曾以 root 启动）。请以该用户启动，或另设 DATA_DIR。\n` +
        `No permission to write to ${home}: it belongs to another user (was it first started as root?). ` +
        'Start as that user, or set another DATA_DIR.',
      { cause },
    );
  });
  // PostgreSQL's user passes through to its data; what else lies here is none of its business.
  if (account.uid !== undefined) await chmod(home, 0o711);
  if (await canReach(account, home)) return home;
  throw new Error(
    `系统用户 postgres 无法进入 ${home}：上级目录不对其他用户开放。请对这些目录执行 chmod o+x，或将 DATA_DIR 设在别处。\n` +
      `The system user postgres cannot enter ${home}: a directory above is closed to others. ` +
      'Run chmod o+x on it, or set DATA_DIR to another place.',
  );
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
