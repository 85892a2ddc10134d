import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Browser, locateChromium } from '../support/browser.ts';
import { Network, type Person } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const PASSWORD = 'a password of the test';

let service: TestService;
let person: Person;
beforeAll(async () => {
  service = await startTestService();
  const network = new Network(service);
  person = await network.person('MANAGER', '520000');
  await network.password(person, PASSWORD);
});
afterAll(() => service.stop());

describe('GET /graphql', () => {
  const get = (search: string, headers: Record<string, string>) =>
    fetch(`${service.url}/graphql${search}`, { headers });

  it('is a page for a browser', async () => {
    const response = await get('', { accept: BROWSER });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-encoding': 'gzip',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      vary: 'accept, accept-encoding',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'sha256-[^']+';/),
    });
    expect(await response.text()).toMatch(/^<!doctype html>\n<html lang="zh-CN">\n/);
  });

  it('sends the page again only when it has changed', async () => {
    const head = (headers: Record<string, string>) =>
      fetch(`${service.url}/graphql`, { method: 'HEAD', headers: { accept: BROWSER, ...headers } });
    const etag = (await head({})).headers.get('etag') ?? '';
    const again = await get('', { accept: BROWSER, 'if-none-match': etag });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect((await head({ 'if-none-match': '"another"' })).status).toBe(200);
  });

  it('is the same page for who cannot unpack it', async () => {
    const packed = await get('', { accept: BROWSER });
    const plain = await get('', { accept: BROWSER, 'accept-encoding': 'identity' });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(await packed.text());
  });

  it.each([
    ['*/*'],
    ['application/json'],
    ['application/graphql-response+json, application/json;q=0.9'],
    ['application/json, text/html;q=0.5'],
    ['text/html;q=0, */*'],
  ])('is an answer of the API for a program that accepts %s', async (accept) => {
    const response = await get(`?query=${encodeURIComponent('{ regions(level: PROVINCE) { code } }')}`, {
      accept,
      authorization: `Bearer ${person.token}`,
      'apollo-require-preflight': 'true',
    });
    expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
    const { data } = (await response.json()) as { data: { regions: object[] } };
    expect(data.regions).toHaveLength(31);
  });

  it('runs nothing that another site could make a browser ask for', async () => {
    const query = `?query=${encodeURIComponent('{ __typename }')}`;
    const asked = await get(query, { accept: '*/*' });
    expect([asked.status, await asked.text()]).toEqual([400, expect.not.stringContaining('__typename')]);
    const opened = await get(query, { accept: BROWSER });
    expect(await opened.text()).toMatch(/^<!doctype html>/);
  });

  it('is the only thing that a page stands in for', async () => {
    const response = await fetch(`${service.url}/graphql`, {
      method: 'POST',
      headers: { accept: `${BROWSER},application/json`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __typename }' }),
    });
    expect(response.headers.get('content-type')).not.toContain('html');
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

const program = await locateChromium();
(program ? describe : describe.skip)('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await Browser.start(program as string);
  }, 60_000);
  afterAll(() => browser.stop());

  const editor = (label: string) =>
    browser.page.getByLabel(label, { exact: true }).locator('.monaco-editor:visible');

  /** Pastes: while one types, the editor types along. */
  const write = async (label: string, text: string) => {
    const { page } = browser;
    await page.getByRole('button', { name: label, exact: true }).click();
    await editor(label).click();
    await page.keyboard.press('Control+A');
    await browser.paste(text);
  };

  /** Runs one of the operations of the page; it answers with what the service did and shows it. */
  const run = async (operation: string) => {
    const { page } = browser;
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: /^Execute query/ }).click();
    await page.getByRole('menuitem', { name: operation }).click();
    return (await answered).json();
  };

  const shows = (text: string) =>
    browser.page.getByLabel('Result Window').getByText(text, { exact: false }).first().waitFor();

  it('signs in and asks who that is, as its own words say', async () => {
    await browser.page.goto(`${service.url}/graphql`);
    await write(
      'Variables',
      JSON.stringify({ input: { username: person.actor.username, password: PASSWORD } }),
    );
    const { signIn } = (await run('SignIn')).data;
    await shows('accessToken');
    await write('Headers', JSON.stringify({ authorization: `Bearer ${signIn.accessToken}` }));
    const { viewer } = (await run('Me')).data;
    expect(viewer).toMatchObject({ role: 'MANAGER', scope: { name: '贵州省' } });
    await shows(`"${person.actor.username}"`);
  }, 60_000);

  it('knows the whole API', async () => {
    await browser.page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await browser.page.getByText('Mutation', { exact: true }).waitFor();
  });

  it('asked no other address for anything, and complained of nothing', () => {
    const elsewhere = browser.requested.filter(
      (url) => !/^(blob:|data:)/.test(url) && !url.startsWith(service.url),
    );
    expect(elsewhere).toEqual([]);
    expect(browser.requested).toContain(`${service.url}/graphql`);
    expect(browser.complaints).toEqual([]);
  });

  it('keeps nothing of it when the tab is gone, nor in the address bar', async () => {
    await browser.page.waitForFunction(
      'Object.values(sessionStorage).some((text) => text.includes("SignIn"))',
    );
    expect(browser.page.url()).toBe(`${service.url}/graphql`);
    const another = await browser.anotherTab();
    await another.goto(`${service.url}/healthz`);
    expect(await another.evaluate('localStorage.length + sessionStorage.length')).toBe(0);
  });
});
