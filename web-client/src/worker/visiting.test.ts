/** That a visit ends by itself, and never with a loss. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import type { ProfileId } from '../engine/types';
import { DeviceDatabase, type ProfileEntry } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { GONE_AFTER_MS, Visiting } from './visiting';

globalThis.IDBKeyRange ??= IDBKeyRange;

const id = 'p' as ProfileId;
let factory: IDBFactory;
let device: DeviceDatabase;
let claimed: ProfileId[];
let nowMs: number;
let visiting: Visiting;

const put = (over: Partial<ProfileEntry> = {}): Promise<void> =>
  device.putProfile({
    id, database: 'b', picture: 1, state: 'here', visit: true, unsent: 0, allArrived: true, backedUp: true, unsettled: false, opened: true,
    codeMark: 'c', ...over,
  });
const here = async (): Promise<number> => (await device.profiles()).length;

/** Looks, waits long enough, and looks again. */
async function wait(): Promise<boolean> {
  await visiting.end();
  nowMs += GONE_AFTER_MS;
  return visiting.end();
}

beforeEach(async () => {
  factory = new IDBFactory();
  device = new DeviceDatabase(factory);
  [claimed, nowMs] = [[], 0];
  visiting = new Visiting({ device, sessions: { claimed: () => claimed }, removeStore: (name) => deleteDatabase(factory, name), steadyMs: () => nowMs });
  (await openProfileDatabase(factory, 'b')).close();
  await put();
});

test('it leaves a while after nobody has it open', async () => {
  claimed = [id];
  expect(await wait()).toBe(false);
  claimed = [];
  expect(await visiting.end()).toBe(false);
  nowMs += GONE_AFTER_MS - 1;
  expect(await visiting.end()).toBe(false);
  nowMs += 1;
  expect(await visiting.end()).toBe(true);
  expect(await here()).toBe(0);
  expect((await factory.databases()).map(({ name }) => name)).toEqual(['d']);
});

test('coming back begins the while anew', async () => {
  await visiting.end();
  nowMs += GONE_AFTER_MS - 1;
  claimed = [id];
  await visiting.end();
  claimed = [];
  nowMs += 1;
  expect(await visiting.end()).toBe(false);
  expect(await here()).toBe(1);
});

test.each<[string, Partial<ProfileEntry>]>([
  ['something is unsent', { unsent: 1, allArrived: false }],
  ['no backup is known to have it', { backedUp: false }],
  ['it was killed before it was counted', { unsettled: true }],
  ['she is at home here', { visit: false }],
  ['it is not whole yet', { state: 'pending' }],
])('it stays while %s', async (_why, over) => {
  await put(over);
  expect(await wait()).toBe(false);
  expect(await here()).toBe(1);
});
