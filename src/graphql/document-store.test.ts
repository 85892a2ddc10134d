import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { DOCUMENTS_KEPT, DocumentStore } from './document-store.ts';

const { documents, characters } = DOCUMENTS_KEPT;
const document = (length: number) => parse('{ viewer { name } }'.padEnd(length));
const has = async (store: DocumentStore, key: string) => (await store.get(key)) !== undefined;

describe('documents', () => {
  it('are kept by their keys', async () => {
    const store = new DocumentStore();
    const one = document(0);
    await store.set('one', one);
    expect(await store.get('one')).toBe(one);
    expect(await has(store, 'another')).toBe(false);
    await store.delete('one');
    expect(await has(store, 'one')).toBe(false);
  });

  it('are bounded in number: those that nobody asked for go first', async () => {
    const store = new DocumentStore();
    for (let i = 0; i < documents; i++) await store.set(`${i}`, document(0));
    expect(await has(store, '0')).toBe(true);
    await store.set('new', document(0));
    expect(await Promise.all(['0', '1', '2', 'new'].map((key) => has(store, key)))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('are bounded in size, however often one is kept anew', async () => {
    const store = new DocumentStore();
    const half = document(characters / 2);
    for (let i = 0; i < 10; i++) await store.set('half', half);
    await store.set('other half', document(characters / 2));
    expect(await has(store, 'half')).toBe(true);
    await store.set('little', document(0));
    expect([await has(store, 'other half'), await has(store, 'half'), await has(store, 'little')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  it('are not kept at the cost of all others', async () => {
    const store = new DocumentStore();
    await store.set('little', document(0));
    await store.set('huge', document(characters + 1));
    expect([await has(store, 'little'), await has(store, 'huge')]).toEqual([true, false]);
  });
});
