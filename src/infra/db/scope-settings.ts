import type { Actor } from '../../shared/actor.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const CODE = /^\d{6}$/;
const CODES = /^\d{6}(,\d{6})*$/;
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;

/**
 * The settings the policies compare with, as one `SET LOCAL` list. SET takes no parameters and `set_config()` does not
 * reach the nodes of a distributed database, so every value is checked for its exact form before it is written in.
 */
export function actorSettings(actor: Pick<Actor, 'id' | 'scope'>): string {
  const settings = [`SET LOCAL app.actor = '${checked(UUID, actor.id)}'`];
  if (actor.scope) {
    const { side, from, to, former } = actor.scope;
    settings.push(`SET LOCAL app.${side}_from = '${checked(CODE, from)}'`);
    settings.push(`SET LOCAL app.${side}_to = '${checked(CODE, to)}'`);
    if (former.length > 0)
      settings.push(`SET LOCAL app.${side}_former = '${checked(CODES, former.join(','))}'`);
  }
  return settings.join('; ');
}

/** For the read of a session and its account: what a token speaks for and no other row of any table. */
export function bearerSettings({ sessionId, accountId }: { sessionId?: string; accountId: string }): string {
  const settings = [`SET LOCAL app.bearer = '${checked(UUID, accountId)}'`];
  if (sessionId) settings.push(`SET LOCAL app.session = '${checked(UUID, sessionId)}'`);
  return settings.join('; ');
}

/** For the rest of a transaction that sets the password of this account, within the actor's scope. */
export const targetSettings = (accountId: string) => `SET LOCAL app.account = '${checked(UUID, accountId)}'`;

/** Takes the scope off again for the rest of the transaction. */
export const withoutScopeSettings = ['home', 'host']
  .flatMap((side) => [`${side}_from`, `${side}_to`, `${side}_former`])
  .map((name) => `SET LOCAL app.${name} = ''`)
  .join('; ');

/** For the one read before there is an actor: the account of this name and no other row of any table. */
export const signInSettings = (username: string) =>
  `SET LOCAL app.sign_in = '${checked(USERNAME, username)}'`;

function checked(form: RegExp, value: string): string {
  if (!form.test(value)) throw new TypeError(`A scope setting must match ${form}.`);
  return value;
}
