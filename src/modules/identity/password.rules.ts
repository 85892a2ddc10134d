import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { z } from 'zod';
import { breach } from '../../operations/rules.ts';
import { reject } from '../../shared/errors.ts';

/** A password alone lets somebody in, hence 15 characters at least (NIST SP 800-63B-4, section 3.1.1.2). */
const SHORTEST = 15;
/** Beyond this one attempt would cost more than another. */
export const LONGEST = 256;

/** Any characters, in any mixture: rules of composition make passwords no harder to guess, only to remember. */
export const newPassword = z.string().transform((password, context) => {
  const { length } = [...password.normalize('NFC')];
  if (length < SHORTEST) return breach(context, 'INVALID', 'PASSWORD_TOO_SHORT');
  if (length > LONGEST) return breach(context, 'INVALID', 'TOO_LONG');
  return password;
});

/** What everybody would try first here. */
const ofTheService = [
  'labor',
  'labour',
  'cooperation',
  'laowu',
  'xiezuo',
  'laowuxiezuo',
  '12333',
  '劳务协作',
];

/** Made on first use: its word lists take 30 MB. */
let meter: ZxcvbnFactory | undefined;

/**
 * Refuses a password made of what guessers try first: common passwords and words, the account's and the service's names,
 * rows of keys, repetitions, dates (section 3.1.1.2: compare with a blocklist). The bar is 10^10 guesses.
 * @throws Rejection INVALID of the field
 */
export function assertUnguessable(password: string, names: readonly string[], field: string): void {
  meter ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = [...names, ...names.flatMap((name) => name.split(/[._-]/)), ...ofTheService];
  const { score } = meter.check(
    password,
    words.filter((word) => word.length > 1),
  );
  if (score < 4) throw reject('INVALID', 'PASSWORD_GUESSABLE', field);
}
