import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { locateProgram } from '../setup/debian.ts';

/** What Chromium needs to start under root too, and to keep quiet. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The Chromium of this machine, installed where we may. Where there is none and we may not, tests in a browser are left
 * out, unless BROWSER_TESTS is `required`, as in the gate.
 */
export async function locateChromium(): Promise<string | null> {
  try {
    return await locateProgram({
      names: ['chromium', 'chromium-browser', 'google-chrome'],
      package: 'chromium',
    });
  } catch (error) {
    if (process.env.BROWSER_TESTS === 'required') throw error;
    process.stderr.write(`${(error as Error).message}\n`);
    return null;
  }
}

/** A browser that never ran before, with one page open. */
export class Browser {
  /** Every address that anything in the browser has asked for. */
  readonly requested: string[] = [];
  /** What the page has complained about, refusals by its policy among it. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly context: BrowserContext,
    private readonly profile: string,
    readonly page: Page,
  ) {
    context.on('request', (request) => this.requested.push(request.url()));
    context.on('weberror', (error) => this.complaints.push(error.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
  }

  static async start(executablePath: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
    const context = await chromium.launchPersistentContext(profile, { executablePath, args: ARGUMENTS });
    return new Browser(context, profile, context.pages()[0] ?? (await context.newPage()));
  }

  async paste(text: string): Promise<void> {
    await this.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
    await this.page.keyboard.press('Control+V');
  }

  anotherTab(): Promise<Page> {
    return this.context.newPage();
  }

  async stop(): Promise<void> {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
