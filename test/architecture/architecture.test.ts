import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';

/** The modules in the order of their dependencies: each imports those before it alone. */
const modules = [
  'regions',
  'audit',
  'identity',
  'provinces',
  'stations',
  'partners',
  'enterprises',
  'visits',
  'jobs',
  'workers',
  'calendars',
  'tickets',
  'personal-data',
  'dashboards',
];

/** The layers beneath the modules, each with what it may import beside itself. */
const layers = {
  shared: [],
  config: ['shared'],
  infra: ['shared', 'config'],
  graphql: ['shared', 'infra'],
  operations: ['shared', 'infra'],
} as const;

const inside = (...folders: string[]) => `^dist/src/(${folders.join('|')})/`;
const module = (...names: string[]) => `^dist/src/modules/(${names.join('|')})/`;

const directions: IForbiddenRuleType[] = [
  { name: 'no cycles', from: {}, to: { circular: true } },
  ...Object.entries(layers).map(([layer, below]) => ({
    name: `${layer} imports ${below.join(', ') || 'nothing of ours'} alone`,
    from: { path: inside(layer) },
    to: {
      path: '^dist/',
      // The data source names the migrations it runs.
      pathNot: [inside(layer, ...below), ...(layer === 'infra' ? ['^dist/migrations/'] : [])],
    },
  })),
  ...modules.map((name, i) => ({
    name: `${name} imports the modules before it alone`,
    from: { path: module(name) },
    to: {
      path: '^dist/src/',
      pathNot: [inside('shared', 'infra', 'graphql', 'operations'), module(...modules.slice(0, i + 1))],
    },
  })),
  {
    name: 'modules are entered through their index',
    from: { path: '^dist/src/modules/([^/]+)/' },
    to: { path: '^dist/src/modules/', pathNot: ['^dist/src/modules/$1/', '/index\\.js$'] },
  },
  {
    name: 'dashboards have reads of their own',
    from: { path: module('dashboards') },
    to: { path: '\\.commands\\.js$' },
  },
  {
    name: 'the demo network is loaded by the service alone',
    from: { pathNot: ['^dist/src/demo/', '^dist/src/service\\.js$'] },
    to: { path: '^dist/src/demo/' },
  },
  {
    name: 'spreadsheets of a network are imported by a command of the operators alone',
    from: { pathNot: '^dist/src/(import|cli)/' },
    to: { path: '^dist/src/import/' },
  },
  {
    name: 'backups are made and restored by commands of the operators alone',
    from: { pathNot: '^dist/src/(backup|cli)/' },
    to: { path: '^dist/src/backup/' },
  },
  {
    name: 'the environment is read by what starts a process alone',
    from: { pathNot: '^dist/src/(main|config/|cli/run)' },
    to: { path: '^dist/src/config/' },
  },
];

describe('the architecture', () => {
  let result: ICruiseResult;
  beforeAll(async () => {
    // What is built holds the imports of values alone: those of types are gone.
    const { output } = await cruise(['dist/src'], {
      baseDir: fileURLToPath(new URL('../..', import.meta.url)),
      ruleSet: { forbidden: directions.map((rule) => ({ ...rule, severity: 'error' })) },
      validate: true,
      doNotFollow: { path: 'node_modules' },
    });
    result = output as ICruiseResult;
  });

  it('is looked at as a whole', () => {
    const files = result.modules.filter(({ source }) => source.startsWith('dist/src/'));
    expect(files.length).toBeGreaterThan(100);
  });

  it.each(directions.map(({ name }) => [name]))('%s', (name) => {
    const broken = result.summary.violations.filter(({ rule }) => rule.name === name);
    expect(broken.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });
});
