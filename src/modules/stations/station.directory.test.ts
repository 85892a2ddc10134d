import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../../shared/actor.ts';
import { StationDirectory } from './station.directory.ts';
import type { Station } from './station.entity.ts';

const actor = {} as Actor;
const station = (name: string) => ({ id: 'id', name }) as Station;
const settled = () => new Promise(setImmediate);

/** A directory whose reads the test answers one by one. */
const always = { history: 'a server', until: Number.POSITIVE_INFINITY };

function directoryOf(news: { heard: typeof always | null } = { heard: always }) {
  const reads: PromiseWithResolvers<Station[]>[] = [];
  const directory = new StationDirectory(() => {
    const read = Promise.withResolvers<Station[]>();
    reads.push(read);
    return read.promise;
  }, news);
  const find = () => directory.find(actor, 'id')?.name;
  return { directory, reads, find, news };
}

describe('the directory of stations', () => {
  it('is read once, by the first who asks, and then knows', async () => {
    const { reads, find } = directoryOf();
    expect([find(), find()]).toEqual([undefined, undefined]);
    reads[0]?.resolve([station('总站')]);
    await settled();
    expect(find()).toBe('总站');
    expect(reads).toHaveLength(1);
  });

  it('knows nothing of a station it has not read', async () => {
    const { directory, reads, find } = directoryOf();
    find();
    reads[0]?.resolve([station('总站')]);
    await settled();
    expect(directory.find(actor, 'another')).toBeUndefined();
  });

  it('forgets at once what was changed, and reads anew', async () => {
    const { directory, reads, find } = directoryOf();
    find();
    reads[0]?.resolve([station('before')]);
    await settled();
    directory.changed();
    expect(find()).toBeUndefined();
    reads[1]?.resolve([station('since')]);
    await settled();
    expect(find()).toBe('since');
  });

  it('keeps nothing that was read while something changed', async () => {
    const { directory, reads, find } = directoryOf();
    find();
    directory.changed();
    reads[0]?.resolve([station('before or since')]);
    await settled();
    expect(find()).toBeUndefined();
    reads[1]?.resolve([station('since')]);
    await settled();
    expect(find()).toBe('since');
  });

  it('neither knows nor reads while it is not told of changes', async () => {
    const { reads, find, news } = directoryOf({ heard: null });
    expect(find()).toBeUndefined();
    expect(reads).toHaveLength(0);
    news.heard = always;
    find();
    reads[0]?.resolve([station('总站')]);
    await settled();
    news.heard = { ...always, until: performance.now() - 1_000 };
    expect(find()).toBeUndefined();
  });

  it('forgets with the server it was read from', async () => {
    const { reads, find, news } = directoryOf();
    find();
    reads[0]?.resolve([station('of one')]);
    await settled();
    news.heard = { ...always, history: 'another server' };
    expect(find()).toBeUndefined();
    reads[1]?.resolve([station('of another')]);
    await settled();
    expect(find()).toBe('of another');
  });

  it('tries again after a read that failed', async () => {
    const { reads, find } = directoryOf();
    find();
    reads[0]?.reject(new Error('no database'));
    await settled();
    expect(find()).toBeUndefined();
    reads[1]?.resolve([station('总站')]);
    await settled();
    expect(find()).toBe('总站');
  });

  it('gives out what nobody can change', async () => {
    const { directory, reads, find } = directoryOf();
    find();
    reads[0]?.resolve([station('总站')]);
    await settled();
    expect(() => Object.assign(directory.find(actor, 'id') ?? {}, { name: 'mine' })).toThrow();
  });
});
