import { type DestinationStream, type Logger, pino } from 'pino';

/**
 * Structured logs on standard output. Errors are cut down to what cannot hold anybody's data: errors of the database
 * quote values in their message, detail and parameters, so of those the code and the names of things remain.
 */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: describe },
    },
    destination ?? pino.destination({ sync: false, minLength: 4_096, periodicFlush: WITHIN }),
  );

/**
 * Lines are written together, by then at the latest, in milliseconds: one by one each would stop the process for a system
 * call. A fatal one and whatever there is at an exit is written at once; only a process that is killed takes it along.
 */
const WITHIN = 100;

function describe(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code, constraint, table, column } = error as Error & Record<string, unknown>;
  const ofDatabase = typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code);
  return {
    type: error.constructor.name,
    code,
    ...(ofDatabase ? { constraint, table, column } : { message: error.message }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .join('\n'),
    ...(error.cause === undefined ? {} : { cause: describe(error.cause) }),
  };
}
