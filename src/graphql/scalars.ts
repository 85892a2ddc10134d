import { GraphQLScalarType, Kind } from 'graphql';
import { isBusinessDate } from '../shared/business-day.ts';

/** A scalar that travels as text. Errors say what was expected and never what was sent. */
function textScalar(
  name: string,
  description: string,
  expected: string,
  accept: (text: string) => unknown,
  serialize: (value: unknown) => string,
) {
  const parse = (value: unknown) => {
    const accepted = typeof value === 'string' ? accept(value) : undefined;
    if (accepted === undefined) throw new TypeError(`${name} is ${expected}`);
    return accepted;
  };
  return new GraphQLScalarType({
    name,
    description,
    serialize,
    parseValue: parse,
    parseLiteral: (literal) => parse(literal.kind === Kind.STRING ? literal.value : undefined),
  });
}

export const DateScalar = textScalar(
  'Date',
  'A business day in Asia/Shanghai: YYYY-MM-DD.',
  'a day of the calendar as YYYY-MM-DD',
  (text) => (isBusinessDate(text) ? text : undefined),
  String,
);

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

export const DateTimeScalar = textScalar(
  'DateTime',
  'An instant: RFC 3339, answered in UTC.',
  'an RFC 3339 instant with an offset',
  (text) => (INSTANT.test(text) && !Number.isNaN(Date.parse(text)) ? new Date(text) : undefined),
  (value) => (value as Date).toISOString(),
);

export const MoneyScalar = textScalar(
  'Money',
  'An amount in CNY as a decimal string with at most two decimals: "5600.00".',
  'a decimal string of at most ten digits and two decimals',
  (text) => (/^\d{1,10}(\.\d{1,2})?$/.test(text) ? text : undefined),
  String,
);
