import type { Client } from './client.ts';

/** What a mutation of accounts, sessions or passwords answers. */
export interface Told {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever it asked for
  [field: string]: any;
  userErrors: { code: string; field: string[] | null }[];
}

const asked = {
  signIn: `accessToken refreshToken expiresAt sessionExpiresAt viewer { username role passwordDue scope { code } station { id } }`,
  refreshSession: 'accessToken refreshToken expiresAt sessionExpiresAt viewer { username role passwordDue }',
  createAccount: 'temporaryPassword account { id username name role version scope { code } station { id } }',
  resetAccountPassword: 'temporaryPassword account { id version }',
  revokeSession: 'session { id endedAt endedBy }',
} as Record<string, string>;

const ACCOUNT = 'account { id name role version disabledAt lockedUntil scope { code } station { id } }';

/** Runs a mutation that takes one input. @returns its payload */
export async function does(client: Client, mutation: string, input: object): Promise<Told> {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
  const data = await client.data(
    `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${asked[mutation] ?? ACCOUNT} userErrors { code field } } }`,
    { input },
  );
  return data[mutation];
}

/** What there is to mend, as `CODE field`; or done. */
export const told = ({ userErrors }: Told): string =>
  userErrors.map(({ code, field }) => [code, ...(field ?? [])].join(' ')).join(', ') || 'done';
