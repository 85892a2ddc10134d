/** Stations of one home city within a host province: its branch and its counties' workstations. */
export interface CityPlan {
  readonly home: string;
  /** The host city of the branch; null when the workstations answer to the headquarters. */
  readonly branch: string | null;
  readonly workstations: number;
  /** The host cities in whose counties the workstations are. */
  readonly around: readonly string[];
}

/** A host province, where the home province has one headquarters, and the cities that sent stations there. */
export interface HostPlan {
  readonly host: string;
  readonly cities: readonly CityPlan[];
}

export const sanshui = '440607';
export const cengong = '522626';

/** Workstations whose host county is known; the others follow from the plan. No other one of Guizhou is in Sanshui. */
export const pinnedHosts: Readonly<Record<string, string>> = { [cengong]: sanshui, '430581': sanshui };

const city = (home: string, branch: string | null, workstations: number, ...around: string[]): CityPlan => ({
  home,
  branch,
  workstations,
  around,
});

/** Guizhou's 136 stations in ten provinces: 67 + 37 + 13 + 10 + 9. */
export const guizhouPlan: readonly HostPlan[] = [
  {
    host: '440000',
    cities: [
      city('520100', '440100', 3, '440100'),
      city('520200', '442000', 4, '440700'),
      city('520300', '440400', 7, '440400', '440700'),
      city('520400', '440100', 6, '440100'),
      city('520500', '440300', 8, '440300'),
      city('520600', '441900', 6, '441300'),
      city('522300', '441300', 7, '441300'),
      city('522600', '440600', 9, '440600'),
      city('522700', '440100', 7, '440100', '441200'),
    ],
  },
  {
    host: '330000',
    cities: [
      city('520100', '330100', 2, '330100'),
      city('520200', '330400', 3, '330400'),
      city('520300', '330200', 5, '330200'),
      city('520500', '330700', 4, '330700'),
      city('520600', '331000', 4, '331000'),
      city('522300', '330200', 3, '330200'),
      city('522600', '330100', 4, '330100', '330500'),
      city('522700', '330600', 3, '330600'),
    ],
  },
  {
    host: '320000',
    cities: [
      city('520600', '320500', 3, '320500'),
      city('520300', '320200', 2, '320200'),
      city('520500', '320400', 2, '320400'),
      city('522600', '320600', 1, '320600'),
    ],
  },
  {
    host: '350000',
    cities: [
      city('520600', '350500', 2, '350500'),
      city('522600', '350200', 2, '350200'),
      city('520500', '350100', 2, '350100'),
    ],
  },
  { host: '310000', cities: [city('520300', null, 2, '310100')] },
  { host: '110000', cities: [] },
  { host: '370000', cities: [city('522700', '370200', 0)] },
  { host: '450000', cities: [city('522700', null, 1, '450100')] },
  { host: '460000', cities: [] },
];

/** Hunan's dozen, two of them near stations of Guizhou. */
export const hunanPlan: readonly HostPlan[] = [
  {
    host: '440000',
    cities: [city('430500', '440600', 3, '440600'), city('431200', '440300', 2, '440300')],
  },
  { host: '330000', cities: [city('431300', '330200', 2, '330200')] },
];

/** Stations of Guizhou that the published period must leave out: closed before it, or opened at its end or after. */
export const uncounted = [
  { home: '522728', host: '440803', openedOn: '2019-05-20', closedOn: '2023-11-30' },
  { home: '522731', host: '350583', openedOn: '2024-10-01', closedOn: null },
  { home: '520327', host: '330681', openedOn: '2025-04-18', closedOn: null },
] as const;

/** Area codes of the host cities. */
export const areaCodes: Readonly<Record<string, string>> = {
  '440100': '020',
  '440300': '0755',
  '440400': '0756',
  '440600': '0757',
  '440700': '0750',
  '440800': '0759',
  '441200': '0758',
  '441300': '0752',
  '441900': '0769',
  '442000': '0760',
  '330100': '0571',
  '330200': '0574',
  '330400': '0573',
  '330500': '0572',
  '330600': '0575',
  '330700': '0579',
  '331000': '0576',
  '320100': '025',
  '320200': '0510',
  '320400': '0519',
  '320500': '0512',
  '320600': '0513',
  '350100': '0591',
  '350200': '0592',
  '350500': '0595',
  '310100': '021',
  '110100': '010',
  '370100': '0531',
  '370200': '0532',
  '450100': '0771',
  '460100': '0898',
};

/** Area codes where subscribers have seven digits; everywhere else they have eight. */
export const sevenDigitAreas = new Set(['0756', '0750', '0759', '0758', '0752', '0572']);
