import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { parse } from 'csv-parse/sync';
import readXlsx from 'read-excel-file/node';

/** A table as somebody typed it: every cell as text, blank ones empty. */
export interface Sheet {
  /** What to call it when something in it is to be mended: the file, and the sheet of a workbook. */
  readonly name: string;
  readonly rows: readonly Row[];
}

export interface Row {
  /** As the spreadsheet program shows it, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

/** A file of a province's whole network is far smaller; this one was picked by mistake. */
const LARGEST = 20 * 1_024 * 1_024;

/** The tables of an .xlsx workbook, or the one of a .csv file. @throws Error when it is neither, or cannot be read */
export async function readSheets(path: string): Promise<Sheet[]> {
  const file = basename(path);
  const bytes = await readFile(path).catch((cause) => {
    throw new Error(`找不到或无权读取 ${path} / ${path} is not there, or not yours to read.`, { cause });
  });
  if (bytes.length > LARGEST) throw new Error(`${file} 过大 / ${file} is too large.`);
  try {
    switch (extname(path).toLowerCase()) {
      case '.xlsx':
        return (await readXlsx(bytes, { parseNumber: (digits) => digits })).map(({ sheet, data }) => ({
          name: `${file} ${sheet}`,
          rows: data.map((cells, i) => ({ number: i + 1, cells: cells.map(textOf) })),
        }));
      case '.csv':
        return [{ name: file, rows: readCsv(decode(bytes)) }];
    }
  } catch (cause) {
    throw new Error(`${file} 无法读取，可能已损坏 / ${file} cannot be read: it may be damaged.`, { cause });
  }
  throw new Error(`${file} 不是 .xlsx 或 .csv 文件 / ${file} is neither an .xlsx nor a .csv file.`);
}

function readCsv(text: string): Row[] {
  const records: string[][] = parse(text, { bom: true, relax_column_count: true });
  return records.map((cells, i) => ({ number: i + 1, cells: cells.map(textOf) }));
}

/** Excel writes CSV as UTF-8 with a mark, or on a Chinese Windows as GB 18030. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  const text = String(cell).trim();
  // A long number, a telephone's say, as a workbook may keep it.
  return /^\d(\.\d+)?E\+?\d{1,2}$/i.test(text) ? String(Number(text)) : text;
}
