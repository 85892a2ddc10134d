import { createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { Clock } from '../../shared/clock.ts';
import { DomainError } from '../../shared/errors.ts';
import { type ClaimMapping, type ExternalPerson, personOf } from './external.claims.ts';

/** An OpenID Connect provider whose tokens are taken for what they say. */
export interface IssuerOptions extends ClaimMapping {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUrl: string;
  /** Of asymmetric signatures alone. */
  readonly algorithms: readonly string[];
  /** How long after a look at its keys an unknown one is not looked for again, in ms. */
  readonly cooldown?: number;
}

export interface Issuer {
  readonly name: string;
  /**
   * The person a token of this issuer speaks for; null for any other token, and for one that leaves open who it is, what
   * for or where. @throws UNAVAILABLE while the issuer's keys cannot be had
   */
  verify(token: string): Promise<ExternalPerson | null>;
}

/** How long the issuer may take to send its keys, and how far its clock may be off. */
const TIMEOUT = 5_000;
const TOLERANCE = 5;

export function createIssuer(options: IssuerOptions, clock: Clock): Issuer {
  const { issuer, audience, jwksUrl, algorithms, cooldown = 30_000 } = options;
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: TIMEOUT, cooldownDuration: cooldown });

  return {
    name: issuer,

    async verify(token) {
      if (issuerNamed(token) !== issuer) return null;
      try {
        const { payload } = await jwtVerify(token, keys, {
          algorithms: [...algorithms],
          issuer,
          audience,
          requiredClaims: ['sub', 'iat', 'exp'],
          clockTolerance: TOLERANCE,
          currentDate: clock(),
        });
        return personOf(payload, options);
      } catch (error) {
        if (isOfToken(error)) return null;
        throw new DomainError('UNAVAILABLE', 'UNAVAILABLE', { cause: error });
      }
    },
  };
}

/** Whom a token says it is from: other issuers' tokens set nothing in motion. */
function issuerNamed(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** Something is wrong with the token, and not with the way to the issuer's keys. */
const isOfToken = (error: unknown): boolean =>
  error instanceof errors.JOSEError &&
  !['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC'].includes(error.code);
