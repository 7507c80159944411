/** That a profile from before goes only when nothing is lost by it. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test } from 'vitest';
import type { ProfileId } from '../engine/types';
import { DeviceDatabase, type ProfileEntry } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { Replacing, type ReplacingNeeds } from './replacing';
import type { Session } from './session';
import { changeFace, type Counts, countsOf, keptCounts } from './summaries';

globalThis.IDBKeyRange ??= IDBKeyRange;

const old = 'old' as ProfileId;
const next = 'next' as ProfileId;
let factory: IDBFactory;
let device: DeviceDatabase;
/** What the new one has of others, and what tabs have open. */
let here: number;
let claimed: ProfileId[];
let replacing: Replacing;

async function put(id: string, counts: Counts, over: Partial<ProfileEntry> = {}): Promise<void> {
  const entry: ProfileEntry = {
    id, database: `db ${id}`, picture: 1, state: 'here', unsent: 0, allArrived: false, unsettled: false, opened: true, codeMark: id, ...over,
  };
  await device.putProfile({ ...entry, ...(await keptCounts(device, entry, counts)) });
}

const names = async (): Promise<string[]> => (await device.profiles()).map(({ id }) => id).sort();

/** A visit of the new one, during which something may happen. */
async function visit(meanwhile: () => Promise<void> = async () => undefined): Promise<boolean> {
  const drained = await replacing.drained(next);
  await meanwhile();
  return replacing.visited(next, drained);
}

beforeEach(async () => {
  factory = new IDBFactory();
  device = new DeviceDatabase(factory);
  here = 7;
  claimed = [];
  const session = { changesOfOthers: async () => here } as Session;
  const sessions: ReplacingNeeds['sessions'] = { use: (_profile, work) => work(session), claimed: () => claimed };
  replacing = new Replacing({ device, sessions, removeStore: (name) => deleteDatabase(factory, name) });
  (await openProfileDatabase(factory, 'db old')).close();
  await put(old, { unsent: 0, allArrived: true, changes: 7 }, { replacedBy: next });
  await put(next, { unsent: 0, allArrived: true, changes: 7 });
});

test('it goes once the new one holds what it held', async () => {
  here = 6;
  expect(await visit()).toBe(false);
  expect(await names()).toEqual(['next', 'old']);
  here = 7;
  expect(await visit()).toBe(true);
  expect(await names()).toEqual(['next']);
  expect((await factory.databases()).map(({ name }) => name)).not.toContain('db old');
});

test.each<[string, Counts, Partial<ProfileEntry>]>([
  ['something is unsent', { unsent: 1, allArrived: false, changes: 7 }, {}],
  ['something unsent is hidden', { unsent: 1, allArrived: false, changes: 7 }, { countsHidden: true }],
  ['it was killed before it was counted', { unsent: 0, allArrived: true, changes: 7 }, { unsettled: true }],
  ['it was never counted', { unsent: 0, allArrived: true }, {}],
])('it stays while %s', async (_why, counts, over) => {
  await put(old, counts, { replacedBy: next, ...over });
  expect(await replacing.isReady(old)).toBe(false);
  expect(await visit()).toBe(false);
  expect(await names()).toEqual(['next', 'old']);
});

test('it stays while somebody has it open, or came in and wrote during the visit', async () => {
  claimed = [old];
  expect(await visit()).toBe(false);
  claimed = [];
  expect(await visit(() => put(old, { unsent: 1, allArrived: false, changes: 8 }, { replacedBy: next }))).toBe(false);
  expect(await visit(() => put(old, { unsent: 0, allArrived: true, changes: 8 }, { replacedBy: next }))).toBe(false);
  expect(await names()).toEqual(['next', 'old']);
});

test('an empty one goes, and one that nothing replaces does not', async () => {
  here = 0;
  await put('other', { unsent: 0, allArrived: true, changes: 0 });
  await put(old, { unsent: 0, allArrived: false }, { replacedBy: next });
  expect(await visit()).toBe(true);
  expect(await names()).toEqual(['next', 'other']);
});

test('how much she has done cannot be read, and is known through hiding and showing', async () => {
  const counts = { unsent: 2, allArrived: false, backedUp: false, changes: 41 };
  await put(old, counts);
  const stored = async () => (await device.profiles()).find(({ id }) => id === old) as ProfileEntry;
  expect(await stored()).not.toHaveProperty('changes');
  expect(Object.values(await stored())).not.toContain(counts.changes);
  for (const to of [true, false]) {
    await changeFace(device, old, { set: 'countsHidden', to }, counts);
    expect(await countsOf(device, await stored())).toEqual(counts);
    expect((await stored()).unsent).toBe(to ? 0 : 2);
  }
});
