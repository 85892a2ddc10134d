import type { Answer as CachedAnswer } from '../infra/cache/cache.ts';
import type { Actor } from '../shared/actor.ts';
import { DomainError } from '../shared/errors.ts';
import type { Locale } from '../shared/messages.ts';
import type { Origin } from '../shared/origin.ts';
import type { Connection, Page } from '../shared/pagination.ts';
import { type Batch, Loaders, type PageBatch } from './loaders.ts';

/** Who asks, and through which session. */
export interface Identity {
  readonly actor: Actor;
  /** The session at this service; null for people whose sessions another issuer keeps. */
  readonly sessionId: string | null;
  /** Whether a temporary password let them in: until they have a password of their own they may do nothing else. */
  readonly passwordDue: boolean;
  /** There while it is not known but only to be expected that they ask. */
  readonly presumption?: Presumption;
}

/** Who was there before is expected to be there still; what is done for them meanwhile is void if they are not. */
export interface Presumption {
  /** Whether they are; false as well when it cannot be found out. */
  holds(): Promise<boolean>;
}

/**
 * What came of the bearer token: there was none, nobody stands behind it (not ours, past its time, ended, disabled), it
 * could not be looked up, or who asks.
 */
export type Authentication =
  | { kind: 'none' }
  | { kind: 'invalid' }
  | { kind: 'failed'; error: unknown; lastKnown: Identity | null }
  | ({ kind: 'actor' } & Identity);

/** What one request carries. */
export class Context {
  // Apollo works on a copy of the context, which takes along ordinary fields and no #private ones.
  private loaders = new Loaders();
  /** What of the answer was read through the cache. */
  readonly sources: { readonly answers: readonly Promise<CachedAnswer<unknown>>[] }[] = [];

  constructor(
    public authentication: Authentication,
    /** Looks up who asks. */
    private readonly authenticate: () => Promise<Authentication>,
    readonly locale: Locale,
    readonly requestId: string,
    /** The client's address, for the audit and for counting attempts to sign in. */
    readonly address: string,
    /** What the client says it is, for its owner to know a session again by. */
    readonly client: string | null,
  ) {}

  /** What follows in this request is asked by this person; nothing that another one read is left. */
  become(identity: Identity): void {
    this.authentication = { kind: 'actor', ...identity };
    this.loaders = new Loaders();
  }

  /** Whether it is known who asks. False: it is somebody else than presumed, and what was done for them is void. */
  async isSure(): Promise<boolean> {
    const { authentication } = this;
    return authentication.kind !== 'actor' || ((await authentication.presumption?.holds()) ?? true);
  }

  /** Sees to it that it is known who asks. @returns false when it was not who was presumed */
  async makeSure(): Promise<boolean> {
    if (await this.isSure()) return true;
    this.authentication = await this.authenticate();
    this.loaders = new Loaders();
    return false;
  }

  /** From where it is asked, for the audit. */
  get origin(): Origin {
    return { requestId: this.requestId, address: this.address };
  }

  /** Who asks. @throws UNAUTHENTICATED without a valid token; UNAVAILABLE when it could not be looked up */
  get identity(): Identity {
    if (this.authentication.kind === 'failed') throw this.authentication.error;
    if (this.authentication.kind !== 'actor') throw new DomainError('UNAUTHENTICATED');
    return this.authentication;
  }

  /** Who asks, to do their work. @throws like `identity`, and FORBIDDEN while a password of one's own is due */
  get actor(): Actor {
    const { actor, passwordDue } = this.identity;
    if (passwordDue) throw new DomainError('FORBIDDEN', 'PASSWORD_DUE');
    return actor;
  }

  /**
   * Who asks or, when that could not be looked up, who it was the last time: for answers that say of themselves that they
   * are not of now. @throws like `actor` where nobody is known
   */
  get asLastKnown(): { actor: Actor; isVerified: boolean } {
    const { authentication } = this;
    const lastKnown = authentication.kind === 'failed' ? authentication.lastKnown : null;
    if (!lastKnown || lastKnown.passwordDue) return { actor: this.actor, isVerified: true };
    return { actor: lastKnown.actor, isVerified: false };
  }

  /**
   * The row of a key, at once where it is at hand, else through this request's batches; null for a null key and for a row
   * out of reach.
   */
  one<Row>(batch: Batch<Row>, key: string | null | undefined): Row | null | Promise<Row | null> {
    if (key == null) return null;
    const { actor } = this.identity;
    return batch.known?.(actor, key) ?? this.loaders.one(actor, batch, key);
  }

  /** A page of a parent's rows through this request's batches. */
  page<Row>(batch: PageBatch<Row>, parentId: string, page: Page): Promise<Connection<Row>> {
    return this.loaders.page(this.actor, batch, parentId, page);
  }
}
