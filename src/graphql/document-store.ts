import type { ApolloServerOptions } from '@apollo/server';
import type { DocumentNode } from 'graphql';
import type { Context } from './context.ts';

type Store = NonNullable<ApolloServerOptions<Context>['documentStore']>;

/** What is kept: a document takes some hundred bytes for each of its characters, its plan and its costs included. */
export const DOCUMENTS_KEPT = { documents: 1_000, characters: 250_000 } as const;

/**
 * Documents that were read and found valid, and with them whatever is kept by document. Those that were asked for last are
 * kept: all that people's clients ask all day is a tenth of it, and who sends ever new ones takes no more room.
 */
export class DocumentStore implements Store {
  readonly #documents = new Map<string, DocumentNode>();
  #characters = 0;

  async get(key: string): Promise<DocumentNode | undefined> {
    const document = this.#documents.get(key);
    if (!document) return undefined;
    // Behind all others again.
    this.#documents.delete(key);
    this.#documents.set(key, document);
    return document;
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    await this.delete(key);
    const { documents, characters } = DOCUMENTS_KEPT;
    if (lengthOf(document) > characters) return;
    this.#documents.set(key, document);
    this.#characters += lengthOf(document);
    for (const oldest of this.#documents.keys()) {
      if (this.#documents.size <= documents && this.#characters <= characters) return;
      await this.delete(oldest);
    }
  }

  async delete(key: string): Promise<boolean> {
    const document = this.#documents.get(key);
    if (document) this.#characters -= lengthOf(document);
    return this.#documents.delete(key);
  }
}

const lengthOf = ({ loc }: DocumentNode): number => loc?.source.body.length ?? 0;
