/** As the database checks it, too: lower case, so that a name has one spelling. */
export const isUsername = (text: string): boolean => /^[a-z0-9][a-z0-9._-]{1,63}$/.test(text);
