import { ForwardOnly } from './forward-only.ts';
import { backstage, grant, maintained, protect, SIGNED_IN } from './policy.ts';

/**
 * The outbox: every change announces here, in its own transaction, which records it changed. A relay gives committed
 * announcements their positions, and whoever follows goes by these: positions have no gaps, and no announcement ever
 * appears before a position that somebody has passed.
 */
export class Outbox1795392000021 extends ForwardOnly {
  protected readonly statements = [
    `CREATE TABLE outbox (
       tenant text COLLATE "C" NOT NULL,
       id bigint GENERATED ALWAYS AS IDENTITY,
       position bigint,
       record_type text NOT NULL,
       record_id uuid NOT NULL,
       operation text NOT NULL,
       region_codes text[] NOT NULL,
       at timestamptz NOT NULL,
       request_id text NOT NULL,
       written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
       CONSTRAINT outbox_pkey PRIMARY KEY (tenant, id),
       CONSTRAINT outbox_tenant_check CHECK (tenant ~ '^[0-9]{2}$')
     )`,
    'CREATE INDEX outbox_waiting ON outbox (id) WHERE position IS NULL',
    'CREATE INDEX outbox_position ON outbox (position) WHERE position IS NOT NULL',
    // Every row is written, updated once and deleted some days later.
    `ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)`,
    ...protect('outbox', { INSERT: SIGNED_IN }),
    maintained('outbox'),
    // Nobody reads what concerns whom, and nobody but the relay says where it stands.
    grant(
      'outbox',
      'SELECT, INSERT (tenant, record_type, record_id, operation, region_codes, at, request_id)',
    ),

    // How far the relay has come, and each consumer after it.
    `CREATE TABLE outbox_mark (
       name text COLLATE "C" NOT NULL,
       position bigint NOT NULL,
       CONSTRAINT outbox_mark_pkey PRIMARY KEY (name)
     )`,
    "INSERT INTO outbox_mark (name, position) VALUES ('relay', 0)",
    ...protect('outbox_mark', {}),
    maintained('outbox_mark'),
    grant('outbox_mark', 'SELECT'),

    // One relay at a time has the mark. Of two changes of one record the second wrote its row when the first had
    // committed, so in the order of their numbers none overtakes another.
    ...backstage(
      'relay_outbox(most integer)',
      'bigint',
      `SELECT m.position INTO result FROM outbox_mark m WHERE m.name = 'relay';
       EXIT work WHEN NOT EXISTS (SELECT FROM outbox WHERE position IS NULL);
       SELECT m.position INTO result FROM outbox_mark m WHERE m.name = 'relay' FOR UPDATE;
       WITH waiting AS (
         SELECT w.tenant, w.id, row_number() OVER (ORDER BY w.id) AS place
           FROM (SELECT o.tenant, o.id FROM outbox o WHERE o.position IS NULL ORDER BY o.id LIMIT most) w)
       UPDATE outbox o SET position = result + w.place FROM waiting w WHERE o.tenant = w.tenant AND o.id = w.id;
       GET DIAGNOSTICS placed = ROW_COUNT;
       EXIT work WHEN placed = 0;
       result := result + placed;
       UPDATE outbox_mark SET position = result WHERE name = 'relay';
       PERFORM pg_notify('outbox', result::text);`,
      'placed bigint;',
    ),

    ...backstage(
      'read_outbox(after bigint, most integer)',
      'SETOF outbox',
      'RETURN QUERY SELECT o.* FROM outbox o WHERE o.position > after ORDER BY o.position LIMIT most;',
    ),

    // A new consumer begins with what is announced from now on.
    ...backstage(
      'join_outbox(consumer text)',
      'void',
      `INSERT INTO outbox_mark (name, position)
       SELECT 'consumer ' || consumer, m.position FROM outbox_mark m WHERE m.name = 'relay'
       ON CONFLICT (name) DO NOTHING;`,
    ),

    // What comes next for a consumer, passed in the transaction that takes it; nothing while another one is at it.
    ...backstage(
      'take_outbox(consumer text, most integer)',
      'SETOF outbox',
      `SELECT m.position INTO passed FROM outbox_mark m WHERE m.name = 'consumer ' || consumer FOR UPDATE SKIP LOCKED;
       EXIT work WHEN NOT FOUND;
       SELECT max(n.position) INTO last
         FROM (SELECT o.position FROM outbox o WHERE o.position > passed ORDER BY o.position LIMIT most) n;
       EXIT work WHEN last IS NULL;
       UPDATE outbox_mark SET position = last WHERE name = 'consumer ' || consumer;
       RETURN QUERY SELECT o.* FROM outbox o WHERE o.position > passed AND o.position <= last ORDER BY o.position;`,
      'passed bigint; last bigint;',
    ),

    // For whoever measures: how many wait for their position, since when, and how far each consumer is behind.
    ...backstage(
      'outbox_state()',
      'TABLE (name text, behind bigint, seconds double precision)',
      `RETURN QUERY
         SELECT 'relay', count(*), coalesce(extract(epoch FROM clock_timestamp() - min(o.written_at)), 0)::float8
           FROM outbox o WHERE o.position IS NULL
         UNION ALL
         SELECT substr(c.name, 10), r.position - c.position,
                coalesce((SELECT extract(epoch FROM clock_timestamp() - o.written_at)::float8 FROM outbox o
                           WHERE o.position = c.position + 1), 0)
           FROM outbox_mark c JOIN outbox_mark r ON r.name = 'relay'
          WHERE c.name LIKE 'consumer %';`,
    ),
  ];
}
