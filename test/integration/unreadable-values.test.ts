import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPersonalData } from '../../src/infra/crypto/personal-data.ts';
import { decodeNodeId } from '../../src/shared/node-id.ts';
import { Client } from '../support/client.ts';
import { Network, type Person, type Seeded } from '../support/network.ts';
import { startTestService, type TestService } from '../support/service.ts';
import { at, nodesOf, opens, type Ticket, takes } from '../support/tickets.ts';

const [CHINESE, ENGLISH] = ['无法读取，请告知管理员。', 'Cannot be read: tell your administrator.'];

const TICKETS = '{ tickets(first: 100) { edges { node { id callerName callerPhone } } } }';
const CONTACTS = `query ($id: ID!) { enterprise(id: $id) {
  contacts(first: 100) { edges { node { id name title phone version } } } } }`;
const WORKER = 'query ($id: ID!) { node(id: $id) { ... on Worker { name phone } } }';
const REVEAL = `mutation ($input: RevealPersonalDataInput!) {
  revealPersonalData(input: $input) { personalData { name phone } userErrors { code field } } }`;
const EXPORT = `mutation ($input: ExportPersonalDataInput!) { exportPersonalData(input: $input) {
  export { workers { name phone } tickets { callerName callerPhone } contacts { name phone } } userErrors { code } } }`;

/** What a sealed value may have become by somebody's hand, or a disk's. */
const tamperings: [what: string, sealed: (whole: Buffer, service: TestService, id: string) => Buffer][] = [
  [
    'a bit was turned over',
    (whole) => Buffer.concat([whole.subarray(0, -1), Buffer.of((whole.at(-1) ?? 0) ^ 1)]),
  ],
  ['it was cut short', (whole) => whole.subarray(0, 12)],
  ['it is empty', () => Buffer.alloc(0)],
  ['its key has no such number', (whole) => Buffer.concat([Buffer.of(77), whole.subarray(1)])],
  [
    'it was sealed with another key',
    (_, __, id) =>
      createPersonalData(randomBytes(32)).seal(
        { table: 'enterprise_contact', column: 'name', tenant: '52', id },
        '周正',
      ),
  ],
  [
    'it was copied from another row',
    (_, { personalData }) =>
      personalData.seal(
        { table: 'enterprise_contact', column: 'name', tenant: '52', id: crypto.randomUUID() },
        '周正',
      ),
  ],
];

