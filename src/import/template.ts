import writeXlsx from 'write-excel-file/node';
import { both, type Kind, kinds } from './columns.ts';

/** The sheet that explains the others. No import reads it. */
export const NOTES = '说明 Notes';

const bold = (value: string) => ({ value, type: String, fontWeight: 'bold' as const });
const text = (value: string) => ({ value, type: String, wrap: true });

/** A workbook to fill in: a sheet for stations, one for staff, and one that says what goes where. */
export const writeTemplate = (): Promise<Buffer> =>
  writeXlsx([
    ...kinds.map(({ zh, en, columns }) => ({
      sheet: `${zh} ${en}`,
      data: [columns.map((column) => bold(both(column.zh, column.en)))],
      columns: columns.map(() => ({ width: 26 })),
      stickyRowsCount: 1,
    })),
    {
      sheet: NOTES,
      data: [
        ['工作表 / Sheet', '列 / Column', '必填 / Required', '内容 / Content'].map(bold),
        ...kinds.flatMap(notesOf),
      ],
      columns: [{ width: 18 }, { width: 32 }, { width: 18 }, { width: 80 }],
    },
  ]).toBuffer();

const notesOf = ({ zh, en, columns }: Kind) =>
  columns.map((column) => {
    const values = Object.values(column.values ?? {}).map(([zh, en]) => both(zh, en));
    const [noteZh, noteEn] = column.note;
    const note = noteZh ? [both(noteZh, noteEn)] : [];
    return [
      text(both(zh, en)),
      text(both(column.zh, column.en)),
      text(column.required ? '是 / yes' : ''),
      text([...note, ...values].join('\n')),
    ];
  });
