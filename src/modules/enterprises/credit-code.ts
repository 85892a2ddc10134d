/**
 * The unified social credit code of an enterprise, GB 32100-2015: 17 characters and a check character. The alphabet
 * leaves out I, O, S, V and Z. The first two characters name the registering authority and the kind of body; sources
 * differ on their values, so we never refuse a code because of them.
 */
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** 3^i mod 31. As 31 is prime, the check finds every wrong character and every two neighbours swapped. */
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

const body = new RegExp(`^[${alphabet}]{17}$`);

/** Whether this is a valid code as written: exactly 18 characters, upper case, with the right check character. */
export function isCreditCode(code: string): boolean {
  const first17 = code.slice(0, 17);
  return body.test(first17) && creditCodeWithCheck(first17) === code;
}

/** The spelling under which a code is stored and compared. It need not be valid: ask `isCreditCode`. */
export function normalizeCreditCode(input: string): string {
  return input
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\u2212\p{Cf}]/gu, '')
    .toUpperCase();
}

/** Completes 17 characters to a valid code. Throws a RangeError when they are not 17 characters of the alphabet. */
export function creditCodeWithCheck(first17: string): string {
  if (!body.test(first17)) throw new RangeError('Expected 17 characters of the credit code alphabet');
  const sum = weights.reduce((total, weight, i) => total + weight * alphabet.indexOf(first17.charAt(i)), 0);
  return first17 + alphabet.charAt((31 - (sum % 31)) % 31);
}
