import type pg from 'pg';
import { maintenance } from '../../src/infra/db/owner.ts';

/**
 * The fifty newest postings, each of another enterprise and collected by another station: no association comes twice, and
 * none is missing.
 */
export const addNewestPostings = (owner: pg.Client) =>
  maintenance(owner, async () => {
    await owner.query(`
      CREATE TEMP TABLE newest ON COMMIT DROP AS
      WITH one AS (
        SELECT DISTINCT ON (s.id) j.*, s.home_region_code AS author
          FROM job_posting j JOIN station s ON s.id = j.station_id AND s.home_region_code LIKE '52%' AND s.closed_on IS NULL
         WHERE j.published_at IS NOT NULL AND j.pay_min IS NOT NULL
         ORDER BY s.id, j.id),
      another AS (SELECT DISTINCT ON (enterprise_id) * FROM one ORDER BY enterprise_id)
      SELECT * FROM another ORDER BY id LIMIT 50;
      UPDATE newest SET id = uuidv7(interval '1 day'), status = 'PUBLISHED', filled = 0, closed_at = NULL, close_reason = NULL,
             author_home_region_code = author, author_host_region_code = NULL, created_at = now(), published_at = now(),
             valid_through = '2099-12-31';
      ALTER TABLE newest DROP COLUMN author;
      INSERT INTO job_posting SELECT * FROM newest;
      INSERT INTO job_title (posting_id, title, region_code) SELECT id, title, region_code FROM newest;
      INSERT INTO job_collection (tenant, posting_id, home_region_code, host_region_code, station_id, collected_on)
      SELECT left(author_home_region_code, 2), id, author_home_region_code, region_code, station_id, current_date FROM newest`);
  });
