/** What a reader without permission to see personal data gets instead: enough to recognise, too little to use. */

const shown = /^(1\d{2}|010|02\d|0[3-9]\d{2})(\d+)$/;

/**
 * Masks a canonical number (see phone.ts). A mobile keeps its first three and last four digits: 138****1234. A
 * landline keeps its area code and last two digits: 0757******21. Anything else is hidden whole, star by star.
 */
export function maskPhone(phone: string): string {
  const [, head, rest] = shown.exec(phone) ?? [];
  if (head === undefined || rest === undefined || phone.length < 10) return stars([...phone].length);
  const tail = rest.slice(head.startsWith('0') ? -2 : -4);
  return head + stars(rest.length - tail.length) + tail;
}

/**
 * Keeps the first character of a name, one star for each other: 王*, 欧***. Characters are code points, for the rare
 * ones in names lie outside the basic plane. Surrounding spaces are dropped. A name of one character stays.
 */
export function maskName(name: string): string {
  const [first = '', ...others] = name.trim();
  return first + stars(others.length);
}

function stars(count: number): string {
  return '*'.repeat(count);
}
