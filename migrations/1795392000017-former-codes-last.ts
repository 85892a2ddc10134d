import { ForwardOnly } from './forward-only.ts';

/**
 * The policies for rows under former codes are tried last: PostgreSQL tries a table's policies from the last name to the
 * first and stops at the one that holds, and for nearly every row that is the range.
 */
export class FormerCodesLast1795392000017 extends ForwardOnly {
  protected readonly statements = [
    `DO $$ DECLARE one record; BEGIN
       FOR one IN SELECT tablename, policyname, 'also' || substring(policyname FROM '_former_(?:home|host)$') AS name
                    FROM pg_policies WHERE schemaname = 'public' AND policyname ~ '_former_(home|host)$' LOOP
         EXECUTE format('ALTER POLICY %I ON %I RENAME TO %I', one.policyname, one.tablename, one.name);
       END LOOP;
     END $$`,
  ];
}
