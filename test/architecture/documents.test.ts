import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { variableNames } from '../../src/config/config.ts';
import { createDataSource } from '../../src/infra/db/data-source.ts';
import { createMetrics } from '../../src/infra/metrics.ts';

const read = (path: string) => readFile(path, 'utf8');

/** A document in both languages. */
const pairs = [
  ['README.md', 'README.zh-CN.md'],
  ['docs/operations.md', 'docs/operations.zh-CN.md'],
  ['docs/second-province.md', 'docs/second-province.zh-CN.md'],
] as const;
const guides = pairs[1];

/** What stands in the first cells of a document's tables. */
const firstCells = (text: string) =>
  [...text.matchAll(/^\| (?!---)([^|]*?) \|/gm)].map(([, cell = '']) => cell);
const codeOf = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
/** Blocks of commands, without their remarks. */
const blocks = (text: string) =>
  [...text.matchAll(/^ {4}.*$/gm)].map(([line]) => line.replace(/ +#.*$/, '').trim());

describe('the documents', () => {
  it.each(guides)('%s: names every variable of the configuration, and no other', async (path) => {
    const section = /^## (Configuration|配置)\n(.*?)^## /ms.exec(await read(path))?.[2] ?? '';
    const named = firstCells(section).flatMap(codeOf);
    expect(named.toSorted()).toEqual(variableNames.toSorted());
  });

  it.each(guides)('%s: lists every metric of the service', async (path) => {
    const metrics = createMetrics();
    const url = 'postgres://nobody@127.0.0.1:1/none';
    metrics.watch(
      createDataSource({ url, entities: [], poolSize: 2, bounded: true }),
      new Redis({ lazyConnect: true }),
    );
    const ours = metrics.registry.getMetricsAsArray().map(({ name }) => name);
    const listed = firstCells(await read(path))
      .flatMap(codeOf)
      .filter((code) => code.startsWith('labor_') && !code.match(/^labor_(owner|service|api)$/));
    expect(listed.map((code) => code.replace(/\{.*\}/, '')).toSorted()).toEqual(
      ours.filter((name) => name.startsWith('labor_')).toSorted(),
    );
  });

  it.each(pairs)('%s and %s say the same: headings, tables, commands', async (english, chinese) => {
    const [one, other] = [await read(english), await read(chinese)];
    const shape = (text: string) => text.match(/^(#+ |\| ---|\d\. )/gm);
    expect(shape(other)).toEqual(shape(one));
    expect(firstCells(other).length).toBe(firstCells(one).length);
    expect(firstCells(other).flatMap(codeOf)).toEqual(firstCells(one).flatMap(codeOf));
    const programs = (text: string) => blocks(text).map((line) => line.split(' ')[0]);
    expect(programs(other)).toEqual(programs(one));
  });

  it.each([['README.md'], ['docs/adr/0001-layers-and-modules.md']])(
    '%s: names every module',
    async (path) => {
      const text = await read(path);
      for (const module of await readdir('src/modules')) expect(text).toMatch(new RegExp(`\\b${module}\\b`));
    },
  );

  it('link to what is there, and name commands that exist', async () => {
    const { scripts } = JSON.parse(await read('package.json'));
    const folders = ['.', 'clients', 'docs', 'docs/adr'];
    const files = await Promise.all(
      folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
    );
    const documents = files.flat().filter((path) => path.endsWith('.md'));
    expect(documents.length).toBeGreaterThan(15);
    for (const path of documents) {
      const text = await read(path);
      for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
        await expect(access(join(dirname(path), target))).resolves.toBeUndefined();
      }
      for (const [, name = ''] of text.matchAll(/npm run (?:--silent |-s )?([\w:]+)/g)) {
        expect(Object.keys(scripts)).toContain(name);
      }
      for (const [, name = ''] of text.matchAll(/dist\/src\/cli\/([\w-]+)\.js/g)) {
        await expect(access(`src/cli/${name}.ts`)).resolves.toBeUndefined();
      }
    }
  });
});
