import { isIP } from 'node:net';
import { z } from 'zod';
import { issuerOf, issuerVariables, missingOfIssuer } from './issuer.ts';

const url = (...protocols: string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
    error: `must be a URL beginning with ${protocols.join(' or ')}`,
  });

const onOrOff = z
  .enum(['true', 'false'])
  .transform((value) => value === 'true')
  .optional();

const key = z.base64().refine((text) => Buffer.from(text, 'base64').length === 32, {
  error: 'must be 32 bytes in base64',
});

/** Keys, separated by commas. */
const keys = z
  .string()
  .transform((list) => list.split(',').map((one) => one.trim()))
  .pipe(z.array(key));

/** Addresses and networks, as in `10.0.0.5, 10.1.0.0/16`. */
const addresses = z
  .string()
  .transform((list) => list.split(',').map((address) => address.trim()))
  .refine((list) => list.every(isAddress), { error: 'must be addresses or networks such as 10.1.0.0/16' });

function isAddress(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const bits = { 4: 32, 6: 128 }[isIP(address)];
  const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (bits ?? 0));
  return bits !== undefined && isPrefix && more.length === 0;
}

const variables = z
  .object({
    NODE_ENV: z.string().optional(),
    PORT: z.coerce.number().int().min(0).max(65_535).default(4_000),
    HOST: z.string().default('localhost'),
    TRUSTED_PROXIES: addresses.default([]),
    DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    MIGRATIONS_DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(10),
    METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
    METRICS_HOST: z.string().default('localhost'),
    REDIS_URL: url('redis:', 'rediss:').optional(),
    DATA_DIR: z.string().min(1).default('.data'),
    DATA_KEY: key.optional(),
    DATA_KEY_BEFORE: key.optional(),
    AUDIT_KEY: key.optional(),
    AUDIT_FORMER_PUBLIC_KEYS: keys.default([]),
    TOKEN_SECRET: key.optional(),
    DEMO: onOrOff,
    DEMO_PASSWORD: z.string().min(8).max(256).optional(),
    RATE_LIMITS: z.enum(['on', 'off']).default('on'),
    GRAPHQL_INTROSPECTION: z.enum(['true', 'false']).optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    ...issuerVariables,
  })
  .refine((env) => !env.DEMO || !env.DATABASE_URL || env.MIGRATIONS_DATABASE_URL, {
    error: 'loading the demo network into your own database needs MIGRATIONS_DATABASE_URL',
    path: ['DEMO'],
  })
  .check(({ value, issues }) => {
    for (const name of missingOfIssuer(value)) {
      issues.push({
        code: 'custom',
        message: 'must be set with OIDC_ISSUER',
        path: [name],
        input: undefined,
      });
    }
  });

/** Every variable there is; docs/operations.md says what each means. */
export const variableNames = Object.keys(variables.shape);

export type Config = ReturnType<typeof readConfig>;

/**
 * The service's configuration, from the environment alone; docs/operations.md has the table. Without DATABASE_URL the service runs
 * a PostgreSQL of its own and, unless told not to, loads the demo network into it.
 * @throws Error that names every variable at fault, and no value
 */
export function readConfig(environment: Record<string, string | undefined>) {
  // An empty variable is one that is not set: `REDIS_URL= npm start`.
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = variables.safeParse(present);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `  ${String(path[0])}: ${message}`);
    throw new Error(`配置有误 / The configuration is not valid:\n${faults.join('\n')}`);
  }
  const env = parsed.data;
  return {
    port: env.PORT,
    host: env.HOST,
    trustedProxies: env.TRUSTED_PROXIES,
    database: env.DATABASE_URL
      ? { url: env.DATABASE_URL, ownerUrl: env.MIGRATIONS_DATABASE_URL ?? null }
      : null,
    poolSize: env.DATABASE_POOL_SIZE,
    metrics: env.METRICS_PORT === undefined ? null : { port: env.METRICS_PORT, host: env.METRICS_HOST },
    redisUrl: env.REDIS_URL ?? null,
    dataDir: env.DATA_DIR,
    dataKey: env.DATA_KEY ?? null,
    dataKeyBefore: env.DATA_KEY_BEFORE ?? null,
    auditKey: env.AUDIT_KEY ?? null,
    formerAuditKeys: env.AUDIT_FORMER_PUBLIC_KEYS,
    tokenSecret: env.TOKEN_SECRET ?? null,
    demo: env.DEMO ?? !env.DATABASE_URL,
    demoPassword: env.DEMO_PASSWORD ?? null,
    rateLimits: env.RATE_LIMITS === 'on',
    introspection: env.GRAPHQL_INTROSPECTION
      ? env.GRAPHQL_INTROSPECTION === 'true'
      : env.NODE_ENV !== 'production',
    logLevel: env.LOG_LEVEL,
    issuer: issuerOf(env),
  };
}
