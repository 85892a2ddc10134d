/** Fifty postings with their enterprises, stations and regions, as one text: the answer itself. */
export const LIST = `
  SELECT json_build_object('data', json_build_object('jobPostings', json_agg(json_build_object(
           'id', j.id, 'title', j.title, 'openings', j.openings, 'filled', j.filled,
           'payMin', j.pay_min::text, 'payMax', j.pay_max::text, 'payUnit', j.pay_unit,
           'validThrough', j.valid_through, 'status', j.status,
           'enterprise', json_build_object(
             'id', e.id, 'name', e.name, 'creditCode', e.credit_code,
             'region', json_build_object('code', er.code, 'name', er.name)),
           'station', json_build_object(
             'id', s.id, 'name', s.name, 'tier', s.tier,
             'region', json_build_object('code', sr.code, 'name', sr.name)))
         ORDER BY j.id DESC)))::text AS body
    FROM (SELECT * FROM job_posting ORDER BY id DESC LIMIT 50) j
    JOIN enterprise e ON e.id = j.enterprise_id
    JOIN bench.region er ON er.code = e.region_code
    JOIN station s ON s.id = j.station_id
    JOIN bench.region sr ON sr.code = s.host_region_code`;
