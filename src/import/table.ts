import type { MessageKey } from '../shared/messages.ts';
import { type Column, isCalled, type Kind, kinds } from './columns.ts';
import type { Sheet } from './sheet.ts';
import { NOTES } from './template.ts';

/** One record of a sheet, by the fields of the command that takes it; blank cells are null. */
export interface Entry {
  readonly place: Place;
  readonly values: Readonly<Record<string, string | null>>;
}

/** Where something stands in the files, for whoever is to mend it. */
export interface Place {
  readonly sheet: string;
  readonly row: number;
}

/** What there is to mend, and in which column: the template's, or what stands in its place. */
export interface Mistake extends Place {
  readonly column: Pick<Column, 'zh' | 'en'> | null;
  readonly messageKey: MessageKey;
}

export interface Tables {
  readonly entries: ReadonlyMap<Kind, readonly Entry[]>;
  readonly mistakes: readonly Mistake[];
}

/** Takes the sheets for what their headings say they are. */
export function tabulate(sheets: readonly Sheet[]): Tables {
  const entries = new Map<Kind, Entry[]>(kinds.map((kind) => [kind, []]));
  const mistakes: Mistake[] = [];
  for (const { name, rows } of sheets) {
    const [heading, ...records] = rows.filter(({ cells }) => cells.some(Boolean));
    if (!heading || name.endsWith(NOTES)) continue;
    const { kind, columns } = recognise(heading.cells);
    if (!kind) {
      mistakes.push({ sheet: name, row: heading.number, column: null, messageKey: 'IMPORT_SHEET_UNKNOWN' });
      continue;
    }
    heading.cells.forEach((title, i) => {
      const at = { sheet: name, row: heading.number, column: { zh: title, en: title } };
      if (title && !columns[i]) mistakes.push({ ...at, messageKey: 'IMPORT_COLUMN_UNKNOWN' });
      else if (columns[i] && columns.indexOf(columns[i]) < i) {
        mistakes.push({ ...at, messageKey: 'IMPORT_COLUMN_TWICE' });
      }
    });
    for (const column of kind.columns) {
      if (!column.required || columns.includes(column)) continue;
      const at = { sheet: name, row: heading.number, column };
      mistakes.push({ ...at, messageKey: 'IMPORT_COLUMN_MISSING' });
    }
    for (const { number, cells } of records) {
      const values = Object.fromEntries(kind.columns.map(({ field }) => [field, null as string | null]));
      columns.forEach((column, i) => {
        if (column && cells[i]) values[column.field] = wordOf(column, cells[i]);
      });
      entries.get(kind)?.push({ place: { sheet: name, row: number }, values });
    }
  }
  return { entries, mistakes };
}

/** The kind most of whose columns are there; none with less than two. */
function recognise(titles: readonly string[]): { kind?: Kind; columns: (Column | undefined)[] } {
  const readings = kinds.map((kind) => ({
    kind,
    columns: titles.map((title) => kind.columns.find(({ zh, en }) => isCalled(title, [zh, en]))),
  }));
  const known = (columns: (Column | undefined)[]) => columns.filter(Boolean).length;
  const [best] = readings.sort((a, b) => known(b.columns) - known(a.columns));
  return best && known(best.columns) >= 2 ? best : { columns: [] };
}

/** What a cell says; what is no word or day of its column is left for the rules to refuse. */
function wordOf({ values, day }: Column, cell: string): string {
  if (day) {
    const [, y, m = '', d = ''] = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(cell) ?? [];
    return y ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : cell;
  }
  return Object.entries(values ?? {}).find(([, words]) => isCalled(cell, words))?.[0] ?? cell;
}