describe('a sealed value that does not open', () => {
  let service: TestService;
  let network: Network;
  let enterprise: Seeded;
  let hotline: Person;
  let staff: Person;
  let manager: Person;

  beforeAll(async () => {
    service = await startTestService();
    network = new Network(service);
    const station = await network.station('WORKSTATION', '522626', '440607');
    await network.station('HEADQUARTERS', '430000', '440000');
    enterprise = await network.enterprise('440607');
    hotline = await network.person('HOTLINE_AGENT', '520000');
    staff = await network.person('STATION_STAFF', '522626', station);
    manager = await network.person('MANAGER', '520000');
  }, 30_000);
  afterAll(() => service.stop());

  let lastNumber = 13_611_110_000;
  const freshPhone = () => String(++lastNumber);
  const uuidOf = ({ id }: { id: string }) => decodeNodeId(id)?.id ?? '';
  const inChinese = ({ token }: Person) => new Client(service.url, token, 'zh-CN');
  const calls = (callerName: string, callerPhone: string) =>
    opens(hotline, { callerName, callerPhone, homeRegionCode: '522626', incidentRegionCode: '440607' });
  const knows = async (name: string, phone: string) => {
    const { addContact } = await staff.data(
      `mutation ($input: AddContactInput!) { addContact(input: $input) { contact { id version } userErrors { code } } }`,
      {
        input: {
          idempotencyKey: crypto.randomUUID(),
          enterpriseId: enterprise.id,
          name,
          title: '厂长',
          phone,
        },
      },
    );
    return addContact.contact as { id: string; version: number };
  };
  const edits = async (input: object) =>
    (
      await staff.data(
        `mutation ($input: EditContactInput!) {
           editContact(input: $input) { contact { name title phone version } userErrors { code } } }`,
        { input },
      )
    ).editContact;
  const contactsFor = async (client: Client) =>
    nodesOf<{ id: string; name: string; phone: string }>(
      (await client.data(CONTACTS, { id: enterprise.id })).enterprise.contacts,
    );
  const reveals = async (client: Client, { id }: { id: string }) =>
    (await client.data(REVEAL, { input: { id, reason: '回访核实' } })).revealPersonalData;
  /** Turns over one bit of what a row keeps. */
  const spoil = (table: string, key: string, column: string, record: { id: string }) =>
    service.sql(
      `UPDATE ${table} SET ${column} = set_byte(${column}, 30, get_byte(${column}, 30) # 1) WHERE ${key} = $1`,
      [uuidOf(record)],
    );
  const faultsOf = (record: { id: string }) =>
    service
      .log()
      .split('\n')
      .filter((line) => line.includes('a sealed value does not open') && line.includes(uuidOf(record)))
      .map((line) => JSON.parse(line));

  it.each(tamperings)('says so in its place, and the list goes on: %s', async (_what, tampered) => {
    const [sound, broken] = [await knows('吴芳', freshPhone()), await knows('周正', freshPhone())];
    const id = uuidOf(broken);
    const [row] = await service.sql<{ whole: Buffer }>(
      'SELECT name_sealed AS whole FROM enterprise_contact WHERE id = $1',
      [id],
    );
    const value = tampered(row?.whole ?? Buffer.alloc(0), service, id);
    await service.sql('UPDATE enterprise_contact SET name_sealed = $2 WHERE id = $1', [id, value]);
    const listed = new Map((await contactsFor(staff)).map((contact) => [contact.id, contact]));
    expect(listed.get(sound.id)).toMatchObject({ name: '吴*' });
    expect(listed.get(broken.id)).toMatchObject({ name: ENGLISH, phone: expect.stringMatching(/^136\*{4}/) });
  });

  it('says so of callers, contacts and workers, in the language that was asked in', async () => {
    const ticket = await calls('周正', freshPhone());
    const sound = await calls('吴芳', freshPhone());
    const contact = await knows('周正', freshPhone());
    const worker = await network.worker('522626', '周正', freshPhone());
    for (const column of ['name_sealed', 'phone_sealed']) {
      await spoil('ticket_caller', 'ticket_id', column, ticket);
      await spoil('enterprise_contact', 'id', column, contact);
      await spoil('worker', 'id', column, worker);
    }
    for (const [client, sentence] of [
      [staff, ENGLISH],
      [inChinese(staff), CHINESE],
    ] as const) {
      const callers = nodesOf<{ id: string }>((await client.data(TICKETS)).tickets);
      expect(callers).toContainEqual({ id: ticket.id, callerName: sentence, callerPhone: sentence });
      expect(callers).toContainEqual(expect.objectContaining({ id: sound.id, callerName: '吴*' }));
      expect(await contactsFor(client)).toContainEqual(
        expect.objectContaining({ id: contact.id, name: sentence, phone: sentence }),
      );
      expect(await client.data(WORKER, { id: worker.id })).toEqual({
        node: { name: sentence, phone: sentence },
      });
    }
  });

  it('is told to operators once, by its place and never by what it says', async () => {
    const worker = await network.worker('522626', '周正', freshPhone());
    await spoil('worker', 'id', 'name_sealed', worker);
    const ask = () => manager.data(WORKER, { id: worker.id });
    for (let i = 0; i < 3; i++) await ask();
    expect(faultsOf(worker)).toEqual([
      expect.objectContaining({
        level: 50,
        table: 'worker',
        column: 'name',
        tenant: '52',
        id: uuidOf(worker),
      }),
    ]);
    await spoil('worker', 'id', 'phone_sealed', worker);
    await ask();
    expect(faultsOf(worker).map(({ column }) => column)).toEqual(['name', 'phone']);
    expect(service.log()).not.toMatch(/周正|13611110/);
  });

  it('leaves what does open to be revealed and exported', async () => {
    const phone = freshPhone();
    const [ticket, contact] = [await calls('周正', phone), await knows('周正', phone)];
    const worker = await network.worker('522626', '周正', phone);
    await spoil('ticket_caller', 'ticket_id', 'name_sealed', ticket);
    await spoil('enterprise_contact', 'id', 'name_sealed', contact);
    await spoil('worker', 'id', 'name_sealed', worker);
    for (const record of [ticket, contact, worker]) {
      const personalData = { name: ENGLISH, phone };
      expect(await reveals(staff, record)).toEqual({ personalData, userErrors: [] });
    }
    expect((await reveals(inChinese(staff), worker)).personalData).toEqual({ name: CHINESE, phone });
    const { exportPersonalData } = await manager.data(EXPORT, { input: { phone, reason: '本人持证申请' } });
    expect(exportPersonalData).toEqual({
      export: {
        workers: [{ name: ENGLISH, phone }],
        tickets: [{ callerName: ENGLISH, callerPhone: phone }],
        contacts: [{ name: ENGLISH, phone }],
      },
      userErrors: [],
    });
  });

  it('is left as it is by an edit of something else, and mended by one of its own', async () => {
    const phone = freshPhone();
    const contact = await knows('周正', phone);
    await spoil('enterprise_contact', 'id', 'name_sealed', contact);
    const kept = () =>
      service.sql('SELECT name_sealed, phone_sealed FROM enterprise_contact WHERE id = $1', [
        uuidOf(contact),
      ]);
    const before = await kept();
    const titled = await edits({ ...at(contact), title: '人事经理' });
    expect(titled).toMatchObject({ contact: { name: ENGLISH, title: '人事经理' }, userErrors: [] });
    expect(await kept()).toEqual(before);
    const named = await edits({ ...at({ ...contact, version: 2 }), name: '周正' });
    expect(named).toMatchObject({ contact: { name: '周*', phone: expect.stringMatching(/^136/) } });
    expect((await reveals(staff, contact)).personalData).toEqual({ name: '周正', phone });
  });

  it('does not keep somebody met again from being noted down', async () => {
    const phone = freshPhone();
    const contact = await knows('周正', phone);
    await spoil('enterprise_contact', 'id', 'name_sealed', contact);
    const again = await knows('周正', phone);
    expect(again.id).not.toBe(contact.id);
    expect(await contactsFor(staff)).toContainEqual(expect.objectContaining({ id: again.id, name: '周*' }));
  });

  it('does not keep a ticket from the province whose it is, where it says the same', async () => {
    const phone = freshPhone();
    const ticket = await calls('周正', phone);
    await spoil('ticket_caller', 'ticket_id', 'name_sealed', ticket);
    await takes(hotline, 'transferTicket', {
      ...at(ticket),
      idempotencyKey: crypto.randomUUID(),
      homeRegionCode: '430000',
      reason: '湖南籍',
    });
    const hunan = await network.person('HOTLINE_AGENT', '430000');
    const [there] = nodesOf<Ticket>((await hunan.data(TICKETS)).tickets);
    expect(there).toMatchObject({ callerName: ENGLISH, callerPhone: expect.stringMatching(/^136\*{4}/) });
    expect((await reveals(hunan, there as Ticket)).personalData).toEqual({ name: ENGLISH, phone });
  });
});
