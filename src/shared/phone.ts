/**
 * Telephone numbers of the mainland as people type, paste and dial them, brought to one spelling, so that all forms
 * of one number are one caller. After NFKC (full-width digits and signs) we ignore spaces, dashes, dots, parentheses
 * and the invisible characters that come along when a number is copied from a contact card.
 */
const decoration = /[\s\p{Pd}\u2212\p{Cf}().·]/gu;

/** +86, 0086, or the bare 86 of telephone exchanges; no national number of the lengths below begins with 86. */
const countryCode = '(?:(?:\\+|00)?86)';

/** 11 digits from 13 to 19; a trunk 0 in front is what one dials from another city. */
const mobile = new RegExp(`^${countryCode}?0?(1[3-9]\\d{9})$`);

/**
 * Area code and subscriber number: 010 and 02x with eight digits, 03xx to 09xx with seven or eight. The trunk 0 may
 * be missing only behind the country code. A subscriber number never begins with 0 or 1.
 */
const landline = new RegExp(`^(?:${countryCode}0?|0)((?:10|2\\d)[2-9]\\d{7}|[3-9]\\d{2}[2-9]\\d{6,7})$`);

/** The 11 digits of a mobile number, or null for anything else: landlines, and short codes such as 12333. */
export function normalizeMobile(input: string): string | null {
  return mobile.exec(bare(input))?.[1] ?? null;
}

/**
 * The 11 digits of a mobile number, or a landline with its area code as 10 to 12 digits that begin with 0; null for
 * anything else: short codes, 400 numbers, numbers without area code or with an extension.
 */
export function normalizePhone(input: string): string | null {
  const digits = bare(input);
  const subscriber = landline.exec(digits)?.[1];
  return subscriber === undefined ? (mobile.exec(digits)?.[1] ?? null) : `0${subscriber}`;
}

function bare(input: string): string {
  return input.normalize('NFKC').replace(decoration, '');
}
