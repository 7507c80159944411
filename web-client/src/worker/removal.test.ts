/** What would be lost, and that leaving ends wherever it is cut. */
import { IDBFactory } from 'fake-indexeddb';
import { expect, test } from 'vitest';
import type { Loss, ProfileId } from '../engine/types';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { randomBytes } from '../storage/keys';
import { openProfileDatabase } from '../storage/profile-database';
import { endRemovals, isNamed, lossOf, remove } from './removal';

const id = 'p' as ProfileId;

test('nothing is lost when a backup of the office has all, and an empty profile has nothing to lose', () => {
  expect(lossOf({ unsent: 0, allArrived: false, settled: true })).toBeUndefined();
  expect(lossOf({ unsent: 0, allArrived: true, settled: true, backedUp: true })).toBeUndefined();
});

test('what is unsent, uncertain or in no backup is named', () => {
  const all = { perhapsMore: false, notBackedUp: false };
  expect(lossOf({ unsent: 3, allArrived: false, settled: true })).toEqual({ ...all, unsent: 3 });
  expect(lossOf({ unsent: 0, allArrived: true, settled: false, backedUp: true })).toEqual({ ...all, unsent: 0, perhapsMore: true });
  expect(lossOf({ unsent: 0, allArrived: true, settled: true })).toEqual({ ...all, unsent: 0, notBackedUp: true });
  expect(lossOf({ unsent: 0, allArrived: true, settled: true, backedUp: false })).toEqual({ ...all, unsent: 0, notBackedUp: true });
});

test('a loss counts as named only while it has not grown', () => {
  const loss = (unsent: number, perhapsMore = false, notBackedUp = false): Loss => ({ unsent, perhapsMore, notBackedUp });
  expect(isNamed(loss(3), loss(3))).toBe(true);
  expect(isNamed(loss(2), loss(3))).toBe(true);
  for (const grown of [loss(4), loss(3, true), loss(3, false, true)]) expect(isNamed(grown, loss(3))).toBe(false);
  expect(isNamed(loss(0), undefined)).toBe(false);
});

test('cut anywhere it has not begun, or ends at the next start and leaves nothing', async () => {
  for (let survived = 0; ; survived += 1) {
    const factory = new IDBFactory();
    const device = new DeviceDatabase(factory);
    const wrapped = { iv: randomBytes(12), bytes: randomBytes(48) };
    await device.putProfile({
      id, database: 'b', picture: 1, dataKey: wrapped, state: 'here', unsent: 1, allArrived: false, unsettled: false,
      opened: true, codeMark: 'c', learnerMark: 'l',
    });
    await device.countTry(id);
    const store = await openProfileDatabase(factory, 'b');
    await store.write([{ key: 'r', bytes: randomBytes(8) }]);
    store.close();
    let steps = 0;
    const step = async (): Promise<boolean> => {
      steps += 1;
      if (steps > survived) throw new Error('killed');
      return true;
    };
    const dying = new DeviceDatabase(factory, step);
    const removeStore = (name: string): Promise<void> => step().then(() => deleteDatabase(factory, name));
    const killed = await remove({ device: dying, removeStore }, id).then(() => false, () => true);
    dying.close();
    const [entry] = await device.profiles();
    const begun = entry?.state !== 'here';
    if (begun && entry !== undefined) expect(entry).not.toHaveProperty('dataKey');
    await endRemovals({ device, removeStore: (name) => deleteDatabase(factory, name) });
    expect((await device.profiles()).length).toBe(begun ? 0 : 1);
    const databases = (await factory.databases()).map(({ name }) => name).sort();
    expect(databases).toEqual(begun ? ['d'] : ['b', 'd']);
    expect((await device.tries()).size).toBe(begun ? 0 : 1);
    if (!killed) break;
  }
});
