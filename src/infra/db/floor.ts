import type { DataSource } from 'typeorm';
import { MIGRATIONS_TABLE } from './data-source.ts';

/**
 * Refuses a database role that row-level security does not hold: a superuser, one that bypasses it, or one that could
 * become the owner of the tables and take it off.
 */
export async function assertRestrictedRole(dataSource: DataSource): Promise<void> {
  const [role] = await dataSource.query(`
    SELECT r.rolsuper OR r.rolbypassrls AS unrestricted,
           EXISTS (SELECT FROM pg_class c
                    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
                      AND pg_has_role(current_user, c.relowner, 'MEMBER')) AS owner
      FROM pg_roles r WHERE r.rolname = current_user`);
  if (role.unrestricted || role.owner) {
    throw new Error(
      'DATABASE_URL 的角色不受行级安全约束，服务拒绝启动 / The role of DATABASE_URL is not held by row-level security: ' +
        'it must be neither a superuser nor the owner of the tables. Use a member of labor_service.',
    );
  }
}

/** Whether the database answers and every migration of this release has run there. */
export async function isCurrent(dataSource: DataSource): Promise<boolean> {
  try {
    const ran: { name: string }[] = await dataSource.query(`SELECT name FROM ${MIGRATIONS_TABLE}`);
    const names = new Set(ran.map(({ name }) => name));
    return dataSource.migrations.every((migration) =>
      names.has(migration.name ?? migration.constructor.name),
    );
  } catch {
    return false;
  }
}
