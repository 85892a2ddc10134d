import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const key = Buffer.alloc(32, 7).toString('base64');

const faultsOf = (environment: Record<string, string | undefined>) => {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as Error).message;
  }
  return null;
};

describe('the configuration', () => {
  it('of an empty environment is a service that brings its own database, and the demo network in it', () => {
    expect(readConfig({})).toEqual({
      port: 4_000,
      host: 'localhost',
      trustedProxies: [],
      database: null,
      poolSize: 10,
      metrics: null,
      redisUrl: null,
      dataDir: '.data',
      dataKey: null,
      dataKeyBefore: null,
      auditKey: null,
      formerAuditKeys: [],
      tokenSecret: null,
      demo: true,
      demoPassword: null,
      rateLimits: true,
      introspection: true,
      logLevel: 'info',
      issuer: null,
    });
  });

  it('takes every variable as it is documented', () => {
    expect(
      readConfig({
        NODE_ENV: 'production',
        PORT: '8080',
        HOST: '0.0.0.0',
        TRUSTED_PROXIES: '10.0.0.5, 10.1.0.0/16, fd00::/8',
        DATABASE_URL: 'postgres://service@db/labor',
        MIGRATIONS_DATABASE_URL: 'postgresql://owner@db/labor',
        DATABASE_POOL_SIZE: '40',
        METRICS_PORT: '9464',
        METRICS_HOST: '0.0.0.0',
        REDIS_URL: 'rediss://cache:6380',
        DATA_DIR: '/var/lib/labor',
        DATA_KEY: key,
        DATA_KEY_BEFORE: key,
        TOKEN_SECRET: key,
        DEMO: 'true',
        DEMO_PASSWORD: 'not-so-secret',
        RATE_LIMITS: 'off',
        GRAPHQL_INTROSPECTION: 'true',
        LOG_LEVEL: 'warn',
        OIDC_ISSUER: 'https://sso.example.cn/realms/labor',
        OIDC_AUDIENCE: 'labor-cooperation',
        OIDC_JWKS_URL: 'https://sso.example.cn/certs',
        OIDC_ROLES: '{"labor-manager":"MANAGER"}',
        OIDC_ALGORITHMS: 'ES256, RS256',
        OIDC_CLAIM_ROLE: '/realm_access/roles',
      }),
    ).toEqual({
      port: 8_080,
      host: '0.0.0.0',
      trustedProxies: ['10.0.0.5', '10.1.0.0/16', 'fd00::/8'],
      database: { url: 'postgres://service@db/labor', ownerUrl: 'postgresql://owner@db/labor' },
      poolSize: 40,
      metrics: { port: 9_464, host: '0.0.0.0' },
      redisUrl: 'rediss://cache:6380',
      dataDir: '/var/lib/labor',
      dataKey: key,
      dataKeyBefore: key,
      auditKey: null,
      formerAuditKeys: [],
      tokenSecret: key,
      demo: true,
      demoPassword: 'not-so-secret',
      rateLimits: false,
      introspection: true,
      logLevel: 'warn',
      issuer: {
        issuer: 'https://sso.example.cn/realms/labor',
        audience: 'labor-cooperation',
        jwksUrl: 'https://sso.example.cn/certs',
        roles: { 'labor-manager': 'MANAGER' },
        algorithms: ['ES256', 'RS256'],
        claims: {
          username: 'preferred_username',
          name: 'name',
          role: '/realm_access/roles',
          region: 'region',
          station: 'station',
        },
      },
    });
  });

  it('brings its own database without the demo network, if so told', () => {
    expect(readConfig({ DEMO: 'false' })).toMatchObject({ demo: false, database: null });
  });

  it('has no demo network in a database of one’s own, unless it is asked for', () => {
    const database = { DATABASE_URL: 'postgres://service@db/labor' };
    expect(readConfig(database)).toMatchObject({ demo: false, database: { ownerUrl: null } });
    const owned = { ...database, MIGRATIONS_DATABASE_URL: 'postgres://owner@db/labor' };
    expect(readConfig(owned).demo).toBe(false);
    expect(readConfig({ ...owned, DEMO: 'true' }).demo).toBe(true);
    expect(faultsOf({ ...database, DEMO: 'true' })).toContain('DEMO: ');
  });

  it.each([
    [undefined, undefined, true],
    ['development', undefined, true],
    ['production', undefined, false],
    ['production', 'true', true],
    ['development', 'false', false],
  ])('shows the schema: NODE_ENV %s and GRAPHQL_INTROSPECTION %s give %s', (NODE_ENV, asked, shown) => {
    expect(readConfig({ NODE_ENV, GRAPHQL_INTROSPECTION: asked }).introspection).toBe(shown);
  });

  it('takes an empty variable for one that is not set', () => {
    const empty = Object.fromEntries(
      [
        'PORT',
        'HOST',
        'DATABASE_URL',
        'METRICS_PORT',
        'REDIS_URL',
        'DATA_KEY',
        'DEMO',
        'RATE_LIMITS',
        'LOG_LEVEL',
      ].map((name) => [name, '']),
    );
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('takes an issuer as a whole or not at all', () => {
    const faults = faultsOf({ OIDC_ISSUER: 'https://sso.example.cn' });
    for (const name of ['OIDC_AUDIENCE', 'OIDC_JWKS_URL', 'OIDC_ROLES'])
      expect(faults).toContain(`  ${name}: `);
  });

  it('does not mind variables that are not its own', () => {
    expect(readConfig({ PATH: '/bin', PORTS: 'many' })).toEqual(readConfig({}));
  });

  it.each([
    ['PORT', ['http', '-1', '65536', '80.5', 'NaN', 'Infinity']],
    ['TRUSTED_PROXIES', ['true', 'proxy', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.1,', 'fd00::/129', '::1/x']],
    ['DATABASE_URL', ['mysql://db/labor', 'db:5432', 'postgres', 'http://db']],
    ['MIGRATIONS_DATABASE_URL', ['mysql://db/labor', 'localhost']],
    ['DATABASE_POOL_SIZE', ['1', '0', '201', 'ten', '2.5']],
    ['METRICS_PORT', ['on', '-1', '65536']],
    ['REDIS_URL', ['http://cache', 'cache:6379', 'localhost']],
    [
      'DATA_KEY',
      [
        'short',
        Buffer.alloc(31).toString('base64'),
        Buffer.alloc(33).toString('base64'),
        '7'.repeat(64),
        '!'.repeat(44),
      ],
    ],
    ['TOKEN_SECRET', ['short', Buffer.alloc(16).toString('base64')]],
    ['AUDIT_KEY', ['short', Buffer.alloc(31).toString('base64')]],
    ['AUDIT_FORMER_PUBLIC_KEYS', ['short', `${Buffer.alloc(32).toString('base64')},`]],
    ['DEMO', ['yes', '1', 'TRUE']],
    ['DEMO_PASSWORD', ['1234567', 'x'.repeat(257)]],
    ['RATE_LIMITS', ['false', 'none']],
    ['GRAPHQL_INTROSPECTION', ['on', '0']],
    ['LOG_LEVEL', ['verbose', 'INFO']],
    ['OIDC_JWKS_URL', ['http://sso.example.cn/certs', 'sso.example.cn', 'ftp://sso.example.cn']],
    ['OIDC_ALGORITHMS', ['none', 'HS256', 'RS256,HS256', ',']],
    ['OIDC_ROLES', ['MANAGER', '{}', '[]', '{"boss":"BOSS"}', '{"boss":']],
  ])('%s cannot be one of %j', (name, values) => {
    for (const value of values) expect(faultsOf({ [name]: value })).toContain(`  ${name}: `);
  });

  it('is refused with every variable at fault and no value: values are secrets', () => {
    const secrets = {
      DATABASE_URL: 'mysql://service:hunter2@db/labor',
      MIGRATIONS_DATABASE_URL: 'mysql://owner:hunter3@db/labor',
      REDIS_URL: 'http://:hunter4@cache',
      DATA_KEY: 'hunter5',
      TOKEN_SECRET: 'hunter6',
      DEMO_PASSWORD: 'hunter7',
      PORT: 'hunter8',
      RATE_LIMITS: 'hunter9',
      LOG_LEVEL: 'hunter10',
      DEMO: 'hunter11',
      GRAPHQL_INTROSPECTION: 'hunter12',
    };
    const faults = faultsOf(secrets);
    for (const name of Object.keys(secrets)) expect(faults).toMatch(new RegExp(`^  ${name}: .+$`, 'm'));
    expect(faults).not.toContain('hunter');
  });
});
