import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** A command of the document. */
interface Block {
  readonly text: string;
  /** Whether it goes on until it is stopped, in a terminal of its own. */
  readonly service: boolean;
}

async function blocksOf(document: string): Promise<Block[]> {
  const text = await readFile(document, 'utf8');
  return [...text.matchAll(/^```sh( service)?\n([\s\S]*?)^```$/gm)].map(([, service, text = '']) => ({
    text,
    service: service !== undefined,
  }));
}

/** Somebody at a terminal: types a command, reads what comes of it. */
class Terminal {
  readonly #shell: ChildProcessWithoutNullStreams;
  #said = '';
  #heard = () => {};

  constructor(environment: NodeJS.ProcessEnv) {
    // In a group of its own, so that whatever it started can be ended with it.
    this.#shell = spawn('bash', ['--norc'], { env: environment, detached: true });
    for (const stream of [this.#shell.stdout, this.#shell.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.#said += text;
        this.#heard();
      });
    }
    this.#shell.once('close', () => this.#heard());
  }

  /** Types lines and waits until this is said. @returns all that was said since */
  async types(lines: string, until: RegExp): Promise<string> {
    const from = this.#said.length;
    this.#shell.stdin.write(lines);
    for (;;) {
      const said = this.#said.slice(from);
      if (until.test(said)) return said;
      if (this.#shell.exitCode !== null) throw new Error(`The shell ended:\n${said}`);
      await new Promise<void>((resolve) => {
        this.#heard = resolve;
      });
    }
  }

  /** Types a command, and what it asks for, and waits for its end. */
  async runs(command: string, answers: readonly string[] = []): Promise<string> {
    const typed = [command.trimEnd(), ...answers, 'echo "<ended $?>"', ''].join('\n');
    return (await this.types(typed, /<ended \d+>/)).replace(/<ended \d+>\s*$/, '');
  }

  async interrupt(): Promise<void> {
    const ended = new Promise((resolve) => this.#shell.once('exit', resolve));
    if (this.#shell.pid) process.kill(-this.#shell.pid, 'SIGINT');
    this.#shell.stdin.end();
    await ended;
  }
}

/** A port that nobody listens at just now. */
const freePort = () =>
  new Promise<number>((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const CHOSEN = 'a sentence that nobody would guess';

describe('docs/second-province.md, followed to the letter', () => {
  let dataDir: string;
  let first: Terminal;
  let second: Terminal;
  /** What came of each command, in order. */
  const said: string[] = [];
  const about = (pattern: RegExp) => said.filter((text) => pattern.test(text));
  const answer = (index: number) => JSON.parse(said.at(index)?.replace(/^[^{]*/, '') ?? '');

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'second-province-'));
    // Where root runs the tests, PostgreSQL's own user passes through it.
    await chmod(dataDir, 0o711);
    const { PATH, HOME } = process.env;
    const environment = { PATH, HOME, DATA_DIR: dataDir, PORT: String(await freePort()), TMPDIR: tmpdir() };
    [first, second] = [new Terminal(environment), new Terminal(environment)];

    const passwords = new Map<string, string>();
    let terminal = first;
    let whose = '';
    for (const { text, service } of await blocksOf('docs/second-province.md')) {
      if (service) {
        said.push(await first.types(text, /Ready: \S+/));
        terminal = second;
        continue;
      }
      const [command = '', name = ''] = text.trim().split(' ');
      const answers: string[] = [];
      if (command === 'sign_in') {
        whose = name;
        answers.push(passwords.get(name) ?? '');
      }
      if (command === 'choose_password') {
        answers.push(CHOSEN);
        passwords.set(whose, CHOSEN);
      }
      const output = await terminal.runs(text, answers);
      said.push(output);
      const created = /administrator (\S+), password: (\S+)/.exec(output);
      if (created) passwords.set(created[1] ?? '', created[2] ?? '');
      const opened = /username: "(\w+)", name/.exec(text)?.[1];
      const temporary = /"temporaryPassword": "([^"]+)"/.exec(output)?.[1];
      if (opened && temporary) passwords.set(opened, temporary);
    }
  }, 180_000);
  afterAll(async () => {
    await Promise.all([first.interrupt(), second.interrupt()]);
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it('starts without the demo network and without an account but the administrator’s', () => {
    expect(said.join('\n')).toMatch(/Ready: /);
    expect(said.join('\n')).not.toMatch(/演示|demo/i);
  });

  it('meets nothing to mend and nobody who cannot sign in', () => {
    const wrong = said.filter((text) => /"userErrors": \[\s*\{|Not signed in|command not found/.test(text));
    expect(wrong).toEqual([]);
    expect(about(/Signed in as/)).toHaveLength(6);
  });

  it('opens two provinces, each with a manager', () => {
    expect(about(/"temporaryPassword": "\S+"/)).toHaveLength(3);
    expect(answer(-2).data.provinces).toEqual([
      { region: { name: '贵州省' }, openedAt: expect.any(String), firstManager: { username: 'guizhou' } },
      { region: { name: '青海省' }, openedAt: expect.any(String), firstManager: { username: 'qinghai' } },
    ]);
  });

  it('sets the first to work: a station under its headquarters, a ticket with a deadline', () => {
    expect(said.join('\n')).toMatch(/"parent": \{\s*"name": "贵州省驻广东省劳务协作总站"/);
    expect(about(/"dueAt": "\d{4}-/)).toHaveLength(1);
  });

  it('shows the second its own, and of the first not even that it is there', () => {
    const [own, other] = [answer(-7), answer(-6)];
    expect(own.data.tickets.edges).toEqual([{ node: { summary: '想找缝纫工岗位' } }]);
    expect(own.data.accounts.edges).toEqual([{ node: { username: 'qinghai' } }]);
    expect(own.data.networkDashboard.totals).toEqual({ stations: 1, tickets: 1 });
    expect(other.data.ticket).toBeNull();
    expect(other.errors[0].extensions.code).toBe('NOT_FOUND');
  });

  it('and the first its own', () => {
    const own = answer(-4).data;
    expect(own.tickets.edges).toEqual([{ node: { summary: '三个月工资未发' } }]);
    expect(own.accounts.edges.map(({ node }: { node: { username: string } }) => node.username)).toEqual([
      'guizhou',
      'guizhou.hotline',
    ]);
    expect(own.networkDashboard.totals).toEqual({ stations: 2, tickets: 1 });
  });

  it('keeps the administrator out of both', () => {
    expect(answer(-1).errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('is the same in Chinese', async () => {
    expect(await blocksOf('docs/second-province.zh-CN.md')).toEqual(
      await blocksOf('docs/second-province.md'),
    );
  });
});
