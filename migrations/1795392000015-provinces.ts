import { ForwardOnly } from './forward-only.ts';
import { grant, maintained, protect, SIGNED_IN, WITHOUT_SCOPE } from './policy.ts';

/** The provinces whose network this platform runs; those at work already were opened with their first account. */
export class Provinces1795392000015 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE province (
       id uuid NOT NULL,
       region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[1-8][0-9]0000$'),
       first_manager_id uuid,
       opened_at timestamptz NOT NULL,
       CONSTRAINT province_pkey PRIMARY KEY (id),
       CONSTRAINT province_region_code_key UNIQUE (region_code),
       CONSTRAINT province_first_manager_fkey FOREIGN KEY (first_manager_id) REFERENCES account (id)
     )`,
    maintained('province'),
    "SET LOCAL app.maintenance = 'on'",
    `INSERT INTO province (id, region_code, opened_at)
     SELECT gen_random_uuid(), tenant || '0000', min(created_at)
       FROM account WHERE home_region_code IS NOT NULL GROUP BY tenant`,
    "SET LOCAL app.maintenance = 'off'",
    ...protect('province', { SELECT: SIGNED_IN, INSERT: `${SIGNED_IN} AND ${WITHOUT_SCOPE}` }),
    grant('province', 'SELECT, INSERT'),
  ];
}
