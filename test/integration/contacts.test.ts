import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { businessDate } from '../../src/shared/business-day.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';

const FIELDS = 'contact { id name title phone version removedAt } userErrors { code field }';
const ADD = `mutation ($input: AddContactInput!) { addContact(input: $input) { ${FIELDS} } }`;
const EDIT = `mutation ($input: EditContactInput!) { editContact(input: $input) { ${FIELDS} } }`;
const REMOVE = `mutation ($input: RemoveContactInput!) { removeContact(input: $input) { ${FIELDS} } }`;
const BY_NUMBER = `query ($phone: String!) {
  contacts(first: 10, phone: $phone) { edges { node { id name enterprise { id } } } } }`;
const OF_ENTERPRISE =
  'query ($id: ID!) { enterprise(id: $id) { contacts(first: 10) { edges { node { id } } } } }';

describe('contacts', () => {
  let service: TestService;
  let network: Network;
  let station: Seeded;
  let staff: Person;
  let branch: Person;
  let neighbour: Person;
  let office: Person;
  let enterprise: Seeded;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    station = await network.station('WORKSTATION', '522626', '440607');
    staff = await network.person('STATION_STAFF', '522626', station);
    branch = await network.person('MANAGER', '522600');
    const libo = await network.station('WORKSTATION', '522722', '440607');
    neighbour = await network.person('STATION_STAFF', '522722', libo);
    office = await network.person('HR_OFFICER', '440607');
    enterprise = await network.enterprise('440607');
  });
  afterAll(() => service.stop());

  let serial = 0;
  const number = () => `1381234${String(++serial).padStart(4, '0')}`;
  const add = async (person: Person, input: object = {}) =>
    (
      await person.data(ADD, {
        input: {
          idempotencyKey: crypto.randomUUID(),
          enterpriseId: enterprise.id,
          name: '陈志强',
          title: '人事经理',
          phone: number(),
          ...input,
        },
      })
    ).addContact;
  const edit = async (person: Person, id: string, input: object = {}) =>
    (await person.data(EDIT, { input: { id, expectedVersion: 1, ...input } })).editContact;
  const remove = async (person: Person, id: string, expectedVersion = 1) =>
    (await person.data(REMOVE, { input: { id, expectedVersion } })).removeContact;
  const listed = async (person: Person): Promise<string[]> =>
    (await person.data(OF_ENTERPRISE, { id: enterprise.id })).enterprise.contacts.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );
  const byNumber = async (person: Person, phone: string) =>
    (await person.data(BY_NUMBER, { phone })).contacts.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );

  it('are added to one’s own region’s list, masked, and sealed in the database', async () => {
    const { contact, userErrors } = await add(staff, { phone: '+86 138-1234-9999' });
    expect(userErrors).toEqual([]);
    expect(contact).toMatchObject({ name: '陈**', title: '人事经理', phone: '138****9999', version: 1 });
    expect(await listed(staff)).toContain(contact.id);
    expect(await listed(branch)).toContain(contact.id);
    expect(await listed(neighbour)).not.toContain(contact.id);
    expect(await listed(office)).not.toContain(contact.id);
    const rows = await service.sql<{ row: string }>('SELECT c::text AS row FROM enterprise_contact c');
    const kept = rows.map(({ row }) => row).join();
    for (const told of ['陈志强', '13812349999']) {
      expect(kept).not.toContain(told);
      expect(kept).not.toContain(Buffer.from(told).toString('hex'));
    }
  });

  it('have names in whatever script their people write', async () => {
    for (const [name, masked] of [
      ['Tashi Dolma', /^T\*+$/],
      ['ئايگۈل مەمەت', /^ئ\*+$/],
      ['བཀྲ་ཤིས་སྒྲོལ་མ', /^བ\*+$/],
      ['阿依古丽·买买提', /^阿\*+$/],
    ] as const) {
      const { contact } = await add(staff, { name });
      expect(contact.name).toMatch(masked);
      // Nor is it said where it is known already.
      const again = await add(staff, { name, phone: `1381234${String(serial).padStart(4, '0')}` });
      expect(again.userErrors).toEqual([{ code: 'CONFLICT', field: ['phone'] }]);
      expect(service.log()).not.toContain(name);
    }
  });

  it('of an office are the office’s own', async () => {
    const { contact } = await add(office);
    const colleague = await network.person('HR_OFFICER', '440607');
    const elsewhere = await network.person('HR_OFFICER', '440306');
    expect(await listed(colleague)).toContain(contact.id);
    expect(await listed(elsewhere)).not.toContain(contact.id);
    expect(await listed(branch)).not.toContain(contact.id);
    expect((await edit(branch, contact.id, { title: '厂长' })).userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['id'] },
    ]);
  });

  it('are found by their number, in any spelling, by those whose they are', async () => {
    const phone = number();
    const { contact } = await add(staff, { phone });
    for (const spelt of [phone, `+86 ${phone}`, `0${phone}`]) {
      expect(await byNumber(branch, spelt)).toEqual([contact.id]);
    }
    expect(await byNumber(neighbour, phone)).toEqual([]);
    expect(await byNumber(office, phone)).toEqual([]);
    expect(await staff.codes(BY_NUMBER, { phone: '12333' })).toEqual(['BAD_USER_INPUT']);
  });

  it('are there once for one name and number', async () => {
    const phone = number();
    const { contact } = await add(staff, { phone });
    const taken = [{ code: 'CONFLICT', field: ['phone'] }];
    expect((await add(staff, { phone: `+86${phone}` })).userErrors).toEqual(taken);
    const other = (await add(staff, { phone, name: '陈志玲' })).contact;
    expect((await edit(staff, other.id, { name: '陈志强' })).userErrors).toEqual(taken);
    expect((await add(office, { phone })).userErrors).toEqual([]);
    const key = { idempotencyKey: crypto.randomUUID(), phone: number() };
    expect((await add(staff, key)).contact).toEqual((await add(staff, key)).contact);
    expect(await byNumber(staff, phone)).toEqual([other.id, contact.id]);
  });

  it('are put right, and then found by the new number alone', async () => {
    const [old, fresh] = [number(), number()];
    const { contact } = await add(staff, { phone: old });
    const edited = await edit(branch, contact.id, { name: '陈志刚', title: null, phone: fresh });
    expect(edited).toMatchObject({
      contact: { name: '陈**', title: null, phone: `138****${fresh.slice(-4)}`, version: 2 },
      userErrors: [],
    });
    expect(await byNumber(staff, old)).toEqual([]);
    expect(await byNumber(staff, fresh)).toEqual([contact.id]);
    const withoutPhone = await edit(staff, contact.id, { expectedVersion: 2, phone: null });
    expect(withoutPhone.contact).toMatchObject({ name: '陈**', phone: null, version: 3 });
    expect((await edit(staff, contact.id, { title: '厂长' })).userErrors).toEqual([
      { code: 'STALE_VERSION', field: ['expectedVersion'] },
    ]);
  });

  it('are put right by one of two who do so at once', async () => {
    const { contact } = await add(staff);
    const titles = ['厂长', '主任'];
    const edits = await Promise.all(titles.map((title) => edit(staff, contact.id, { title })));
    const won = edits.findIndex(({ userErrors }) => userErrors.length === 0);
    expect(edits.map(({ userErrors }) => userErrors).toSorted((a, b) => a.length - b.length)).toEqual([
      [],
      [{ code: 'STALE_VERSION', field: ['expectedVersion'] }],
    ]);
    expect(edits[won].contact).toMatchObject({ title: titles[won], version: 2 });
    const [kept] = await service.sql('SELECT title, version FROM enterprise_contact WHERE id = $1', [
      decodeNodeId(contact.id)?.id,
    ]);
    expect(kept).toEqual({ title: titles[won], version: 2 });
  });

  it('are put right with every fault named at once', async () => {
    const { contact } = await add(staff);
    expect((await edit(staff, contact.id, { name: ' ', phone: '12333' })).userErrors).toEqual([
      { code: 'REQUIRED', field: ['name'] },
      { code: 'INVALID', field: ['phone'] },
    ]);
    expect((await edit(neighbour, contact.id, { title: '厂长' })).userErrors).toEqual([
      { code: 'NOT_FOUND', field: ['id'] },
    ]);
  });

  it('are taken off the list, while visits go on to say whom one met', async () => {
    const phone = number();
    const { logVisit } = await staff.data(
      'mutation ($input: LogVisitInput!) { logVisit(input: $input) { visit { id contact { id version } } } }',
      {
        input: {
          idempotencyKey: crypto.randomUUID(),
          stationId: station.id,
          enterpriseId: enterprise.id,
          visitedOn: businessDate(new Date()),
          way: 'ON_SITE',
          participants: ['杨光'],
          contact: { name: '陈志强', phone },
        },
      },
    );
    const { contact } = logVisit.visit;
    expect((await remove(staff, contact.id)).contact).toMatchObject({
      removedAt: expect.any(String),
      version: 2,
    });
    expect(await listed(staff)).not.toContain(contact.id);
    expect(await byNumber(staff, phone)).toEqual([]);
    const { visits } = await staff.data(
      '{ visits(first: 1) { edges { node { contact { id name removedAt } } } } }',
    );
    expect(visits.edges[0].node.contact).toMatchObject({ id: contact.id, removedAt: expect.any(String) });
    const illegal = [{ code: 'ILLEGAL_TRANSITION', field: ['id'] }];
    expect((await remove(staff, contact.id, 2)).userErrors).toEqual(illegal);
    expect((await edit(staff, contact.id, { expectedVersion: 2, title: '厂长' })).userErrors).toEqual(
      illegal,
    );
    expect((await add(staff, { phone })).userErrors).toEqual([]);
  });
});
