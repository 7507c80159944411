/**
 * The leader, the real core and the phone's storage together: what is left of a profile once it is
 * locked. Owns the search through every byte that is stored.
 */
import { serialize } from 'node:v8';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Answer, Ask, Opened, Told } from '../engine/messages';
import type { Card, Secret } from '../engine/types';
import { ContentCache } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import type { Core } from './core';
import { FakeCaches } from './downloads/fake-caches';
import { compiled, dataKey as goldenKey, fromHex, id, learner, pin, proof, putProfile } from './golden-profile';
import { Keeper } from './keeper';
import { startCore } from './wasm';

globalThis.IDBKeyRange ??= IDBKeyRange;

const NOTE = 'fotos de recibos para Doña Carmela';
const DRAFT = 'a medio llenar';
const NAME = 'Rosaura';
const LESSON = 'k3f4d2ma';

let factory: IDBFactory;
let caches: FakeCaches;
let device: DeviceDatabase;
let core: Core;
let told: Told[];
/** Bodies of the visits, and whether the road answers them (with a failure) or hangs. */
let sent: unknown[];
let answering: boolean;
let steadyMs: number;
/** Profile databases that were opened by a leader. */
let opened: number;

beforeEach(async () => {
  vi.stubGlobal('navigator', { onLine: true });
  factory = new IDBFactory();
  caches = new FakeCaches();
  device = new DeviceDatabase(factory);
  core = startCore(compiled);
  told = [];
  sent = [];
  answering = true;
  steadyMs = 0;
  opened = 0;
  await putProfile(factory, device, core);
});
afterEach(() => void vi.unstubAllGlobals());

function lead(): Keeper {
  const content = new ContentCache(caches.storage());
  return new Keeper({
    core,
    device,
    content,
    room: new Room(content, () => Promise.reject(new Error('not offered here'))),
    fetch: async (path, init) => {
      if (path !== '/api/sync') throw new TypeError('failed to fetch');
      sent.push(init?.body);
      if (!answering) await new Promise((resolve) => init?.signal?.addEventListener('abort', resolve));
      throw new TypeError('failed to fetch');
    },
    openStore: (name) => {
      opened += 1;
      return openProfileDatabase(factory, name);
    },
    removeStore: (name) => deleteDatabase(factory, name),
    tell: (news) => told.push(news),
    steadyMs: () => steadyMs,
    livingTabs: async () => undefined,
    onMoved: () => undefined,
    onBroken: (cause) => {
      throw cause;
    },
  });
}

const open = async (keeper: Keeper, tab = 'one'): Promise<Opened> => {
  const answer = (await keeper.handle({ do: 'open', who: id, proof }, tab)) as Opened;
  expect(answer.result).toBe('ok');
  return answer;
};
const save = (keeper: Keeper, tab: string): Promise<Answer> =>
  keeper.handle(
    {
      do: 'act', profile: id, actionId: `act-${tab}`,
      action: { type: 'work_add', entry: '01920f3a-7c1e-7abc-8def-000000000009', fields: { task: 'etiquetar', day: '2026-11-20', minutes: 210, note: NOTE } },
    } satisfies Ask,
    tab,
  );

const lastOf = (type: 'record' | 'profiles'): Told | undefined =>
  told.filter((news) => news.kind === 'event' && news.event.type === type).at(-1);

/** Every byte of every database and cache, keys and names included. Keys of WebCrypto cannot be read at all. */
async function everyByte(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { name = '', version } of await factory.databases()) {
    parts.push(Buffer.from(name));
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = factory.open(name, version);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of [...db.objectStoreNames]) {
      const source = db.transaction(store).objectStore(store);
      const all = await Promise.all([source.getAllKeys(), source.getAll()].map((request) =>
        new Promise<unknown>((resolve) => (request.onsuccess = () => resolve(request.result)))));
      parts.push(Buffer.from(store), serialize(withoutKeys(all)));
    }
    db.close();
  }
  for (const [name, store] of caches.stores) {
    parts.push(Buffer.from(name));
    for (const [path, { bytes }] of store) parts.push(Buffer.from(path), Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}

function withoutKeys(value: unknown): unknown {
  if (value instanceof CryptoKey) return String(value.extractable);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(withoutKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutKeys(inner)]));
}

/** Text as itself, as the two bytes a letter that engines store, and in base64 at each of its three places. */
function traces(needle: string | Uint8Array): Buffer[] {
  const bytes = Buffer.from(needle as string);
  const base64 = [0, 1, 2].map((skip) => bytes.subarray(skip).toString('base64').slice(0, -4)).filter((text) => text.length > 5);
  const both = [bytes, Buffer.from(bytes.toString('hex')), Buffer.from(bytes.toString('hex').toUpperCase()), ...base64.map((text) => Buffer.from(text))];
  return typeof needle === 'string' ? [...both, Buffer.from(needle, 'utf16le')] : both;
}

