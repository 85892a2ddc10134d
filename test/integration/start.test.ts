import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDays, businessDate } from '../../src/shared/business-day.ts';
import { type Client, signIn } from '../support/client.ts';
import { ServiceProcess } from '../support/process.ts';

const DASHBOARD = `query ($period: PeriodInput!) {
  networkDashboard(homeProvinceCode: "520000", period: $period) {
    totals { stations enterprisesContacted visits jobPostings hotlineMatters governmentServices }
    byHostProvince { region { code } stations }
  }
}`;
const published = { from: '2024-01-01', to: '2024-10-01' };
const PASSWORD = 'a password of the test';

describe('npm start', () => {
  let dataDir: string;
  let service: ServiceProcess;
  let manager: Client;
  const start = () => ServiceProcess.start({ DATA_DIR: dataDir, DEMO_PASSWORD: PASSWORD });
  const today = businessDate(new Date());
  const live = { from: today, to: addDays(today, 1) };
  const totals = async (period: object) =>
    (await manager.data(DASHBOARD, { period })).networkDashboard.totals;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'start-'));
    // Where root runs the tests, PostgreSQL's own user passes through it.
    await chmod(dataDir, 0o711);
    service = await start();
    manager = await signIn(service.url, 'guizhou.manager', PASSWORD);
  }, 180_000);
  afterAll(async () => {
    await service.end('SIGTERM');
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it('says where it listens and who can sign in', () => {
    for (const name of ['cengong.station', 'sanshui.hr', 'guizhou.hotline', 'auditor', 'admin', PASSWORD]) {
      expect(service.output()).toContain(name);
    }
    expect(service.output()).not.toMatch(/"level":[4-6]0|deprecat|warning/i);
  });

  it('lives and is ready', async () => {
    for (const path of ['/healthz', '/readyz']) {
      expect((await fetch(service.url + path)).status).toBe(200);
    }
  });

  it('computes the published figures', async () => {
    const { networkDashboard } = await manager.data(DASHBOARD, { period: published });
    expect(networkDashboard.totals).toMatchObject({
      stations: 136,
      enterprisesContacted: 5_578,
      jobPostings: 106_100,
      hotlineMatters: 10_894,
      governmentServices: 29_623,
    });
    const stations = new Map<string, number>();
    for (const { region, stations: count } of networkDashboard.byHostProvince) {
      const of = ['440000', '330000', '320000', '350000'].includes(region.code) ? region.code : 'others';
      stations.set(of, (stations.get(of) ?? 0) + count);
    }
    expect(Object.fromEntries(stations)).toEqual({
      440000: 67,
      330000: 37,
      320000: 13,
      350000: 10,
      others: 9,
    });
  });

  it('moves the figures by a visit, a posting and a ticket, each by one', async () => {
    const before = await totals(live);
    const station = await signIn(service.url, 'cengong.station', PASSWORD);
    const office = await signIn(service.url, 'sanshui.hr', PASSWORD);
    const hotline = await signIn(service.url, 'guizhou.hotline', PASSWORD);
    const { viewer, enterprises } = await station.data(
      '{ viewer { station { id } } enterprises(first: 1, filter: { regionCode: "440607" }) { edges { node { id } } } }',
    );
    const enterpriseId = enterprises.edges[0].node.id;
    const key = () => crypto.randomUUID();

    const { logVisit } = await station.data(
      'mutation ($input: LogVisitInput!) { logVisit(input: $input) { userErrors { code } } }',
      {
        input: {
          idempotencyKey: key(),
          stationId: viewer.station.id,
          enterpriseId,
          visitedOn: today,
          way: 'ON_SITE',
          participants: ['杨光'],
        },
      },
    );
    const { postJob } = await office.data(
      'mutation ($input: PostJobInput!) { postJob(input: $input) { jobPosting { id version } userErrors { code } } }',
      {
        input: {
          idempotencyKey: key(),
          enterpriseId,
          title: '缝纫工',
          openings: 20,
          payUnit: 'MONTH',
          payMin: '5000',
          regionCode: '440607',
          validThrough: addDays(today, 30),
        },
      },
    );
    const { publishJobPosting } = await office.data(
      'mutation ($input: PublishJobPostingInput!) { publishJobPosting(input: $input) { userErrors { code } } }',
      { input: { id: postJob.jobPosting.id, expectedVersion: postJob.jobPosting.version } },
    );
    const { openTicket } = await hotline.data(
      'mutation ($input: OpenTicketInput!) { openTicket(input: $input) { ticket { station { name } } userErrors { code } } }',
      {
        input: {
          idempotencyKey: key(),
          channel: 'HOTLINE_12333',
          category: 'RIGHTS_PROTECTION',
          summary: '拖欠三个月工资',
          homeRegionCode: '522626',
          incidentRegionCode: '440607',
          amountOwed: '45000',
        },
      },
    );
    expect([logVisit, publishJobPosting, openTicket].flatMap(({ userErrors }) => userErrors)).toEqual([]);
    expect(openTicket.ticket.station.name).toContain('岑巩县');
    expect(await totals(live)).toEqual({
      ...before,
      visits: before.visits + 1,
      jobPostings: before.jobPostings + 1,
      hotlineMatters: before.hotlineMatters + 1,
      enterprisesContacted: expect.any(Number),
    });
  });

  it('stops cleanly on Ctrl-C, and keeps the data and the password', async () => {
    const before = await totals(live);
    expect(await service.end('SIGINT')).toBe(0);
    expect(service.output()).not.toMatch(/"level":[4-6]0/);
    service = await start();
    manager = await signIn(service.url, 'guizhou.manager', PASSWORD);
    expect(await totals(live)).toEqual(before);
  }, 60_000);

  it('keeps the data through a kill -9', async () => {
    const before = await totals(live);
    expect(await service.end('SIGKILL')).toBe('SIGKILL');
    service = await start();
    manager = await signIn(service.url, 'guizhou.manager', PASSWORD);
    expect(await totals(live)).toEqual(before);
  }, 60_000);
});
