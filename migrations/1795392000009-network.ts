import { ForwardOnly } from './forward-only.ts';
import { formerly, grant, inHomeScope, maintained, protect, SIGNED_IN, WITHOUT_SCOPE } from './policy.ts';

/** What a home region keeps in the tables all provinces share; administrators keep the rest, and mend any of it. */
const kept = `${inHomeScope()} OR (${SIGNED_IN} AND ${WITHOUT_SCOPE})`;
const writable = (table: string) => [
  `CREATE POLICY ${table}_insert ON ${table} FOR INSERT WITH CHECK (${kept})`,
  `CREATE POLICY ${table}_update ON ${table} FOR UPDATE USING (${kept}) WITH CHECK (${kept})`,
  formerly(table, 'home', ['home_region_code']),
];

/** The network is kept by its own people: stations, the partners' HR offices and the agreements with them. */
export class Network1795392000009 extends ForwardOnly {
  protected readonly statements = [
    `ALTER TABLE station
       ADD close_reason text,
       ADD successor_id uuid,
       ADD CONSTRAINT station_successor_fkey FOREIGN KEY (successor_id) REFERENCES station (id),
       ADD CONSTRAINT station_successor_check CHECK (
         successor_id IS NULL OR (successor_id <> id AND closed_on IS NOT NULL))`,
    // One headquarters of a home province in a host province, however many are opened at once.
    `CREATE UNIQUE INDEX station_headquarters_key ON station (left(home_region_code, 2), left(host_region_code, 2))
      WHERE tier = 'HEADQUARTERS' AND closed_on IS NULL`,
    ...writable('station'),
    grant(
      'station',
      `INSERT, UPDATE (name, phone, host_region_code, parent_id, opened_on, closed_on, close_reason, successor_id,
                       version)`,
    ),

    `ALTER TABLE ticket_event DROP CONSTRAINT ticket_event_type_check, ADD CONSTRAINT ticket_event_type_check
       CHECK (type IN ('OPENED', 'ASSIGNED', 'ACCEPTED', 'NOTED', 'RESOLVED', 'CLOSED', 'REOPENED', 'HANDED_OVER'))`,

    `CREATE TABLE hr_office (
       id uuid NOT NULL,
       name text NOT NULL,
       home_region_code text COLLATE "C" CHECK (home_region_code ~ '^[0-9]{6}$'),
       host_region_code text COLLATE "C" NOT NULL CHECK (host_region_code ~ '^[0-9]{6}$'),
       phone text,
       address text,
       closed_on date,
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT hr_office_pkey PRIMARY KEY (id)
     )`,
    'CREATE INDEX hr_office_region ON hr_office (host_region_code, id)',
    'CREATE UNIQUE INDEX hr_office_name_key ON hr_office (host_region_code, name) WHERE closed_on IS NULL',
    ...protect('hr_office', { SELECT: SIGNED_IN }),
    ...writable('hr_office'),
    maintained('hr_office'),
    grant('hr_office', 'SELECT, INSERT, UPDATE (name, phone, address, closed_on, version)'),

    // A party's side says whose workers go where. Its keeper is a copy of the agreement's, for the policy.
    `ALTER TABLE cooperation_agreement_party
       ADD side text CHECK (side IN ('HOME', 'HOST')),
       ADD home_region_code text COLLATE "C" CHECK (home_region_code ~ '^[0-9]{6}$')`,
    `ALTER TABLE cooperation_agreement
       ADD level text CHECK (level IN ('PROVINCE', 'CITY', 'COUNTY')),
       ADD home_region_code text COLLATE "C" CHECK (home_region_code ~ '^[0-9]{6}$'),
       ADD terminated_on date CONSTRAINT cooperation_agreement_terminated_on_check CHECK (terminated_on >= signed_on),
       ADD termination_reason text`,
    "SET LOCAL app.maintenance = 'on'",
    // Until now a side went without saying. Provinces with stations abroad are homes; those that host some, or have an
    // agreement with such a home, are hosts.
    `UPDATE cooperation_agreement_party p
        SET side = CASE
          WHEN EXISTS (SELECT FROM station s WHERE left(s.home_region_code, 2) = left(p.region_code, 2)) THEN 'HOME'
          WHEN EXISTS (SELECT FROM station s WHERE left(s.host_region_code, 2) = left(p.region_code, 2))
            OR EXISTS (SELECT FROM cooperation_agreement_party q
                         JOIN station s ON left(s.home_region_code, 2) = left(q.region_code, 2)
                        WHERE q.agreement_id = p.agreement_id)
          THEN 'HOST' ELSE 'HOME' END`,
    // Kept by the smallest region that holds all its home parties; by the platform, where that is the country.
    `WITH ours AS (
       SELECT agreement_id, min(region_code) AS low, max(region_code) AS high,
              CASE min(CASE WHEN right(region_code, 4) = '0000' THEN 1 WHEN right(region_code, 2) = '00' THEN 2 ELSE 3 END)
                WHEN 1 THEN 'PROVINCE' WHEN 2 THEN 'CITY' ELSE 'COUNTY' END AS level
         FROM cooperation_agreement_party WHERE side = 'HOME' GROUP BY agreement_id)
     UPDATE cooperation_agreement a
        SET level = ours.level,
            home_region_code = CASE
              WHEN low = high THEN low
              WHEN left(low, 4) = left(high, 4) THEN left(low, 4) || '00'
              WHEN left(low, 2) = left(high, 2) THEN left(low, 2) || '0000' END
       FROM ours WHERE ours.agreement_id = a.id`,
    "UPDATE cooperation_agreement SET level = 'PROVINCE' WHERE level IS NULL",
    `UPDATE cooperation_agreement_party p SET home_region_code = a.home_region_code
       FROM cooperation_agreement a WHERE a.id = p.agreement_id`,
    "SET LOCAL app.maintenance = 'off'",
    'ALTER TABLE cooperation_agreement_party ALTER side SET NOT NULL',
    'ALTER TABLE cooperation_agreement ALTER level SET NOT NULL',
    `CREATE INDEX cooperation_agreement_ending
        ON cooperation_agreement (coalesce(least(expires_on, terminated_on), '2999-12-31'::date), id)`,
    ...writable('cooperation_agreement'),
    `CREATE POLICY cooperation_agreement_party_insert ON cooperation_agreement_party FOR INSERT WITH CHECK (${kept})`,
    grant(
      'cooperation_agreement',
      'INSERT, UPDATE (kind, signed_on, expires_on, terminated_on, termination_reason, version)',
    ),
    grant('cooperation_agreement_party', 'INSERT'),
  ];
}
