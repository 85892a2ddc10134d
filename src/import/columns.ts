/** A column of a sheet to import. */
export interface Column {
  /** The field of the command's input that it fills. */
  readonly field: string;
  readonly zh: string;
  readonly en: string;
  readonly required?: true;
  /** A day, in any of the ways people write one. */
  readonly day?: true;
  /** What may stand in it, each value with its words, first in Chinese and in English; left out for text. */
  readonly values?: Readonly<Record<string, readonly [zh: string, en: string, ...others: string[]]>>;
  /** For whoever fills it in. */
  readonly note: readonly [zh: string, en: string];
}

/** A kind of sheet. Which kind one is shows in its columns; its name may be any. */
export interface Kind {
  readonly zh: string;
  readonly en: string;
  readonly columns: readonly Column[];
}

const sixDigits = ['六位行政区划代码（GB/T 2260）', 'Region code of GB/T 2260, six digits'] as const;

export const stationSheet: Kind = {
  zh: '站点',
  en: 'Stations',
  columns: [
    {
      field: 'name',
      zh: '站点名称',
      en: 'Station name',
      required: true,
      note: ['本省内派出地相同的站点不得重名', 'Unique among the stations of one home region'],
    },
    {
      field: 'tier',
      zh: '层级',
      en: 'Tier',
      required: true,
      values: {
        HEADQUARTERS: ['省级总站', 'Headquarters', '总站'],
        BRANCH: ['市级分站', 'Branch', '分站'],
        WORKSTATION: ['县级工作站', 'Workstation', '工作站'],
      },
      note: ['与派出地的级别相符', 'By the level of the home region'],
    },
    {
      field: 'homeRegionCode',
      zh: '派出地区划代码',
      en: 'Home region code',
      required: true,
      note: sixDigits,
    },
    { field: 'hostRegionCode', zh: '驻地区划代码', en: 'Host region code', required: true, note: sixDigits },
    {
      field: 'parentId',
      zh: '上级站点',
      en: 'Parent station',
      note: ['上级站点的名称；可空', 'The name of the station above it, if any'],
    },
    { field: 'phone', zh: '办公电话', en: 'Office phone', note: ['文本格式；可空', 'As text, if any'] },
    {
      field: 'openedOn',
      zh: '设立日期',
      en: 'Opened on',
      required: true,
      day: true,
      note: ['日期，如 2024-09-30 或 2024/9/30', 'A date, 2024-09-30 or 2024/9/30 say'],
    },
  ],
};

export const staffSheet: Kind = {
  zh: '人员',
  en: 'Staff',
  columns: [
    {
      field: 'name',
      zh: '姓名',
      en: 'Name',
      required: true,
      note: ['人员或坐席的称呼', 'Of the person or the desk'],
    },
    {
      field: 'username',
      zh: '用户名',
      en: 'Username',
      required: true,
      note: ['2 至 64 个字母、数字、点、横线或下划线', '2 to 64 letters, digits, dots, dashes, underscores'],
    },
    {
      field: 'role',
      zh: '角色',
      en: 'Role',
      required: true,
      values: {
        STATION_STAFF: ['站点工作人员', 'Station staff'],
        HOTLINE_AGENT: ['热线坐席', 'Hotline agent'],
        MANAGER: ['管理人员', 'Manager'],
        AUDITOR: ['审计人员', 'Auditor'],
      },
      note: ['', ''],
    },
    {
      field: 'regionCode',
      zh: '区划代码',
      en: 'Region code',
      note: ['站点工作人员不填', 'Left empty for station staff'],
    },
    {
      field: 'stationId',
      zh: '所在站点',
      en: 'Station',
      note: ['站点名称；仅站点工作人员填写', 'The name of the station, for station staff alone'],
    },
  ],
};

export const kinds: readonly Kind[] = [stationSheet, staffSheet];

/** How a word in a header or among a column's values is compared: in either language or both, however it is spaced. */
const plain = (word: string) => word.normalize('NFKC').toLowerCase().replace(/[\s*]/g, '');

/** Whether the text is one of these words, or the first two of them as the template writes them. */
export const isCalled = (
  text: string,
  [zh, en, ...others]: readonly [string, string, ...string[]],
): boolean => [zh, en, both(zh, en), ...others].some((word) => plain(word) === plain(text));

export const both = (zh: string, en: string): string => `${zh} / ${en}`;
