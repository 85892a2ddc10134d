import type { TestService } from './service.ts';

/** A text that a driver's error would carry into a log or an answer. */
export const MARKER = '13900001111';

/**
 * Makes the database fail with an SQLSTATE on the first `times` writes of a kind, such as `INSERT ON session`: a sequence
 * counts on through rollbacks. @returns how often it has been tried, when it has been taken off again
 */
export async function failWrites(
  { sql }: Pick<TestService, 'sql'>,
  write: `${'INSERT' | 'UPDATE'} ON ${string}`,
  code: string,
  times: number,
): Promise<() => Promise<number>> {
  await sql('CREATE SEQUENCE tries');
  await sql('GRANT USAGE ON SEQUENCE tries TO labor_service');
  await sql(`CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF nextval('tries') <= ${times} THEN RAISE EXCEPTION 'marker ${MARKER}' USING ERRCODE = '${code}'; END IF;
    RETURN NEW;
  END $$`);
  await sql(`CREATE TRIGGER fail BEFORE ${write} FOR EACH ROW EXECUTE FUNCTION fail()`);
  return async () => {
    const [tried] = await sql<{ n: number }>('SELECT last_value::int AS n FROM tries');
    await sql('DROP FUNCTION fail CASCADE');
    await sql('DROP SEQUENCE tries');
    return tried?.n ?? 0;
  };
}
