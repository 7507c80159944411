/** A shelf keeps what every profile's storage promises, and shelves do not mix. */
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import { StorageFailure } from '../../storage/adapter';
import { profileStorePromises } from '../../storage/adapter.suite';
import { MemoryShelf } from '../../storage/memory';
import { openProfileDatabase } from '../../storage/profile-database';
import { Shelves } from './shelves';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('a shelf', () => {
  for (const { name, run } of profileStorePromises) {
    test(name, async () => {
      const factory = new IDBFactory();
      const open = async () => {
        const shelves = new Shelves({ openStore: () => openProfileDatabase(factory, 'b'), diskMayHaveLost: () => false });
        await shelves.load(''); // takes the fence, as opening a database of its own would
        return { ...shelves.shelf('p1/'), close: () => shelves.close() };
      };
      await run(open);
    });
  }

  test('holds its own rows only, and all of them go in one write', async () => {
    const memory = new MemoryShelf();
    const shelves = new Shelves({ openStore: async () => memory.open(), diskMayHaveLost: () => false });
    await shelves.write([{ key: 'p1/a', bytes: bytes(1) }, { key: 'p11/a', bytes: bytes(2) }, { key: 'b', bytes: bytes(3) }]);
    expect(memory.writes).toBe(1);
    expect(await shelves.shelf('p1/').load()).toEqual([{ key: 'a', bytes: bytes(1) }]);
    await shelves.shelf('p11/').write([{ key: 'a', bytes: undefined }]);
    expect([...memory.rows.keys()]).toEqual(['p1/a', 'b']);
  });

  test('after a write of which nobody knows, only the disk is believed', async () => {
    const memory = new MemoryShelf();
    const shelves = new Shelves({ openStore: async () => memory.open(), diskMayHaveLost: () => false });
    memory.faults.push({ trouble: 'lost', keep: true }, { trouble: 'full', keep: false });
    await expect(shelves.write([{ key: 'a', bytes: bytes(1) }])).rejects.toMatchObject({ trouble: 'lost' });
    expect(await shelves.load('')).toHaveLength(1);
    await expect(shelves.write([{ key: 'b', bytes: bytes(1) }])).rejects.toBeInstanceOf(StorageFailure);
    expect(await shelves.load('')).toHaveLength(1);
  });

  test('what a full disk cost is put back', async () => {
    const memory = new MemoryShelf();
    let lost = false;
    const shelves = new Shelves({ openStore: async () => memory.open(), diskMayHaveLost: () => lost });
    await shelves.write([{ key: 'a', bytes: bytes(7) }]);
    memory.rows.clear();
    lost = true;
    memory.faults.push({ trouble: 'lost', keep: false });
    await expect(shelves.write([{ key: 'b', bytes: bytes(1) }])).rejects.toMatchObject({ trouble: 'lost' });
    expect(await shelves.load('')).toEqual([{ key: 'a', bytes: bytes(7) }]);
    expect([...memory.rows.keys()]).toEqual(['a']);
  });
});
