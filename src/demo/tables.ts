/** The tables the demo network fills, each with the columns it gives a value to; the rest take their defaults. */
export const tables = {
  station: [
    'id',
    'name',
    'tier',
    'home_region_code',
    'host_region_code',
    'parent_id',
    'phone',
    'opened_on',
    'closed_on',
  ],
  account: [
    'id',
    'tenant',
    'username',
    'password_hash',
    'role',
    'home_region_code',
    'host_region_code',
    'station_id',
    'created_at',
  ],
  cooperation_agreement: ['id', 'kind', 'signed_on', 'expires_on'],
  cooperation_agreement_party: ['agreement_id', 'region_code'],
  enterprise: ['id', 'credit_code', 'name', 'industry_code', 'region_code', 'created_at'],
  enterprise_contact: [
    'tenant',
    'id',
    'enterprise_id',
    'home_region_code',
    'host_region_code',
    'name_sealed',
    'title',
    'phone_sealed',
    'phone_hash',
    'created_at',
  ],
  enterprise_visit: [
    'tenant',
    'id',
    'station_id',
    'enterprise_id',
    'home_region_code',
    'host_region_code',
    'visited_on',
    'way',
    'participants',
    'contact_id',
    'findings',
    'openings_promised',
    'voided_at',
    'version',
    'created_at',
  ],
  visit_follow_up: [
    'tenant',
    'id',
    'visit_id',
    'station_id',
    'home_region_code',
    'due_on',
    'note',
    'done_at',
    'outcome',
    'version',
  ],
  job_posting: [
    'id',
    'enterprise_id',
    'station_id',
    'author_home_region_code',
    'author_host_region_code',
    'title',
    'openings',
    'filled',
    'pay_min',
    'pay_max',
    'pay_unit',
    'region_code',
    'valid_through',
    'duties',
    'conditions',
    'status',
    'published_at',
    'closed_at',
    'close_reason',
    'version',
    'created_at',
  ],
  job_collection: [
    'tenant',
    'posting_id',
    'home_region_code',
    'host_region_code',
    'station_id',
    'collected_on',
  ],
  worker: ['tenant', 'id', 'home_region_code', 'name_sealed', 'phone_sealed', 'phone_hash', 'created_at'],
  service_ticket: [
    'tenant',
    'id',
    'number',
    'channel',
    'category',
    'status',
    'priority',
    'summary',
    'incident_region_code',
    'station_id',
    'worker_id',
    'enterprise_id',
    'people_involved',
    'amount_owed',
    'opened_at',
    'due_at',
    'due_at_provisional',
    'resolved_at',
    'first_resolved_at',
    'closed_at',
    'version',
    'home_region_code',
    'handler_region_code',
  ],
  ticket_caller: [
    'tenant',
    'ticket_id',
    'name_sealed',
    'phone_sealed',
    'phone_hash',
    'home_region_code',
    'handler_region_code',
  ],
  ticket_event: [
    'tenant',
    'id',
    'ticket_id',
    'at',
    'type',
    'note',
    'actor_id',
    'actor_username',
    'actor_station_id',
    'home_region_code',
    'handler_region_code',
  ],
} as const;

export type Table = keyof typeof tables;
export const tableNames = Object.keys(tables) as Table[];

/** What a column may hold. Instants are milliseconds in a Date; days are text. */
export type Value = string | number | boolean | Date | Buffer | readonly string[] | null;

/** A row names every column of its table, so that none is forgotten. */
export type Values<T extends Table> = Readonly<Record<(typeof tables)[T][number], Value>>;
export type Row = { [T in Table]: readonly [table: T, values: Values<T>] }[Table];

/** Rows of several tables, made one after the other while they are loaded. */
export type Rows = Generator<Row, void, undefined>;

/** Rows that belong together, named in two languages for the people who wait for them. */
export interface Part {
  readonly zh: string;
  readonly en: string;
  readonly rows: Rows;
}