describe('a profile that is locked', () => {
  test('leaves nothing readable in any database or cache', async () => {
    const keeper = lead();
    await open(keeper);
    await save(keeper, 'one');
    await keeper.handle({ do: 'act', profile: id, actionId: 'l', action: { type: 'lesson_done', lesson: LESSON, place: 3, seconds: 900, scorePercent: 67 } }, 'one');
    await keeper.handle({ do: 'saveDraft', profile: id, name: 'form', json: JSON.stringify({ note: DRAFT }) }, 'one');
    await keeper.handle({ do: 'setFace', profile: id, face: { set: 'name', to: NAME } }, 'one');
    await keeper.handle({ do: 'setFace', profile: id, face: { set: 'countsHidden', to: true } }, 'one');
    const { card } = (await keeper.handle({ do: 'makeCard', profile: id, secret: pin }, 'one')) as { card: Card };
    const next: Secret = { kind: 'pictures', pictures: [3, 3, 0, 15, 7] };
    expect(await keeper.handle({ do: 'setSecret', profile: id, changeId: '1', next, proof }, 'one')).toMatchObject({ result: 'ok' });
    const before = lastOf('record');
    expect(JSON.stringify(before)).toContain(NOTE); // it was there to be found
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    await keeper.stop();

    const stored = await everyByte();
    expect(stored.length).toBeGreaterThan(2_000);
    // That the search finds what is there: text, and bytes.
    const [entry] = await device.profiles();
    for (const there of ['a1b2c3', 'c0de', entry?.secret?.salt ?? '?']) expect(stored.includes(Buffer.from(there as string))).toBe(true);
    const secrets = [
      NOTE, 'Carmela', DRAFT, NAME, LESSON, 'etiquetar', '01920f3a', '2026-11-20', '280914', '3,3,0,15,7', learner, fromHex(learner),
      fromHex(goldenKey), card.qr, fromHex(card.qr.slice(2, 34)), ...card.words.es.map((word) => word.padEnd(6)), card.words.en.slice(0, 3).join(' '),
    ];
    for (const secret of secrets) for (const trace of traces(secret)) expect(stored.includes(trace), String(secret)).toBe(false);
    // Hidden counts are hidden in the storage too; they are known to whoever may know them.
    expect((await device.profiles())[0]).toMatchObject({ unsent: 0, allArrived: false, countsHidden: true });
  }, 30_000);

  test('answers nobody: neither the tab that locked it nor another that had it open', async () => {
    const keeper = lead();
    await open(keeper, 'one');
    await open(keeper, 'two');
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    expect(told).toContainEqual({ kind: 'locked', profile: id });
    for (const tab of ['one', 'two']) {
      await expect(save(keeper, tab)).rejects.toMatchObject({ code: 'not_open' });
      await expect(keeper.handle({ do: 'loadDraft', profile: id, name: 'form' }, tab)).rejects.toMatchObject({ code: 'not_open' });
      await expect(keeper.handle({ do: 'show', profile: id }, tab)).rejects.toMatchObject({ code: 'not_open' });
    }
    const from = told.length;
    await keeper.handle({ do: 'hello' }, 'two');
    expect(told.slice(from).some((news) => news.kind === 'event' && news.event.type === 'record')).toBe(false);
    await keeper.stop();
  });

  test('stays open in the other tab when one tab only leaves it', async () => {
    const keeper = lead();
    await open(keeper, 'one');
    await open(keeper, 'two');
    await keeper.handle({ do: 'close', profile: id }, 'one');
    await expect(save(keeper, 'one')).rejects.toMatchObject({ code: 'not_open' });
    await save(keeper, 'two');
    await keeper.stop();
  });

  test('goes on the road without her: what leaves is sealed, and her coming ends the visit at once', async () => {
    const keeper = lead();
    await open(keeper);
    await save(keeper, 'one');
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    expect((await device.profiles())[0]).toMatchObject({ unsent: 1, unsettled: false });
    await keeper.stop();

    sent = [];
    answering = false;
    const next = lead();
    await next.handle({ do: 'poke', why: 'asked' }, 'one');
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    const body = Buffer.from(sent[0] as Uint8Array);
    expect(body.length).toBeGreaterThan(200);
    for (const secret of [NOTE, 'etiquetar', fromHex(goldenKey)]) for (const trace of traces(secret)) expect(body.includes(trace)).toBe(false);

    // The road hangs. She comes in all the same, saves, and nothing of hers was lost or counted away.
    await open(next);
    await next.handle({ do: 'saveDraft', profile: id, name: 'form', json: '1' }, 'one');
    await next.handle({ do: 'lock', profile: id }, 'one');
    expect((await device.profiles())[0]).toMatchObject({ unsent: 1 });
    await next.stop();
  });

  test('has the count of its lock, however long the storage took for the one before', async () => {
    const keeper = lead();
    await open(keeper);
    const update = device.updateProfile.bind(device);
    const slow = vi.spyOn(device, 'updateProfile').mockImplementationOnce(async (...change) => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      return update(...change);
    });
    await save(keeper, 'one');
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(slow.mock.calls.length).toBeGreaterThan(1);
    expect((await device.profiles())[0]).toMatchObject({ unsent: 1, unsettled: false });
    await keeper.stop();
  });

  test('has no visit while it is open, and none without a pass', async () => {
    const keeper = lead();
    await device.changeProfile(id, { unsent: 1 });
    await keeper.handle({ do: 'poke', why: 'asked' }, 'one');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(sent).toEqual([]);
    await keeper.stop();
  });

  test('keeps what was being saved while it was locked', async () => {
    const keeper = lead();
    await open(keeper);
    const saved = save(keeper, 'one');
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    await saved;
    await open(keeper);
    const view = told.length;
    await keeper.handle({ do: 'show', profile: id }, 'one');
    await vi.waitFor(() => expect(JSON.stringify(told.slice(view))).toContain(NOTE));
    await keeper.stop();
  });
});

