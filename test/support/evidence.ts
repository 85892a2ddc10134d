import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What the tests leave for the search at their end: everything that services, commands and databases have said, and the
 * personal values that were used. Each process writes files of its own, and everything by whatever ends it.
 */
const directory = () => process.env.TEST_EVIDENCE;

/** Where something was said. */
export type Source = 'log' | 'output' | 'answer' | 'postgres' | 'redis';

const waiting = new Map<string, string[]>();

/** Keeps what was said, to be searched. */
export const keep = (source: Source, said: string): void => put(`said-${source}`, said);

/** Leaves out the two passwords that are told on purpose, once, to the operator who sits at the terminal. */
export const untold = (said: string): string =>
  said.replace(
    /(Demo accounts, all with the password|Created the administrator [\w.-]+, password): \S+/g,
    '$1',
  );

/** Keeps a value that nothing may ever say. @param kind what it is, to be told instead of it */
export const keepPersonal = (kind: string, value: string): void =>
  put('personal', `${JSON.stringify([kind, value])}\n`);

function put(file: string, text: string): void {
  const lines = waiting.get(file) ?? [];
  lines.push(text);
  waiting.set(file, lines);
  if (lines.length >= 1_000) flush();
}

export function flush(): void {
  for (const [file, lines] of waiting) {
    const at = directory();
    if (at !== undefined) appendFileSync(join(at, `${file}-${process.pid}.txt`), lines.join(''));
  }
  waiting.clear();
}

/** Keeps the personal values of a request, and what its answer says of errors. */
export function keepExchange(request: unknown, answer: unknown): void {
  if (isObject(request)) {
    personalIn(request.variables, String(request.query ?? ''));
    for (const [, field = '', value = ''] of String(request.query ?? '').matchAll(LITERAL)) {
      keepPersonal(fields[field] ?? field, value);
    }
  }
  if (!isObject(answer)) return;
  if (answer.errors) keep('answer', `${JSON.stringify(answer.errors)}\n`);
  errorsIn(answer.data);
}

/** Keeps what was sent and answered on a bare connection, as far as it is HTTP. */
export function keepSocket(request: string | Buffer, answer: string): void {
  const bodyOf = (message: string) => message.slice(message.indexOf('\r\n\r\n') + 4);
  const [sent, told] = [bodyOf(String(request)), bodyOf(answer)];
  keep('answer', `${answer.slice(0, answer.length - told.length)}\n`);
  // What is not JSON by itself, chunks and pages among it, is kept as it is.
  if (parsed(told) === null) keep('answer', `${told}\n`);
  keepExchange(parsed(sent), parsed(told));
}

/** What a text says in JSON; null when it says nothing. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What people put in, by the fields that are for it. */
const fields: Record<string, string> = {
  callerName: 'name',
  callerPhone: 'phone',
  phone: 'phone',
  password: 'password',
  oldPassword: 'password',
  newPassword: 'password',
  refreshToken: 'token',
};

const DEEPEST = 50;

/** A value within the document itself. */
const LITERAL = /(callerName|callerPhone|phone|password|oldPassword|newPassword): "([^"\\]+)"/g;

function personalIn(value: unknown, query: string, within = '', depth = 0): void {
  // Hostile ones have no end.
  if (depth > DEEPEST) return;
  if (Array.isArray(value)) for (const one of value) personalIn(one, query, within, depth + 1);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const isContact = within === 'contact' || /addContact|editContact/.test(query);
    const kind = fields[key] ?? (key === 'name' && isContact ? 'name' : undefined);
    if (kind && typeof inner === 'string') keepPersonal(kind, inner);
    else personalIn(inner, query, key, depth + 1);
  }
}

/** What an answer gives: secrets are told to their owner once and never again; what there is to mend is said to anybody. */
function errorsIn(value: unknown): void {
  if (Array.isArray(value)) for (const one of value) errorsIn(one);
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'userErrors') keep('answer', `${JSON.stringify(inner)}\n`);
    else if (/^(accessToken|refreshToken|temporaryPassword)$/.test(key) && typeof inner === 'string') {
      keepPersonal(key === 'temporaryPassword' ? 'password' : 'token', inner);
    } else errorsIn(inner);
  }
}
