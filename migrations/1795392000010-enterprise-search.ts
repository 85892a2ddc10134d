import { ForwardOnly } from './forward-only.ts';
import {
  grant,
  inHostScope,
  maintained,
  OF_WHOLE_PROVINCE,
  ON_HOME_SIDE,
  protect,
  SIGNED_IN,
  TENANT,
} from './policy.ts';

/**
 * Enterprises found by any fragment, edited, merged and marked; contacts that can be changed.
 *
 * A search index is used beneath a policy only when the policy is the constant TRUE: any other condition, even one
 * without a column, comes first, and the operators of arrays are not leakproof. What everybody signed in may read and
 * every public register tells is therefore readable to the service's role without more (ADR 10).
 */
export class EnterpriseSearch1795392000010 extends ForwardOnly {
  protected readonly statements = [
    'DROP POLICY enterprise_select ON enterprise',
    'CREATE POLICY enterprise_select ON enterprise FOR SELECT USING (TRUE)',

    // One spelling for searching: full-width as half-width, capitals, no blanks.
    `CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
       RETURN upper(translate(normalize($1, NFKC), E' \\n', '') COLLATE "C")`,
    // Every run of so many characters. In PL/pgSQL, which takes a fifth of the time that SQL takes for it.
    `CREATE FUNCTION fragments(searched text, size integer) RETURNS text[]
       LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
     DECLARE
       found text[] := '{}';
     BEGIN
       FOR i IN 1 .. length(searched) - size + 1 LOOP
         found[i] := substr(searched, i, size);
       END LOOP;
       RETURN found;
     END $$`,
    // A line break, which no folded text contains, stands before the beginning.
    `CREATE FUNCTION enterprise_fragments(name text, credit_code text, region_code text) RETURNS text[]
       LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
       RETURN fragments(E'\\n' || folded(name), 2) || fragments(E'\\n' || credit_code, 3)
         || ARRAY['@' || left(region_code, 2), '@' || left(region_code, 4), '@' || region_code]`,
    `CREATE INDEX enterprise_fragment ON enterprise
       USING gin (enterprise_fragments(name, credit_code, region_code))`,
    // Read backwards, a code begins with its check character and its serial number: an order as good as by chance.
    'CREATE INDEX enterprise_scattered ON enterprise (reverse(credit_code))',

    `ALTER TABLE enterprise
       ADD size text CONSTRAINT enterprise_size_check CHECK (size IN ('LARGE', 'MEDIUM', 'SMALL', 'MICRO')),
       ADD merged_into uuid CONSTRAINT enterprise_merged_into_check CHECK (merged_into <> id),
       ADD CONSTRAINT enterprise_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES enterprise (id)`,
    'CREATE INDEX enterprise_merged ON enterprise (merged_into) WHERE merged_into IS NOT NULL',
    `CREATE POLICY enterprise_update ON enterprise FOR UPDATE
       USING (${inHostScope('region_code')} OR ${ON_HOME_SIDE})
       WITH CHECK (${inHostScope('region_code')} OR ${ON_HOME_SIDE})`,
    grant('enterprise', 'UPDATE (name, industry_code, region_code, size, merged_into, version)'),

    `CREATE TABLE enterprise_merge (
       id uuid NOT NULL,
       source_id uuid NOT NULL,
       target_id uuid NOT NULL,
       reason text NOT NULL,
       merged_at timestamptz NOT NULL,
       undo_reason text,
       undone_at timestamptz,
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT enterprise_merge_pkey PRIMARY KEY (id),
       CONSTRAINT enterprise_merge_source_fkey FOREIGN KEY (source_id) REFERENCES enterprise (id),
       CONSTRAINT enterprise_merge_target_fkey FOREIGN KEY (target_id) REFERENCES enterprise (id)
     )`,
    'CREATE UNIQUE INDEX enterprise_merge_source ON enterprise_merge (source_id) WHERE undone_at IS NULL',
    'CREATE INDEX enterprise_merge_target ON enterprise_merge (target_id, id)',
    ...protect('enterprise_merge', { SELECT: SIGNED_IN, INSERT: SIGNED_IN, UPDATE: SIGNED_IN }),
    grant('enterprise_merge', 'SELECT, INSERT, UPDATE (undo_reason, undone_at, version)'),
    maintained('enterprise_merge'),

    `CREATE TABLE key_enterprise (
       tenant text COLLATE "C" NOT NULL CONSTRAINT key_enterprise_tenant_check CHECK (tenant ~ '^[1-8][0-9]$'),
       enterprise_id uuid NOT NULL,
       marked boolean NOT NULL,
       changed_at timestamptz NOT NULL,
       CONSTRAINT key_enterprise_pkey PRIMARY KEY (tenant, enterprise_id),
       CONSTRAINT key_enterprise_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id)
     )`,
    ...protect('key_enterprise', {
      SELECT: `tenant = ${TENANT} AND ${ON_HOME_SIDE}`,
      INSERT: `tenant = ${TENANT} AND ${OF_WHOLE_PROVINCE}`,
      UPDATE: `tenant = ${TENANT} AND ${OF_WHOLE_PROVINCE}`,
    }),
    grant('key_enterprise', 'SELECT, INSERT, UPDATE (marked, changed_at)'),
    maintained('key_enterprise'),

    `ALTER TABLE enterprise_contact
       ADD version integer NOT NULL DEFAULT 1,
       ADD removed_at timestamptz`,
    'CREATE INDEX enterprise_contact_phone ON enterprise_contact (tenant, phone_hash, id)',
    grant('enterprise_contact', 'UPDATE (name_sealed, title, phone_sealed, phone_hash, version, removed_at)'),
  ];
}
