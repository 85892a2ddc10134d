import { z } from 'zod';
import { isBusinessDate } from '../shared/business-day.ts';
import { type Problem, Rejection, type UserErrorCode } from '../shared/errors.ts';
import type { MessageKey } from '../shared/messages.ts';
import { decodeNodeId, type NodeRef, type NodeType } from '../shared/node-id.ts';
import { normalizePhone } from '../shared/phone.ts';

/** A rule of our own that names its code and message. */
export function breach(
  context: z.RefinementCtx,
  code: UserErrorCode,
  messageKey: MessageKey,
  path: string[] = [],
): typeof z.NEVER {
  context.addIssue({ code: 'custom', path, params: { code, messageKey } });
  return z.NEVER;
}

/** Text a person typed: trimmed, composed (NFC), not empty, no longer than `max` characters, no control characters. */
export const text = (max: number) =>
  z
    .string()
    // Pasted text comes with tabs and with the line breaks of other systems.
    .transform((value) => value.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').trim())
    .transform((value, context) => {
      if (value === '') return breach(context, 'REQUIRED', 'REQUIRED');
      if ([...value].length > max) return breach(context, 'INVALID', 'TOO_LONG');
      if (CONTROL.test(value)) return breach(context, 'INVALID', 'INVALID');
      return value;
    });

/** Text that may be left out; blank is the same as left out. */
export const optionalText = (max: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? null : (value ?? null)),
    text(max).nullable(),
  );

/** Everything that is not printable but the line break; PostgreSQL stores no NUL. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters refused
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u;

export const optional = <Rule extends z.ZodType>(rule: Rule) =>
  z.preprocess((value) => value ?? null, rule.nullable());

/** A key the client made up for one intended change: 8 to 128 printable ASCII characters. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{8,128}$/);

export const expectedVersion = z.number().int();

/** The id of a record of one type. An id of anything else is the same as one that was never issued. */
export const idOf = (type: NodeType) =>
  z.string().transform((id, context): NodeRef => {
    const ref = decodeNodeId(id);
    return ref?.type === type ? ref : breach(context, 'NOT_FOUND', 'REFERENCE_NOT_FOUND');
  });

/** A telephone number in any spelling, brought to the one it is kept in. */
export const phoneNumber = z
  .string()
  .transform((phone, context) => normalizePhone(phone) ?? breach(context, 'INVALID', 'PHONE_INVALID'));

export const date = z.string().refine(isBusinessDate);

/** An amount as the database gives it back: with two decimals. The scalar has checked its form. */
export const money = z.string().transform((amount) => {
  const [yuan, fen = ''] = amount.split('.');
  return `${BigInt(yuan ?? 0)}.${fen.padEnd(2, '0')}`;
});

/** A list of at most `max` entries, of which at least `min`. */
export const listOf = <Rule extends z.ZodType>(rule: Rule, max: number, min = 0) =>
  z
    .array(z.unknown())
    .transform((entries, context) => {
      if (entries.length < min) return breach(context, 'REQUIRED', 'REQUIRED');
      if (entries.length > max) return breach(context, 'INVALID', 'TOO_MANY');
      return entries;
    })
    .pipe(z.array(rule));

/** The input as its rules make it. @throws Rejection naming every field at fault */
export function check<Input>(rules: z.ZodType<Input>, raw: unknown): Input {
  const result = rules.safeParse(raw);
  if (result.success) return result.data;
  throw new Rejection(result.error.issues.map(problem));
}

function problem(issue: z.core.$ZodIssue): Problem {
  const field = issue.path.map(String);
  const params =
    issue.code === 'custom' ? (issue.params as Pick<Problem, 'code' | 'messageKey'> | undefined) : undefined;
  return { code: params?.code ?? 'INVALID', messageKey: params?.messageKey ?? 'INVALID', field };
}
