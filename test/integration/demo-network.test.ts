import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isEmpty, loadDemoNetwork } from '../../src/demo/index.ts';
import { demoNetwork } from '../../src/demo/network.ts';
import { createPersonalData, type PersonalData } from '../../src/infra/crypto/personal-data.ts';
import { createTestDatabase, type TestDatabase } from '../setup/database.ts';

const now = new Date('2026-11-23T02:00:00Z');
const personalData = createPersonalData(randomBytes(32));

const load = ({ ownerUrl }: TestDatabase, more: { personalData?: PersonalData; progress?: () => void } = {}) =>
  loadDemoNetwork({
    ownerUrl,
    personalData,
    passwordHash: 'none',
    now,
    progress: () => {},
    ...more,
  });

describe('the demo network', () => {
  let database: TestDatabase;
  let ask: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    await load(database);
    // A superuser sees every row, whatever the policies say.
    ask = new pg.Client({ connectionString: database.adminUrl });
    await ask.connect();
  }, 240_000);

  afterAll(async () => {
    await ask?.end();
    await database?.drop();
  });

  const row = async (sql: string) => (await ask.query(sql)).rows[0];

  describe('counts, for Guizhou and the first nine months of 2024,', () => {
    it('136 stations: 67 in Guangdong, 37 in Zhejiang, 13 in Jiangsu, 10 in Fujian, 9 elsewhere', async () => {
      expect(await row(stations)).toEqual({ all: 136, gd: 67, zj: 37, js: 13, fj: 10, others: 9 });
    });

    it('5,578 enterprises outside the province with a visit that was not voided', async () => {
      expect(await row(enterprisesContacted)).toEqual({ count: 5_578 });
    });

    it('106,100 job postings collected', async () => {
      expect(await row(jobPostings)).toEqual({ count: 106_100 });
    });

    it('10,894 hotline matters and 29,623 government services', async () => {
      expect(await row(ticketsByChannel)).toEqual({ hotline: 10_894, government: 29_623 });
    });

    it('nine tickets in ten resolved in time, and growth of a tenth to a half against the year before', async () => {
      const { inTime, ...growth } = await row(comparisons);
      expect(inTime).toBeGreaterThan(0.9);
      expect(inTime).toBeLessThan(0.95);
      for (const rate of Object.values(growth)) {
        expect(rate).toBeGreaterThan(1.1);
        expect(rate).toBeLessThan(1.5);
      }
    });
  });

  it('has the Cengong workstation in Sanshui, with enterprises it visited and work for today', async () => {
    expect(await row(cengong)).toEqual({ name: '岑巩县驻佛山市三水区劳务协作工作站', tier: 'WORKSTATION' });
    const day = await row(cengongDay);
    for (const [what, least] of Object.entries({ visited: 40, due: 3, late: 2, ahead: 3, waiting: 3, overdue: 3 })) {
      expect([what, day[what]]).toEqual([what, expect.any(Number)]);
      expect(day[what]).toBeGreaterThanOrEqual(least);
    }
  });

  it('recognises the known worker by the number, with two tickets closed', async () => {
    const { rows } = await ask.query(callerTickets, [personalData.lookupHash('phone', '13985500001')]);
    expect(rows).toEqual([
      { home: '522626', status: 'CLOSED' },
      { home: '522626', status: 'CLOSED' },
    ]);
  });

  it('seals personal data for the place it stands in', async () => {
    const { rows } = await ask.query(sealedPeople);
    expect(rows).toHaveLength(3);
    for (const { table, tenant, id, name_sealed, phone_sealed } of rows) {
      expect(personalData.open({ table, column: 'name', tenant, id }, name_sealed)).toMatch(/^\p{sc=Han}{2,3}$/u);
      expect(personalData.open({ table, column: 'phone', tenant, id }, phone_sealed)).toMatch(/^1[3-9]\d{9}$/);
    }
  });

  it('credits a posting of an office in Sanshui to Guizhou alone', async () => {
    expect(await row(officePostings)).toEqual({ tenants: ['52'], drafts: 5 });
  });

  it('has a second network, of Hunan, that shares enterprises in Sanshui', async () => {
    const { shared, ...counts } = await row(hunan);
    expect(shared).toBeGreaterThan(10);
    expect(counts).toEqual({ stations: 12, visits: 159 + 118, tickets: expect.any(Number) });
  });

  it.each(contradictions)('contradicts itself nowhere: %s', async (_, sql) => {
    expect(await row(sql)).toEqual({ count: 0 });
  });

  it('lets the service number the next ticket', async () => {
    expect(await row(numbering)).toEqual({ follows: true });
  });

  it('leaves row-level security, keys and indexes as the migrations made them', async () => {
    const fresh = await createTestDatabase();
    try {
      const untouched = new pg.Client({ connectionString: fresh.adminUrl });
      await untouched.connect();
      const [before, after] = [await untouched.query(structure), await ask.query(structure)];
      await untouched.end();
      expect(after.rows).toEqual(before.rows);
      expect(after.rows.filter(({ what }) => what === 'floor').length).toBeGreaterThan(14);
    } finally {
      await fresh.drop();
    }
  });

  it('is refused a second time', async () => {
    expect(await isEmpty(database.ownerUrl)).toBe(false);
    await expect(load(database)).rejects.toThrow(/needs empty tables/);
    expect(await row(jobPostings)).toEqual({ count: 106_100 });
  });
});

describe('a load that fails', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database?.drop());

  afterEachLeavesNothing(() => database);

  it('because a row cannot be made', async () => {
    let seals = 0;
    const seal: PersonalData['seal'] = (place, text) => {
      if (++seals > 12_000) throw new Error('out of wax');
      return personalData.seal(place, text);
    };
    await expect(load(database, { personalData: { ...personalData, seal } })).rejects.toThrow('out of wax');
  }, 60_000);
});
