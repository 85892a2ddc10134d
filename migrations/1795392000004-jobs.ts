import { ForwardOnly } from './forward-only.ts';
import { grant, inHomeScope, inHostScope, protect, SIGNED_IN } from './policy.ts';

const authored = `${inHomeScope('author_home_region_code')} OR ${inHostScope('author_host_region_code')}`;

/** Job postings, which everybody reads once published, and their collection by each home province. */
export class Jobs1795392000004 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE job_posting (
       id uuid NOT NULL,
       enterprise_id uuid NOT NULL,
       station_id uuid,
       author_home_region_code text COLLATE "C" CHECK (author_home_region_code ~ '^[0-9]{6}$'),
       author_host_region_code text COLLATE "C" CHECK (author_host_region_code ~ '^[0-9]{6}$'),
       title text NOT NULL,
       openings integer NOT NULL CHECK (openings > 0),
       filled integer NOT NULL DEFAULT 0 CHECK (filled >= 0),
       pay_min numeric(12, 2) CHECK (pay_min >= 0),
       pay_max numeric(12, 2) CONSTRAINT job_posting_pay_max_check CHECK (pay_max >= pay_min),
       pay_unit text NOT NULL CHECK (pay_unit IN ('HOUR', 'DAY', 'MONTH', 'PIECE')),
       region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[0-9]{6}$'),
       valid_through date NOT NULL,
       duties text,
       conditions text,
       status text NOT NULL CHECK (status IN ('DRAFT', 'PUBLISHED', 'FILLED', 'EXPIRED', 'CLOSED')),
       published_at timestamptz,
       closed_at timestamptz,
       close_reason text,
       version integer NOT NULL DEFAULT 1,
       created_at timestamptz NOT NULL,
       CONSTRAINT job_posting_pkey PRIMARY KEY (id),
       CONSTRAINT job_posting_author_check
         CHECK (num_nonnulls(author_home_region_code, author_host_region_code) = 1),
       CONSTRAINT job_posting_enterprise_fkey FOREIGN KEY (enterprise_id) REFERENCES enterprise (id),
       CONSTRAINT job_posting_station_fkey FOREIGN KEY (station_id) REFERENCES station (id)
     )`,
    'CREATE INDEX job_posting_enterprise ON job_posting (enterprise_id, id)',
    'CREATE INDEX job_posting_region ON job_posting (region_code, id)',
    'CREATE INDEX job_posting_status ON job_posting (status, id)',
    'CREATE INDEX job_posting_expiring ON job_posting (status, valid_through, id)',
    'CREATE INDEX job_posting_pay ON job_posting (coalesce(pay_max, pay_min, 0), id)',
    ...protect('job_posting', {
      SELECT: `${SIGNED_IN} AND (published_at IS NOT NULL OR ${authored})`,
      INSERT: authored,
      UPDATE: authored,
    }),
    grant('job_posting', 'SELECT, INSERT, UPDATE (status, published_at, closed_at, close_reason, version)'),

    `CREATE TABLE job_collection (
       tenant text COLLATE "C" NOT NULL,
       posting_id uuid NOT NULL,
       home_region_code text COLLATE "C" NOT NULL,
       host_region_code text COLLATE "C" NOT NULL CHECK (host_region_code ~ '^[0-9]{6}$'),
       station_id uuid,
       collected_on date NOT NULL,
       CONSTRAINT job_collection_pkey PRIMARY KEY (tenant, posting_id),
       CONSTRAINT job_collection_tenant_check CHECK (tenant = left(home_region_code, 2)),
       CONSTRAINT job_collection_posting_fkey FOREIGN KEY (posting_id) REFERENCES job_posting (id),
       CONSTRAINT job_collection_station_fkey FOREIGN KEY (station_id) REFERENCES station (id)
     )`,
    'CREATE INDEX job_collection_date ON job_collection (tenant, collected_on)',
    // An office credits a posting of its own region to the provinces it has agreements with, and sees none of theirs.
    ...protect('job_collection', {
      SELECT: inHomeScope(),
      INSERT: `${inHomeScope()} OR ${inHostScope()}`,
    }),
    grant('job_collection', 'SELECT, INSERT'),
  ];
}
