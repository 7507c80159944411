/**
 * Arriving at a workshop by its code: the leader, the real core and the phone's storage, no network.
 */
import { readFileSync } from 'node:fs';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Opened, Told } from '../engine/messages';
import type { Action, ProfileId, Proof, RecordView } from '../engine/types';
import { ContentCache } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import { wrapBySecret } from '../storage/wrapping';
import type { Core } from './core';
import { FakeCaches } from './downloads/fake-caches';
import { Keeper } from './keeper';
import { startCore } from './wasm';

globalThis.IDBKeyRange ??= IDBKeyRange;

const story = JSON.parse(readFileSync(new URL('../../../fixtures/golden/scenario.json', import.meta.url), 'utf8')) as {
  dataKey: string;
  steps: { call: string; rows?: { key: string; bytes: string | null }[] }[];
};
const compiled = new WebAssembly.Module(readFileSync(new URL('../../core/pkg/chaski_core_bg.wasm', import.meta.url)));
const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const id = 'a1b2c3' as ProfileId;
const proof: Proof = { by: 'secret', secret: { kind: 'digits', digits: '280914' } };
const SESSION = '01970000-0000-7000-8000-0000000000a7';
const CODE = 'k7qm2xwp';
const attend = (day: string, code = CODE): Action => ({ type: 'attend', session: SESSION, day, proof: code });

let factory: IDBFactory;
let caches: FakeCaches;
let device: DeviceDatabase;
let core: Core;
let told: Told[];

beforeEach(async () => {
  vi.stubGlobal('navigator', { onLine: false });
  factory = new IDBFactory();
  caches = new FakeCaches();
  device = new DeviceDatabase(factory);
  core = startCore(compiled);
  told = [];
  const store = await openProfileDatabase(factory, 'b');
  for (const { call, rows } of story.steps) {
    if (call !== 'begin' && call !== 'finish') continue;
    await store.write((rows ?? []).map(({ key, bytes }) => ({ key, bytes: bytes === null ? undefined : fromHex(bytes) })));
  }
  store.close();
  const by = { keys: await device.keys(), stretch: core.stretch };
  const secret = await wrapBySecret(by, id, 'digits', new TextEncoder().encode('digits:280914'), fromHex(story.dataKey));
  await device.putProfile({
    id, database: 'b', picture: 4, secret, state: 'here', unsent: 0, allArrived: false, unsettled: false, opened: true,
    codeMark: 'c0de', learnerMark: '1ea4',
  });
});
afterEach(() => void vi.unstubAllGlobals());

async function opened(): Promise<Keeper> {
  const content = new ContentCache(caches.storage());
  const keeper = new Keeper({
    core,
    device,
    content,
    room: new Room(content, () => Promise.reject(new Error('not offered here'))),
    fetch: () => Promise.reject(new TypeError('failed to fetch')),
    openStore: (name) => openProfileDatabase(factory, name),
    removeStore: (name) => deleteDatabase(factory, name),
    tell: (news) => told.push(news),
    steadyMs: () => 0,
    livingTabs: async () => undefined,
    onMoved: () => undefined,
    onBroken: (cause) => {
      throw cause;
    },
  });
  expect(((await keeper.handle({ do: 'open', who: id, proof }, 'one')) as Opened).result).toBe('ok');
  return keeper;
}

const scan = (keeper: Keeper, actionId: string, action: Action) => keeper.handle({ do: 'act', profile: id, actionId, action }, 'one');

async function shown(keeper: Keeper): Promise<RecordView> {
  told = [];
  await keeper.handle({ do: 'show', profile: id }, 'one');
  const news = told.filter((each) => each.kind === 'event' && each.event.type === 'record' && each.event.record !== undefined).at(-1);
  if (news?.kind !== 'event' || news.event.type !== 'record' || !news.event.record) throw new Error('no record was told');
  return news.event.record;
}

test('a code scanned without a network is kept once, and is there after the phone died', async () => {
  const keeper = await opened();
  const before = (await shown(keeper)).unsent;
  await scan(keeper, '1', attend('2026-12-03'));
  const here = { presence: 'present', called: false, scanned: true, differing: false };
  expect((await shown(keeper)).sessions).toEqual([{ id: SESSION, day: '2026-12-03', attended: here }]);
  expect((await shown(keeper)).unsent).toBe(before + 1);
  await scan(keeper, '2', attend('2026-12-04'));
  expect((await shown(keeper)).unsent, 'twice is one').toBe(before + 1);
  await keeper.stop();

  core = startCore(compiled);
  const again = await opened();
  expect((await shown(again)).sessions).toEqual([{ id: SESSION, day: '2026-12-03', attended: here }]);
  await scan(again, '3', attend('2026-12-03'));
  expect((await shown(again)).unsent).toBe(before + 1);
  await again.stop();
}, 30_000);

test('what is no session is refused in words, and nothing is kept', async () => {
  const keeper = await opened();
  const before = (await shown(keeper)).unsent;
  await expect(scan(keeper, '1', { type: 'attend', session: 'taller-1', day: '2026-12-03' })).rejects.toHaveProperty('code');
  await expect(scan(keeper, '2', attend('mañana'))).rejects.toHaveProperty('code');
  expect((await shown(keeper)).unsent).toBe(before);
  await keeper.stop();
}, 30_000);

test('nobody finds in the storage where she was while her profile is locked', async () => {
  const keeper = await opened();
  await scan(keeper, '1', attend('2026-12-03'));
  await keeper.handle({ do: 'lock', profile: id }, 'one');
  await keeper.stop();
  const store = await openProfileDatabase(factory, 'b');
  const rows = await store.load();
  store.close();
  const stored = Buffer.concat(rows.map(({ key, bytes }) => Buffer.concat([Buffer.from(key), Buffer.from(bytes)])));
  expect(stored.length).toBeGreaterThan(1_000);
  for (const secret of [SESSION, CODE, '2026-12-03']) expect(stored.includes(Buffer.from(secret)), secret).toBe(false);
  expect(stored.includes(Buffer.from(SESSION.replaceAll('-', ''), 'hex'))).toBe(false);
}, 30_000);
