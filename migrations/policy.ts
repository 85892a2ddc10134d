/**
 * The pieces every row-level security policy is made of.
 *
 * Policies compare columns with transaction-local settings directly, never through a sub-select: an index can then serve
 * them and Citus can distribute them. A setting that was used once in a session reverts to '' and not to NULL, hence
 * the nullif: without a scope every comparison is NULL, and NULL shows nothing.
 */
const setting = (name: string) => `nullif(current_setting('app.${name}', true), '')`;

/** The id of the signed-in account on whose behalf the transaction runs. */
export const ACTOR = `${setting('actor')}::uuid`;

/** True for a transaction that runs on behalf of somebody: the floor of the tables that all provinces share. */
export const SIGNED_IN = `${setting('actor')} IS NOT NULL`;

/** The account being signed in with; the only row visible before there is an actor. */
export const SIGNING_IN_AS = setting('sign_in');

/** True while somebody signs in, and nobody knows yet who. */
export const SIGNING_IN = `${SIGNING_IN_AS} IS NOT NULL`;

/** The session and the account that a token speaks for: the only rows visible while its bearer is looked up. */
export const BEARER_SESSION = `${setting('session')}::uuid`;
export const BEARER = `${setting('bearer')}::uuid`;

/** The account whose password the transaction sets, without reading the one before. */
export const TARGET_ACCOUNT = `${setting('account')}::uuid`;

/** The tenant of the actor's own rows: the scope's province, or the platform where there is no scope. */
export const TENANT = `left(coalesce(${setting('home_from')}, ${setting('host_from')}, '00'), 2)`;

/** The home province of the actor's network, null for offices and administrators. */
export const HOME_TENANT = `left(${setting('home_from')}, 2)`;

/** True for the platform's administrators, who have no scope. */
export const WITHOUT_SCOPE = `coalesce(${setting('home_from')}, ${setting('host_from')}) IS NULL`;

/** True for people of a home network, wherever in it. */
export const ON_HOME_SIDE = `${setting('home_from')} IS NOT NULL`;

/** True for people whose scope is a whole home province. */
export const OF_WHOLE_PROVINCE = `right(${setting('home_from')}, 4) = '0000'`;

const within = (column: string, side: 'home' | 'host') =>
  `(${column} >= ${setting(`${side}_from`)} AND ${column} < ${setting(`${side}_to`)})`;

export const inHomeScope = (column = 'home_region_code') => within(column, 'home');
export const inHostScope = (column = 'host_region_code') => within(column, 'host');

const former = (side: 'home' | 'host') => `string_to_array(${setting(`${side}_former`)}, ',')`;

/** The row still stands under a code that the actor's region had before. */
export const inFormerScope = (column: string, side: 'home' | 'host') => `${column} = ANY (${former(side)})`;

/**
 * One more policy of a table: rows that still stand under a code that the actor's region had before. They are few, and
 * gone once the operators recode them; without such codes it compares with NULL and shows nothing.
 */
export const formerly = (
  table: string,
  side: 'home' | 'host',
  columns: string[],
  command: 'ALL' | 'SELECT' = 'ALL',
) => {
  const condition = columns.map((column) => inFormerScope(column, side)).join(' OR ');
  return `CREATE POLICY ${table}_former_${side} ON ${table} FOR ${command} USING (${condition})`;
};

/** Puts a table under row-level security, its owner included, with one policy for each command named. */
export function protect(
  table: string,
  policies: Partial<Record<'ALL' | 'SELECT' | 'INSERT' | 'UPDATE', string>>,
): string[] {
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    ...Object.entries(policies).map(([command, condition]) => {
      const clauses = {
        ALL: `USING (${condition}) WITH CHECK (${condition})`,
        SELECT: `USING (${condition})`,
        INSERT: `WITH CHECK (${condition})`,
        UPDATE: `USING (${condition}) WITH CHECK (${condition})`,
      }[command];
      return `CREATE POLICY ${table}_${command.toLowerCase()} ON ${table} FOR ${command} ${clauses}`;
    }),
  ];
}

/** Grants the service exactly the named privileges: what it cannot do, no bug of its can do either. */
export const grant = (table: string, privileges: string) =>
  `GRANT ${privileges} ON ${table} TO labor_service`;

/**
 * Lets the owner of a table, whoever migrates, past its floor in a transaction that says so; see `maintenance` in
 * src/infra/db/owner.ts. The owner could take the floor off anyway, but only by locking the table against everybody.
 */
export const maintained = (table: string) => {
  const condition = `${setting('maintenance')} = 'on'`;
  return `CREATE POLICY ${table}_maintenance ON ${table} TO CURRENT_USER USING (${condition}) WITH CHECK (${condition})`;
};

/**
 * A function of the owner, past the floor, for work of the service itself that belongs to no person and no province: it
 * takes no more than its purpose needs, and nobody but the service may call it. The floor is back when it returns.
 * @param body of a block of PL/pgSQL named `work`, which sets `result` where one value is returned; each statement in it
 *   sees what was committed before it
 */
export const backstage = (signature: string, returns: string, body: string, variables = '') => {
  const isOneValue = !/^(void|SETOF|TABLE)/.test(returns);
  return [
    `CREATE FUNCTION ${signature} RETURNS ${returns} LANGUAGE plpgsql VOLATILE SECURITY DEFINER
       SET search_path = public, pg_temp AS $$
     DECLARE ${variables} ${isOneValue ? `result ${returns};` : ''}
     BEGIN
       SET LOCAL app.maintenance = 'on';
       <<work>> BEGIN ${body} END work;
       SET LOCAL app.maintenance = '';
       RETURN${isOneValue ? ' result' : ''};
     END $$`,
    `REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`,
    `GRANT EXECUTE ON FUNCTION ${signature} TO labor_service`,
  ];
};
