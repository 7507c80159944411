/** Visits of locked profiles by the service worker: with the real core, beside pages that lead. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import { ContentCache } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import type { Core } from '../worker/core';
import { FakeCaches } from '../worker/downloads/fake-caches';
import { Election, LEAD } from '../worker/election';
import { FakeLocks } from '../worker/fake-locks';
import { compiled, id, proof, putProfile } from '../worker/golden-profile';
import { Keeper } from '../worker/keeper';
import { startCore } from '../worker/wasm';
import { visitLocked, type VisitsNeeds } from './visits';

globalThis.IDBKeyRange ??= IDBKeyRange;
vi.stubGlobal('navigator', { onLine: true });

let factory: IDBFactory;
let device: DeviceDatabase;
let core: Core;
let locks: LockManager;
let channel: VisitsNeeds['channel'];
let asked: number;
let whileAsked: (signal: AbortSignal) => Promise<void>;
let room: boolean;
let opened: number;
/** What the office says to a parcel; undefined: there is no road. */
let office: ((body: string) => Response) | undefined;

beforeEach(async () => {
  factory = new IDBFactory();
  device = new DeviceDatabase(factory);
  core = startCore(compiled);
  locks = new FakeLocks().manager();
  channel = { onmessage: null };
  asked = opened = 0;
  room = true;
  office = undefined;
  whileAsked = async () => undefined;
  await putProfile(factory, device, core);
  // Something is saved and locked, and never left.
  const keeper = page();
  await keeper.handle({ do: 'open', who: id, proof }, 'one');
  const fields = { task: 'etiquetar', day: '2026-11-20', minutes: 210 };
  await keeper.handle(
    { do: 'act', profile: id, actionId: '1', action: { type: 'work_add', entry: '01920f3a-7c1e-7abc-8def-000000000009', fields } },
    'one',
  );
  await keeper.handle({ do: 'lock', profile: id }, 'one');
  await keeper.stop();
});

function page(): Keeper {
  const content = new ContentCache(new FakeCaches().storage());
  return new Keeper({
    core, device, content,
    room: new Room(content, () => Promise.reject(new Error('not offered here'))),
    fetch: () => Promise.reject(new TypeError('failed to fetch')),
    openStore: (name) => openProfileDatabase(factory, name),
    removeStore: (name) => deleteDatabase(factory, name),
    tell: () => undefined,
    steadyMs: () => 0,
    livingTabs: async () => undefined,
    onMoved: () => undefined,
    onBroken: (cause) => {
      throw cause;
    },
  });
}

const needs = (): VisitsNeeds => ({
  locks, channel,
  fetch: async (path, init) => {
    if (path === '/api/courier') {
      if (office === undefined) throw new TypeError('failed to fetch');
      return office(new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>));
    }
    asked += 1;
    await whileAsked(init?.signal as AbortSignal);
    throw new TypeError('failed to fetch');
  },
  hasRoom: async () => room,
  core: async () => core,
  device: () => {
    opened += 1;
    return new DeviceDatabase(factory);
  },
  openStore: (name) => openProfileDatabase(factory, name),
});

test('go out under the lock of the lead, and tell the browser when something stayed', async () => {
  whileAsked = async () => expect((await locks.query()).held).toMatchObject([{ name: LEAD }]);
  await device.changeProfile(id, { backedUp: true });
  expect(await visitLocked(needs(), false)).toBe('left');
  expect(asked).toBe(1);
  expect((await locks.query()).held).toEqual([]);
  // What the segments tell is what counts, also of backups.
  expect((await device.profiles())[0]).toMatchObject({ unsent: 1, backedUp: false });
});

test('leave alone what has nothing to send, unless they fetch as well', async () => {
  await device.changeProfile(id, { unsent: 0 });
  expect(await visitLocked(needs(), false)).toBe('done');
  expect(asked).toBe(0);
  await visitLocked(needs(), true);
  expect(asked).toBe(1);
});

test('do not begin beside a page that leads', async () => {
  const election = new Election(locks, LEAD, { onLead: () => undefined, onLost: () => undefined });
  election.join();
  await vi.waitFor(() => expect(election.leading).toBe(true));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const round = visitLocked(needs(), false);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(await round).toBe('a_page_leads');
  expect([asked, opened]).toEqual([0, 0]);
});

test('end at once when a page asks for something, which then leads', async () => {
  let led = false;
  const election = new Election(locks, LEAD, { onLead: () => (led = true), onLost: () => undefined });
  whileAsked = (signal) =>
    new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve());
      election.join();
      channel.onmessage?.({ data: { kind: 'ask' } } as MessageEvent);
    });
  expect(await visitLocked(needs(), false)).toBe('left');
  await vi.waitFor(() => expect(led).toBe(true));
  // What she does there is as safe as ever.
  const keeper = page();
  expect(await keeper.handle({ do: 'open', who: id, proof }, 'one')).toMatchObject({ result: 'ok' });
  await keeper.stop();
});

test('do not open a database where there is no room for one', async () => {
  room = false;
  expect(await visitLocked(needs(), false)).toBe('no_room');
  expect([asked, opened]).toEqual([0, 0]);
});

test('bring what is carried for others, though nobody here has anything to send', async () => {
  await device.changeProfile(id, { unsent: 0 });
  const parcel = (name: string) => ({ name, text: `file ${name}`, at: 0, state: 'waits' as const });
  await device.putSetting('parcels', [parcel('one'), { ...parcel('two'), state: 'delivered', answer: 'known' }, parcel('three')]);
  expect(await visitLocked(needs(), false)).toBe('left');
  const brought: string[] = [];
  office = (body) => {
    brought.push(body);
    if (body === 'file three') return Response.json({ code: 'courier_foreign', detail: '' }, { status: 422 });
    return new Response(`answer to ${body}`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
  };
  expect(await visitLocked(needs(), false)).toBe('done');
  expect(brought).toEqual(['file one', 'file three']);
  expect(await device.setting('parcels')).toMatchObject([
    { name: 'one', state: 'delivered', answer: 'answer to file one' },
    { name: 'two', answer: 'known' },
    { name: 'three', state: 'refused', code: 'courier_foreign' },
  ]);
  expect(await visitLocked(needs(), false)).toBe('done');
  expect(brought).toHaveLength(2);
  expect(asked).toBe(0);
});
