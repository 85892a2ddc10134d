import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { keepSocket } from '../support/evidence.ts';
import { Network } from '../support/network.ts';
import { startTestService } from '../support/service.ts';

describe('a service that stops', () => {
  it('finishes what it has begun for a client that has gone', async () => {
    const service = await startTestService();
    const { username, password } = await new Network(service).password(
      await new Network(service).person('MANAGER', '520000'),
    );
    const other = new pg.Client({ connectionString: service.database.adminUrl });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE sign_in_failure');
    const waiting = async () =>
      (await other.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount;

    const { hostname, port } = new URL(service.url);
    const client = connect(Number(port), hostname);
    const query = `mutation { signIn(input: { username: "${username}", password: "${password}" }) { viewer { username } } }`;
    const body = JSON.stringify({ query });
    const request = `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    keepSocket(request, '');
    client.write(request);
    while (!(await waiting()));
    client.destroy();
    const gone = service.stop();
    await other.query('COMMIT');
    await other.end();
    await gone;
    expect(service.log()).not.toContain('"fault"');
    expect(service.log()).toContain('"operation"');
  });

  it('ends the connection of whoever it still answers', async () => {
    const service = await startTestService();
    const { token } = await new Network(service).person('MANAGER', '520000');
    const other = new pg.Client({ connectionString: service.database.adminUrl });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE session');
    const waiting = async () =>
      (await other.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'")).rowCount;

    const { hostname, port } = new URL(service.url);
    const client = connect(Number(port), hostname);
    let answer = '';
    client.setEncoding('utf8').on('data', (piece) => {
      answer += piece;
    });
    const ended = new Promise((resolve) => client.once('end', resolve));
    const body = JSON.stringify({ query: '{ viewer { role } }' });
    client.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    while (!(await waiting()));
    const gone = service.stop();
    await other.query('COMMIT');
    await other.end();
    await ended;
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toContain('{"data":{"viewer":{"role":"MANAGER"}}}');
    await gone;
  });

  it('waits for no client that never comes to an end', async () => {
    const service = await startTestService();
    const { hostname, port } = new URL(service.url);
    const client = connect(Number(port), hostname);
    const gone = new Promise((resolve) => client.once('close', resolve));
    client.on('error', () => {});
    client.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n',
    );
    await new Promise((resolve) => client.once('data', resolve));
    await service.stop();
    await gone;
  });
});
