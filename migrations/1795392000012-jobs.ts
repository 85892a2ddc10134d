import { ForwardOnly } from './forward-only.ts';
import { inHomeScope } from './policy.ts';

/** A posting's whole life: it is edited, filled, renewed and reposted, and posted in batches; more is told of the job. */
export class Jobs1795392000012 extends ForwardOnly {
  protected readonly statements = [
    `ALTER TABLE job_posting
       ADD kind text NOT NULL DEFAULT 'REGULAR' CONSTRAINT job_posting_kind_check
         CHECK (kind IN ('REGULAR', 'SEASONAL', 'ODD_JOB', 'PUBLIC_WELFARE')),
       ADD occupation text,
       ADD board_and_lodging text,
       ADD insurance text,
       ADD repost_of_id uuid CONSTRAINT job_posting_repost_of_fkey REFERENCES job_posting (id),
       ADD batch_id uuid,
       ADD CONSTRAINT job_posting_filled_within_check CHECK (filled <= openings)`,
    'CREATE INDEX job_posting_batch ON job_posting (batch_id) WHERE batch_id IS NOT NULL',
    'CREATE INDEX job_posting_kind ON job_posting (kind, id)',
    'CREATE INDEX job_posting_validity ON job_posting (valid_through, id)',
    `GRANT UPDATE (enterprise_id, title, kind, occupation, openings, filled, pay_min, pay_max, pay_unit, region_code,
                   valid_through, duties, conditions, board_and_lodging, insurance) ON job_posting TO labor_service`,

    // A draft counts from the day a station collected it, and may still turn out to be elsewhere.
    `CREATE POLICY job_collection_update ON job_collection FOR UPDATE
       USING (${inHomeScope()}) WITH CHECK (${inHomeScope()})`,
    'GRANT UPDATE (host_region_code) ON job_collection TO labor_service',
  ];
}
