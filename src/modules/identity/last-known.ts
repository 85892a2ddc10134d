import { LRUCache } from 'lru-cache';
import type { Identity } from '../../graphql/context.ts';
import type { Bearer } from './tokens.ts';

/** So many sessions are remembered, those that asked last. */
const MOST = 10_000;

/**
 * Who stood behind each session when it was last looked up, for while the database does not answer: a token that is good
 * for some minutes more then speaks for the same person. Nothing can end a session meanwhile; of what did just before,
 * this process is told like any other.
 */
export class LastKnown {
  readonly #identities = new LRUCache<string, Identity>({ max: MOST });

  looked({ sessionId }: Bearer, identity: Identity | null): void {
    if (identity) this.#identities.set(sessionId, identity);
    else this.#identities.delete(sessionId);
  }

  of({ sessionId }: Bearer): Identity | null {
    return this.#identities.get(sessionId) ?? null;
  }

  /** A session or an account was changed: who stands behind it must be looked up. */
  changed(type: string, id: string): void {
    if (type === 'Session') this.#identities.delete(id);
    if (type !== 'Account') return;
    for (const [sessionId, { actor }] of this.#identities.entries()) {
      if (actor.id === id) this.#identities.delete(sessionId);
    }
  }
}
