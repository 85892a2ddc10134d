/**
 * Runs before `npm start` and `npm test`: installs the locked dependencies when they are missing or differ from
 * package-lock.json, and with the argument `build` compiles to dist/ when the sources changed; with `bench` it installs
 * what the benchmark needs besides, in bench/.
 *
 * Compares contents, never times, which a git checkout sets anew. Has no dependencies and runs on Node 20:
 * the pinned Node is itself among what it installs, and npm finds it from the next script on.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

if (!isInstalled('.'))
  await install('.', '正在安装依赖（约一分钟）', 'Installing dependencies (about a minute)');
if (process.argv.includes('build')) {
  await make('dist/.sources', sourceFiles(), compile);
  await make('dist/explorer/.sources', ['package-lock.json', 'scripts/explorer.mjs'], makeExplorer);
}
if (process.argv.includes('bench') && !isInstalled('bench')) {
  await install('bench', '正在安装性能对比所需的依赖', 'Installing what the benchmark compares with');
}

/** Every locked package is in node_modules as locked. Those for other platforms may be absent, as npm leaves them out. */
function isInstalled(directory) {
  const installed = packages(join(directory, 'node_modules/.package-lock.json'));
  const pinnedNode = `node_modules/node-${process.platform}-${process.arch}`;
  return Object.entries(packages(join(directory, 'package-lock.json'))).every(([path, locked]) => {
    const found = installed[path];
    if (!found) return path === '' || (locked.optional && path !== pinnedNode);
    // An interrupted installation may have left the list but not the packages.
    const isAsLocked = found.version === locked.version && found.integrity === locked.integrity;
    return isAsLocked && existsSync(join(directory, path, 'package.json'));
  });
}

function install(directory, chinese, english) {
  // Under npm its own script is run by this same Node; alone, the npm on PATH.
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
  // With NODE_ENV=production npm would leave out the compiler.
  const flags = ['--include=dev', '--include=optional', '--loglevel=error', '--no-audit', '--no-fund'];
  return step(chinese, english, [...npm, 'ci', '--prefix', directory, ...flags]);
}

/** Runs what makes an output if it was made of other sources than there are now. */
async function make(stamp, sources, work) {
  const now = fingerprint(sources);
  if (read(stamp) === now) return;
  await work();
  writeFileSync(stamp, now);
}

async function compile() {
  const compiler = [process.execPath, 'node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'];
  await step('正在编译', 'Compiling', compiler);
  for (const output of files('dist', '.js')) {
    const source = output.replace(/^dist\/(.*)\.js$/, '$1.ts');
    if (existsSync(source)) continue;
    rmSync(output);
    rmSync(`${output}.map`, { force: true });
  }
}

function makeExplorer() {
  const maker = [process.execPath, 'scripts/explorer.mjs'];
  return step('正在生成接口浏览器页面', 'Making the explorer page', maker);
}

/** All that the compiled service depends on. */
function sourceFiles() {
  const settings = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
  const sources = [...files('src', '.ts'), ...files('migrations', '.ts')];
  return [...settings, ...sources.filter((name) => !name.endsWith('.test.ts'))];
}

/** Contents of files in one short string. */
function fingerprint(sources) {
  const hash = createHash('sha256');
  for (const file of sources) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

/** Runs the command in silence behind one line; if it fails, shows what it said and ends with its code. */
async function step(chinese, english, [command, ...args]) {
  process.stdout.write(`${chinese} / ${english} … `);
  const begun = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  // Left to itself an interrupted npm tidies up for many seconds, and a next run meanwhile would fail. It need not:
  // that run clears node_modules anyway.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGKILL'));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  const code = await new Promise((resolve) => {
    child.once('close', resolve).once('error', (error) => {
      said += `${error.message}\n`;
    });
  });
  if (code === 0) {
    process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
    return;
  }
  process.stdout.write(code === null ? '已中断 / interrupted\n' : `失败 / failed\n${said}`);
  process.exit(code || 1);
}

function files(directory, extension) {
  return readdirSync(directory, { recursive: true })
    .filter((name) => name.endsWith(extension))
    .map((name) => join(directory, name))
    .sort();
}

function packages(lockFile) {
  return JSON.parse(read(lockFile) || '{}').packages ?? {};
}

/** The text of a file, empty when there is none. */
function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