describe('a tab that has it open', () => {
  test('goes on with the next leader by its key, and a wrong key goes nowhere', async () => {
    const first = lead();
    const { dataKey } = await open(first);
    await first.stop();
    const second = lead();
    await second.handle({ do: 'resume', profile: id, dataKey: dataKey.slice() }, 'one');
    await save(second, 'one');
    const wrong = dataKey.slice().fill(7);
    await expect(second.handle({ do: 'resume', profile: id, dataKey: wrong }, 'two')).rejects.toMatchObject({ code: 'not_open' });
    await second.handle({ do: 'lock', profile: id }, 'one');
    await expect(second.handle({ do: 'resume', profile: id, dataKey: wrong }, 'two')).rejects.toMatchObject({ code: 'storage_lost' });
    await second.stop();
  });
});

describe('wrong secrets', () => {
  const bad: Ask = { do: 'open', who: id, proof: { by: 'secret', secret: { kind: 'digits', digits: '111111' } } };

  test('wait, through a restart and a clock set forward, and open nothing', async () => {
    const keeper = lead();
    for (let n = 0; n < 5; n += 1) {
      steadyMs += 5_000;
      expect(await keeper.handle(bad, 'one')).toMatchObject({ result: 'wrong' });
    }
    await keeper.stop();
    steadyMs = 0;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 40 * 86_400_000 });
    const again = lead();
    expect(await again.handle({ do: 'open', who: id, proof }, 'one')).toEqual({ result: 'wait', waitSeconds: 15 });
    const shown = lastOf('profiles');
    expect(JSON.stringify(shown)).toContain('"waitSeconds":15');
    steadyMs += 15_000;
    await open(again);
    vi.useRealTimers();
    await again.stop();
  });
});

describe('a leader that stopped', () => {
  test('takes a profile from nobody, at whatever step its visit was', async () => {
    const first = lead();
    await open(first);
    await save(first, 'one');
    await first.handle({ do: 'lock', profile: id }, 'one');
    await first.stop();
    let reached = 0;
    for (let step = 0; step < 40; step += 1) {
      const before = opened;
      const keeper = lead();
      void keeper.handle({ do: 'poke', why: 'asked' }, 'one').catch(() => undefined);
      for (let turn = 0; turn < step; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      await keeper.stop();
      const stopped = opened;
      reached += stopped > before ? 1 : 0;
      await new Promise((resolve) => setTimeout(resolve, 10));
      expect(opened).toBe(stopped);
    }
    expect(reached).toBeGreaterThan(0);
  });
});

describe('leaving the phone', () => {
  test('is refused with what would be lost, and done when that is named', async () => {
    const keeper = lead();
    await open(keeper);
    await save(keeper, 'one');
    const refused = await keeper.handle({ do: 'remove', profile: id }, 'one');
    expect(refused).toEqual({ result: 'would_lose', loss: { unsent: 1, perhapsMore: false, notBackedUp: false } });
    await keeper.handle({ do: 'lock', profile: id }, 'one');
    expect(await keeper.handle({ do: 'remove', profile: id }, 'one')).toEqual(refused);
    const named = { unsent: 1, perhapsMore: false, notBackedUp: false };
    expect(await keeper.handle({ do: 'remove', profile: id, named }, 'one')).toEqual({ result: 'removed' });
    expect(await device.profiles()).toEqual([]);
    expect((await factory.databases()).map(({ name }) => name)).toEqual(['d']);
    await keeper.stop();
  });

  test('after a killed tab says that there may be more', async () => {
    await device.changeProfile(id, { unsettled: true });
    const keeper = lead();
    expect(await keeper.handle({ do: 'remove', profile: id }, 'one')).toMatchObject({ loss: { unsent: 0, perhapsMore: true } });
    await keeper.stop();
  });
});
