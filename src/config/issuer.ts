import { z } from 'zod';

const ROLES = ['STATION_STAFF', 'HR_OFFICER', 'HOTLINE_AGENT', 'MANAGER', 'AUDITOR', 'ADMIN'] as const;
/** Signatures by a key pair alone: what is checked with a public key cannot be made with it. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;

/** Whoever can change the keys on their way can sign for anybody: not without TLS, but on the same machine. */
const secureUrl = z.string().refine(
  (text) => {
    if (!URL.canParse(text)) return false;
    const { protocol, hostname } = new URL(text);
    return (
      protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname))
    );
  },
  { error: 'must be a URL beginning with https:' },
);

const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' });
    return z.NEVER;
  }
});

const algorithms = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ALGORITHMS)).min(1));

const roles = json.pipe(z.record(z.string(), z.enum(ROLES)).refine((map) => Object.keys(map).length > 0));

/** The variables of an external sign-in service (OpenID Connect); without OIDC_ISSUER there is none. */
export const issuerVariables = {
  OIDC_ISSUER: z.string().min(1).optional(),
  OIDC_AUDIENCE: z.string().min(1).optional(),
  OIDC_JWKS_URL: secureUrl.optional(),
  OIDC_ROLES: roles.optional(),
  OIDC_ALGORITHMS: algorithms.default(['RS256']),
  OIDC_CLAIM_USERNAME: z.string().min(1).default('preferred_username'),
  OIDC_CLAIM_NAME: z.string().min(1).default('name'),
  OIDC_CLAIM_ROLE: z.string().min(1).default('role'),
  OIDC_CLAIM_REGION: z.string().min(1).default('region'),
  OIDC_CLAIM_STATION: z.string().min(1).default('station'),
};

type IssuerEnvironment = z.output<z.ZodObject<typeof issuerVariables>>;

/** Names the variables that an issuer is not complete without. */
export const missingOfIssuer = (env: IssuerEnvironment): string[] =>
  env.OIDC_ISSUER
    ? (['OIDC_AUDIENCE', 'OIDC_JWKS_URL', 'OIDC_ROLES'] as const).filter((name) => env[name] === undefined)
    : [];

/** The issuer to trust, or null. */
export function issuerOf(env: IssuerEnvironment) {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl, OIDC_ROLES: roles } = env;
  if (!issuer || !audience || !jwksUrl || !roles) return null;
  return {
    issuer,
    audience,
    jwksUrl,
    roles,
    algorithms: env.OIDC_ALGORITHMS,
    claims: {
      username: env.OIDC_CLAIM_USERNAME,
      name: env.OIDC_CLAIM_NAME,
      role: env.OIDC_CLAIM_ROLE,
      region: env.OIDC_CLAIM_REGION,
      station: env.OIDC_CLAIM_STATION,
    },
  };
}
