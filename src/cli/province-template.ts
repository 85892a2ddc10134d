import { writeFile } from 'node:fs/promises';
import { writeTemplate } from '../import/template.ts';

/** `npm run province:template -- <file.xlsx>`: a workbook to fill in for `province:import`. */
const [path = 'province.xlsx'] = process.argv.slice(2);
try {
  await writeFile(path, await writeTemplate(), { flag: 'wx' });
  process.stdout.write(`已写出模板 / Wrote the template ${path}\n`);
} catch (error) {
  const exists = (error as NodeJS.ErrnoException).code === 'EEXIST';
  process.stderr.write(`${exists ? `文件 ${path} 已存在 / The file ${path} exists already.` : error}\n`);
  process.exitCode = 1;
}
