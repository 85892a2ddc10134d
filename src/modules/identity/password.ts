import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters OWASP's Password Storage Cheat Sheet names first: 19 MiB, 2 passes, 1 lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** One spelling of what keyboards compose in several ways (NIST SP 800-63B-4, section 3.1.1.2). */
const composed = (password: string) => password.normalize('NFC');

export const hashPassword = (password: string): Promise<string> => hash(composed(password), parameters);

/** Checked in place of an account that does not exist, so that both take the same time. Nobody knows its password. */
let nobody: Promise<string> | undefined;

/** Whether the password is the account's. Without an account it takes as long, and is false. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  nobody ??= hashPassword(crypto.randomUUID());
  const matches = await verify(passwordHash ?? (await nobody), composed(password));
  return matches && passwordHash !== undefined;
}

/** A password nobody chose, of 16 characters: read out once, typed once. */
export const randomPassword = (): string => randomBytes(12).toString('base64url');
