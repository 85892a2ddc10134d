import { ForwardOnly } from './forward-only.ts';
import { grant, maintained, protect, SIGNED_IN } from './policy.ts';

/**
 * Published postings found by any fragment of the title. Postings themselves are below a policy, beneath which no index
 * of fragments is used (ADR 10); what is published is everybody's to read, so its title stands here once more. It never
 * changes: once published, title and region are fixed.
 */
export class JobSearch1795392000020 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE job_title (
       posting_id uuid NOT NULL,
       title text NOT NULL,
       region_code text COLLATE "C" NOT NULL CHECK (region_code ~ '^[0-9]{6}$'),
       CONSTRAINT job_title_pkey PRIMARY KEY (posting_id),
       CONSTRAINT job_title_posting_fkey FOREIGN KEY (posting_id) REFERENCES job_posting (id)
     )`,
    `CREATE FUNCTION job_fragments(title text, region_code text) RETURNS text[]
       LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
       RETURN fragments(folded(title), 1) || fragments(folded(title), 2)
         || ARRAY['@' || left(region_code, 2), '@' || left(region_code, 4), '@' || region_code]`,
    ...protect('job_title', { SELECT: 'TRUE', INSERT: SIGNED_IN }),
    maintained('job_title'),
    grant('job_title', 'SELECT, INSERT'),

    "SET LOCAL app.maintenance = 'on'",
    `INSERT INTO job_title (posting_id, title, region_code)
     SELECT id, title, region_code FROM job_posting WHERE published_at IS NOT NULL`,
    "SET LOCAL app.maintenance = 'off'",
    'CREATE INDEX job_title_fragment ON job_title USING gin (job_fragments(title, region_code))',
    // What is not published is its author's alone, and little.
    `CREATE INDEX job_posting_home_draft ON job_posting (author_home_region_code, id) WHERE published_at IS NULL`,
    `CREATE INDEX job_posting_host_draft ON job_posting (author_host_region_code, id) WHERE published_at IS NULL`,
  ];
}
