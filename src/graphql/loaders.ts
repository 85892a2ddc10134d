import DataLoader from 'dataloader';
import type { Actor } from '../shared/actor.ts';
import type { Connection, Page } from '../shared/pagination.ts';

/** Reads many rows at once: for each key its row, or null when the actor may not see one. */
export interface Batch<Row> {
  (actor: Actor, keys: readonly string[]): Promise<(Row | null)[]>;
  /** The row, where it is at hand without reading. */
  known?: (actor: Actor, key: string) => Row | undefined;
}

/** Reads one page for each of many parents at once. */
export type PageBatch<Row> = (
  actor: Actor,
  parentIds: readonly string[],
  page: Page,
) => Promise<Connection<Row>[]>;

/** The batches of one request: however many rows ask for an association, it is one statement. */
export class Loaders {
  private readonly loaders = new Map<unknown, Map<string, DataLoader<string, unknown>>>();

  one<Row>(actor: Actor, batch: Batch<Row>, key: string): Promise<Row | null> {
    const loader = this.loader(batch, '', (keys) => batch(actor, keys));
    return loader.load(key) as Promise<Row | null>;
  }

  page<Row>(actor: Actor, batch: PageBatch<Row>, parentId: string, page: Page): Promise<Connection<Row>> {
    const asked = JSON.stringify([page.first, page.after]);
    const loader = this.loader(batch, asked, (ids) => batch(actor, ids, page));
    return loader.load(parentId) as Promise<Connection<Row>>;
  }

  private loader(batch: unknown, variant: string, load: (keys: readonly string[]) => Promise<unknown[]>) {
    const variants = this.loaders.get(batch) ?? new Map<string, DataLoader<string, unknown>>();
    this.loaders.set(batch, variants);
    const loader = variants.get(variant) ?? new DataLoader(load, { maxBatchSize: 1_000 });
    variants.set(variant, loader);
    return loader;
  }
}
