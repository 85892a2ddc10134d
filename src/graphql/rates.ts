import { isIPv6 } from 'node:net';
import { GraphQLError } from 'graphql';
import type { Rate } from '../infra/redis/rate.ts';
import { DomainError } from '../shared/errors.ts';
import type { Context } from './context.ts';

/** How often may be asked, within a minute; docs/operations.md says what that means for people. */
export const RATES = {
  /** Requests from one address to one process, whatever they are: an office of hundreds may be behind it. */
  requests: { name: 'requests', points: 12_000, seconds: 60 },
  /** What one person asks for, and what nobody in particular asks for from one address: one for each 1,000 of cost. */
  actor: { name: 'actor', points: 3_000, seconds: 60 },
  anonymous: { name: 'anonymous', points: 3_000, seconds: 60 },
} as const;

export type Rates = Readonly<Record<keyof typeof RATES, Rate>>;

/** For load tests. */
const boundless: Rate = { take: async () => 0 };
export const boundlessRates: Rates = { requests: boundless, actor: boundless, anonymous: boundless };

/** Counts an operation for whoever asks. @throws RATE_LIMITED with status 429 */
export async function assertUnhurried(
  rates: Rates,
  { authentication, address }: Context,
  cost: number,
): Promise<void> {
  const points = Math.max(1, Math.ceil(cost / 1_000));
  const retryAfter =
    authentication.kind === 'actor'
      ? await rates.actor.take(authentication.actor.id, points)
      : await rates.anonymous.take(networkOf(address), points);
  if (retryAfter === 0) return;
  throw new GraphQLError('Too many requests.', {
    originalError: new DomainError('RATE_LIMITED', 'RATE_LIMITED', { retryAfter }),
    extensions: { http: { status: 429 } },
  });
}

/** The address as one counts it: of IPv6 the network, since whoever has one address there has all of its /64. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const behind = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? Array<string>(8 - groups.length - behind.length).fill('0') : [];
  return `${[...groups, ...zeros, ...behind].slice(0, 4).join(':')}::/64`;
}
