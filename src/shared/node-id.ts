/**
 * Global ids, opaque to clients: base64url of one byte for the type, one for the tenant and the record's UUID.
 * The tenant is inside, so that every look-up goes to one shard. 18 bytes are 24 characters, without padding or slack:
 * each record has exactly one spelling.
 */
const typeBytes = {
  Station: 1,
  CooperationAgreement: 2,
  Enterprise: 3,
  EnterpriseContact: 4,
  EnterpriseVisit: 5,
  FollowUp: 6,
  JobPosting: 7,
  Worker: 8,
  ServiceTicket: 9,
  TicketEvent: 10,
  Account: 11,
  Session: 12,
  HrOffice: 13,
  EnterpriseMerge: 14,
  TicketDeadlineRule: 15,
  CalendarEntry: 17,
  VisitRevision: 41,
  Province: 16,
  AuditEntry: 18,
  PersonalDataRequest: 19,
} as const;

export type NodeType = keyof typeof typeBytes;

export const nodeTypes = Object.keys(typeBytes) as NodeType[];

/** The types whose tables all provinces share: their ids carry no tenant, and those of all others do. */
const sharedTypes: readonly NodeType[] = [
  'Station',
  'CooperationAgreement',
  'HrOffice',
  'Enterprise',
  'EnterpriseMerge',
  'JobPosting',
  'TicketDeadlineRule',
  'CalendarEntry',
  'Account',
  'Session',
  'Province',
];

/** Whether ids of this type carry no tenant, be there one in the row: it may change, and the id must not. */
export const isShared = (type: NodeType): boolean => sharedTypes.includes(type);

const typesByByte = new Map<number, NodeType>(nodeTypes.map((type) => [typeBytes[type], type]));

export interface NodeRef {
  readonly type: NodeType;
  /** Two digits, or null for a record of a table that all provinces share. */
  readonly tenant: string | null;
  /** UUID in lower case. */
  readonly id: string;
}

const SHARED = 0xff;

/** @param tenant two digits, or null or undefined for a shared record */
export function encodeNodeId(type: NodeType, tenant: string | null | undefined, uuid: string): string {
  const head = (typeBytes[type] << 8) | (tenant == null ? SHARED : Number(tenant));
  writeTwo(0, head >> 4);
  let bits = head & 0xf;
  for (let i = 0, digits = 1; i < uuid.length; i++) {
    const digit = digitsByCode[uuid.charCodeAt(i)];
    if (digit === undefined) continue;
    bits = (bits << 4) | digit;
    if (++digits % 3 > 0) continue;
    writeTwo((digits / 3) * 2, bits);
    bits = 0;
  }
  return written.toString('latin1');
}

// There are hundreds of ids in an answer: each is written into the same bytes and read out once. Three digits of a UUID, twelve
// bits, are two characters of base64url.
const written = Buffer.alloc(24);
const base64url = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 'latin1');
const digitsByCode: (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code));
  return digit < 0 ? undefined : digit;
});

function writeTwo(at: number, bits: number): void {
  written[at] = base64url[bits >> 6] ?? 0;
  written[at + 1] = base64url[bits & 63] ?? 0;
}

/** Which record, its type being known. */
export type RecordRef = Pick<NodeRef, 'tenant' | 'id'>;

/** The record an id names, or null when this service never issued such an id. */
export function decodeNodeId(id: string): NodeRef | null {
  if (!/^[\w-]{24}$/.test(id)) return null;
  const bytes = Buffer.from(id, 'base64url');
  const type = typesByByte.get(bytes.readUInt8(0));
  const tenant = bytes.readUInt8(1);
  if (!type) return null;
  if (isShared(type) ? tenant !== SHARED : tenant > 99) return null;
  const uuid = bytes.toString('hex', 2).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { type, tenant: tenant === SHARED ? null : String(tenant).padStart(2, '0'), id: uuid };
}
