import { ForwardOnly } from './forward-only.ts';
import { grant, protect, SIGNED_IN } from './policy.ts';

/** The station directory and the cooperation agreements: shared, every signed-in person reads them. */
export class Stations1795392000002 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE station (
       id uuid NOT NULL,
       name text NOT NULL,
       tier text NOT NULL CHECK (tier IN ('HEADQUARTERS', 'BRANCH', 'WORKSTATION')),
       home_region_code text COLLATE "C" NOT NULL CHECK (home_region_code ~ '^[0-9]{6}$'),
       host_region_code text COLLATE "C" NOT NULL CHECK (host_region_code ~ '^[0-9]{6}$'),
       parent_id uuid,
       phone text,
       opened_on date NOT NULL,
       closed_on date CONSTRAINT station_closed_on_check CHECK (closed_on >= opened_on),
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT station_pkey PRIMARY KEY (id),
       CONSTRAINT station_parent_fkey FOREIGN KEY (parent_id) REFERENCES station (id)
     )`,
    'CREATE INDEX station_home_region ON station (home_region_code, id)',
    'CREATE INDEX station_host_region ON station (host_region_code, id)',
    'CREATE INDEX station_parent ON station (parent_id, id)',
    ...protect('station', { SELECT: SIGNED_IN }),
    grant('station', 'SELECT'),

    `CREATE TABLE cooperation_agreement (
       id uuid NOT NULL,
       kind text NOT NULL CHECK (kind IN ('ONE_TO_ONE', 'ALLIANCE', 'EAST_WEST_PAIRING')),
       signed_on date NOT NULL,
       expires_on date CONSTRAINT cooperation_agreement_expires_on_check CHECK (expires_on > signed_on),
       version integer NOT NULL DEFAULT 1,
       CONSTRAINT cooperation_agreement_pkey PRIMARY KEY (id)
     )`,
    ...protect('cooperation_agreement', { SELECT: SIGNED_IN }),
    grant('cooperation_agreement', 'SELECT'),
    `CREATE TABLE cooperation_agreement_party (
       agreement_id uuid NOT NULL,
       region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[0-9]{6}$'),
       CONSTRAINT cooperation_agreement_party_pkey PRIMARY KEY (agreement_id, region_code),
       CONSTRAINT cooperation_agreement_party_agreement_fkey
         FOREIGN KEY (agreement_id) REFERENCES cooperation_agreement (id)
     )`,
    'CREATE INDEX cooperation_agreement_party_region ON cooperation_agreement_party (region_code)',
    ...protect('cooperation_agreement_party', { SELECT: SIGNED_IN }),
    grant('cooperation_agreement_party', 'SELECT'),

    'ALTER TABLE account ADD CONSTRAINT account_station_fkey FOREIGN KEY (station_id) REFERENCES station (id)',
  ];
}
