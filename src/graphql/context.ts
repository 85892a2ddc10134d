import type { Actor } from '../shared/actor.ts';
import { DomainError } from '../shared/errors.ts';
import type { Locale } from '../shared/messages.ts';
import type { Connection, Page } from '../shared/pagination.ts';
import { type Batch, Loaders, type PageBatch } from './loaders.ts';

/** What the bearer token said: nothing, something this service did not issue or that is past its time, or who asks. */
export type Authentication = { kind: 'none' } | { kind: 'invalid' } | { kind: 'actor'; actor: Actor };

/** What one request carries. */
export class Context {
  // Apollo works on a copy of the context, which takes along ordinary fields and no #private ones.
  private loaders = new Loaders();

  constructor(
    public authentication: Authentication,
    readonly locale: Locale,
    readonly requestId: string,
    /** The client's address, for counting attempts to sign in. */
    readonly address: string,
  ) {}

  /** What follows in this request is asked by this actor; nothing that another one read is left. */
  become(actor: Actor): void {
    this.authentication = { kind: 'actor', actor };
    this.loaders = new Loaders();
  }

  /** @throws UNAUTHENTICATED without a valid token */
  get actor(): Actor {
    if (this.authentication.kind !== 'actor') throw new DomainError('UNAUTHENTICATED');
    return this.authentication.actor;
  }

  /** The row of a key through this request's batches; null for a null key and for a row out of reach. */
  async one<Row>(batch: Batch<Row>, key: string | null | undefined): Promise<Row | null> {
    return key == null ? null : this.loaders.one(this.actor, batch, key);
  }

  /** A page of a parent's rows through this request's batches. */
  page<Row>(batch: PageBatch<Row>, parentId: string, page: Page): Promise<Connection<Row>> {
    return this.loaders.page(this.actor, batch, parentId, page);
  }
}
