import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Network, Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const EDIT = `mutation ($input: EditStationInput!) { editStation(input: $input) { station { name version } userErrors { code } } }`;
const VIEWER = '{ viewer { station { name } } }';

describe('stations in memory', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let manager: Person;
  let here: Person;
  let there: Person;
  let version = 1;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    manager = await network.person('MANAGER', '520000');
    here = await network.person('STATION_STAFF', '522626', station);
    there = new Person(await service.replica(), here.token ?? '', here.actor, here.session);
  });
  afterAll(() => service.stop());

  const nameFor = async (person: Person) => (await person.data(VIEWER)).viewer.station.name;
  const rename = async (name: string) => {
    const { editStation } = await manager.data(EDIT, {
      input: { id: station.id, expectedVersion: version, name },
    });
    expect(editStation).toEqual({ station: { name, version: version + 1 }, userErrors: [] });
    version++;
  };
  /** The statements of a request but for the one that says who asks. */
  const statementsOf = async (person: Person) => {
    service.statements.length = 0;
    await person.data(VIEWER);
    return service.statements.filter((name) => name !== 'session');
  };
  /** From when on a station is answered without being read. */
  const isInMemory = async (person: Person) => {
    while ((await statementsOf(person)).length > 0);
  };

  it('are read once and then answered without a statement', async () => {
    await isInMemory(here);
    expect(await nameFor(here)).toBe((await service.sql('SELECT name FROM station'))[0]?.name);
  });

  it('are seen at once as this process has changed them, and soon as another one has', async () => {
    for (let i = 0; i < 20; i++) {
      await isInMemory(there);
      await rename(`三水站${i}`);
      expect(await nameFor(here)).toBe(`三水站${i}`);
      while ((await nameFor(there)) !== `三水站${i}`);
      // Once it has been seen, it does not go again.
      for (let again = 0; again < 5; again++) expect(await nameFor(there)).toBe(`三水站${i}`);
    }
  });

  it('are read from the database while nobody tells of changes', async () => {
    await isInMemory(there);
    const holder = new pg.Client({ connectionString: service.database.adminUrl });
    await holder.connect();
    try {
      // No process relays anything while this row is held.
      await holder.query('BEGIN; SELECT FROM outbox_mark FOR UPDATE');
      await rename('无人转告');
      while ((await nameFor(there)) !== '无人转告');
      expect(await statementsOf(there)).toEqual(['station']);
    } finally {
      await holder.query('ROLLBACK');
      await holder.end();
    }
    await isInMemory(there);
    expect(await nameFor(there)).toBe('无人转告');
  });

  it('are found by their ids as before, and out of nobody’s reach', async () => {
    await isInMemory(here);
    const query = 'query ($id: ID!) { station(id: $id) { id name } node(id: $id) { __typename id } }';
    const officer = await network.person('HR_OFFICER', '440607');
    for (const person of [here, manager, officer]) {
      expect(await person.data(query, { id: station.id })).toEqual({
        station: { id: station.id, name: '无人转告' },
        node: { __typename: 'Station', id: station.id },
      });
    }
  });
});
