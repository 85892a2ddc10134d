import { expect } from '@jest/globals';
import type { Person } from './network.ts';

const TICKET = `
  id number status priority summary version openedAt dueAt dueAtProvisional resolvedAt callerName callerPhone
  agentUsername transferredTo { province { code } number } transferredFrom { province { code } number }
  homeRegion { code } incidentRegion { code } station { id } worker { id } enterprise { id } peopleInvolved amountOwed`;
const HISTORY = `query ($id: ID!) { ticket(id: $id) { history(first: 100) {
  edges { node { id type note at reached satisfied actor { username station { id } } } } } } }`;

export const matter = (more: Record<string, unknown> = {}) => ({
  idempotencyKey: crypto.randomUUID(),
  channel: 'HOTLINE_12333',
  category: 'RIGHTS_PROTECTION',
  summary: '三个月工资未发',
  ...more,
});

export interface Ticket {
  id: string;
  number: string;
  status: string;
  summary: string;
  version: number;
  station: { id: string } | null;
  homeRegion: { code: string };
  dueAt: string;
  dueAtProvisional: boolean;
  agentUsername: string | null;
  transferredTo: Link | null;
  transferredFrom: Link | null;
  worker: { id: string } | null;
}

interface Link {
  province: { code: string };
  number: string;
}

export interface Step {
  id: string;
  type: string;
  note: string | null;
  reached: boolean | null;
  satisfied: boolean | null;
  actor: { username: string; station: { id: string } | null };
}

/** Sends one step of a ticket's life: what became of the ticket, or what there is to mend. */
export async function sends(
  person: Person,
  step: string,
  input: Record<string, unknown>,
): Promise<{ ticket: Ticket | null; userErrors: { code: string; field: string[] }[] }> {
  const type = `${step.charAt(0).toUpperCase()}${step.slice(1)}Input`;
  const data = await person.data(
    `mutation ($input: ${type}!) { ${step}(input: $input) { ticket { ${TICKET} } userErrors { code field } } }`,
    { input },
  );
  return data[step];
}

/** The ticket that a step made or changed. */
export async function takes(person: Person, step: string, input: Record<string, unknown>): Promise<Ticket> {
  const { ticket, userErrors } = await sends(person, step, input);
  expect(userErrors).toEqual([]);
  return ticket as Ticket;
}

/** Opens a ticket; what is not given is a complaint to the hotline. */
export const opens = (person: Person, more: Record<string, unknown> = {}) =>
  takes(person, 'openTicket', matter(more));
/** Which ticket, as it was read. */
export const at = ({ id, version }: { id: string; version: number }) => ({ id, expectedVersion: version });
export const sees = async (person: Person, id: string) =>
  (await person.codes('query ($id: ID!) { ticket(id: $id) { id } }', { id })).length === 0;
export const nodesOf = <Node>({ edges }: { edges: { node: Node }[] }) => edges.map(({ node }) => node);
export const historyOf = async (person: Person, id: string) =>
  nodesOf<Step>((await person.data(HISTORY, { id })).ticket.history);
