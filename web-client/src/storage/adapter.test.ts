/** Runs the acceptance suite over both stores, and what only IndexedDB can do wrong. */
import { IDBDatabase, IDBFactory, IDBObjectStore } from 'fake-indexeddb';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { profileStorePromises } from './adapter.suite';
import { MemoryShelf } from './memory';
import { openProfileDatabase } from './profile-database';

afterEach(() => vi.restoreAllMocks());

describe('memory', () => {
  for (const promise of profileStorePromises) {
    test(promise.name, () => {
      const shelf = new MemoryShelf();
      return promise.run(async () => shelf.open());
    });
  }
});

describe('IndexedDB', () => {
  for (const promise of profileStorePromises) {
    test(promise.name, () => {
      const factory = new IDBFactory();
      return promise.run(() => openProfileDatabase(factory, 'p'));
    });
  }

  test('every write asks for strict durability', async () => {
    const store = await openProfileDatabase(new IDBFactory(), 'p');
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await store.write([{ key: 'a', bytes: Uint8Array.of(1) }]);
    expect(transaction).toHaveBeenCalledWith(expect.anything(), 'readwrite', { durability: 'strict' });
  });

  test('a quota error of one put is `full`, and nothing of the write is kept', async () => {
    const store = await openProfileDatabase(new IDBFactory(), 'p');
    await store.write([{ key: 'a', bytes: Uint8Array.of(1) }]);
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      if (key === 'c') throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, value, key);
    });
    await expect(
      store.write([{ key: 'b', bytes: Uint8Array.of(2) }, { key: 'c', bytes: Uint8Array.of(3) }]),
    ).rejects.toMatchObject({ trouble: 'full' });
    vi.restoreAllMocks();
    expect((await store.load()).map((row) => row.key)).toEqual(['a']);
  });

  test('a transaction that aborts after every put succeeded rejects', async () => {
    const store = await openProfileDatabase(new IDBFactory(), 'p');
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, key) {
      const request = put.call(this, value, key);
      request.addEventListener('success', () => this.transaction.abort());
      return request;
    });
    await expect(store.write([{ key: 'a', bytes: Uint8Array.of(1) }])).rejects.toMatchObject({ trouble: 'lost' });
    vi.restoreAllMocks();
    expect(await store.load()).toEqual([]);
  });

  test('another page that upgrades is not blocked, and the next write says `lost`', async () => {
    const factory = new IDBFactory();
    const store = await openProfileDatabase(factory, 'p');
    await new Promise<void>((resolve, reject) => {
      const request = factory.open('p', 2);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(request.error);
    });
    await expect(store.write([{ key: 'a', bytes: Uint8Array.of(1) }])).rejects.toMatchObject({ trouble: 'lost' });
  });
});
