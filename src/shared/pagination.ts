import { DomainError } from './errors.ts';

/** The page asked for: `first` records (1 to 100) behind the cursor `after`. */
export interface Page {
  readonly first: number;
  readonly after?: string | null;
}

/** A row of a page with the sort keys it was ordered by, as a JSON array: see `keyset`. */
export type Paged<Row> = Row & { cursorKeys: string };

export interface Edge<Row> {
  cursor: string;
  node: Row;
}

/** A Relay connection (Relay's Cursor Connections Specification). */
export interface Connection<Row> {
  edges: Edge<Row>[];
  pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
}

/** @throws BAD_USER_INPUT unless `first` is 1 to 100 */
export function assertPage(page: Page): void {
  if (page.first < 1 || page.first > 100) throw new DomainError('BAD_USER_INPUT', 'PAGE_SIZE_INVALID');
}

/** @param rows up to `first + 1` rows in order: the one too many says that there is a next page */
export function toConnection<Row>(rows: readonly Paged<Row>[], page: Page): Connection<Row> {
  const edges = rows.slice(0, page.first).map((row) => new EdgeOf(row));
  return {
    edges,
    pageInfo: {
      hasNextPage: rows.length > page.first,
      // A page behind a cursor has the record of that cursor before it.
      hasPreviousPage: page.after != null,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/** Its cursor is written when it is asked for: most lists are shown by their records alone. */
class EdgeOf<Row> implements Edge<Row> {
  constructor(readonly node: Paged<Row>) {}

  get cursor(): string {
    return Buffer.from(this.node.cursorKeys, 'utf8').toString('base64url');
  }
}

/** The sort keys inside a cursor, as text, or null when it is no cursor. */
export function decodeCursor(cursor: string): string[] | null {
  if (cursor.length > 512) return null;
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(keys) && keys.every((key) => ['string', 'number'].includes(typeof key))
      ? keys.map(String)
      : null;
  } catch {
    return null;
  }
}
