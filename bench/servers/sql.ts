/** Fifty postings with their enterprises, stations and regions, as one text: the answer itself. Rows are the quickest JSON. */
export const LIST = `
  SELECT '{"data":{"jobPostings":' || json_agg(p)::text || '}}' AS body
    FROM (SELECT j.id, j.title, j.openings, j.filled, j.pay_min::text AS "payMin", j.pay_max::text AS "payMax",
                 j.pay_unit AS "payUnit", j.valid_through AS "validThrough", j.status, e AS enterprise, s AS station
            FROM (SELECT * FROM job_posting ORDER BY id DESC LIMIT 50) j
           CROSS JOIN LATERAL (
             SELECT e.id, e.name, e.credit_code AS "creditCode", r AS region
               FROM enterprise e JOIN bench.region r ON r.code = e.region_code
              WHERE e.id = j.enterprise_id) e
           CROSS JOIN LATERAL (
             SELECT s.id, s.name, s.tier, r AS region
               FROM station s JOIN bench.region r ON r.code = s.host_region_code
              WHERE s.id = j.station_id) s
           ORDER BY j.id DESC) p`;
