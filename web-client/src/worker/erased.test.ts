/** The office's word that everything of somebody is to be deleted, and what is left of her then. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Ask, Told } from '../engine/messages';
import { ContentCache } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import { FakeCaches } from './downloads/fake-caches';
import { compiled, id, proof, putProfile } from './golden-profile';
import { Keeper } from './keeper';
import { CoreRefusal } from './double';
import type { Core } from './core';
import { startCore } from './wasm';

globalThis.IDBKeyRange ??= IDBKeyRange;

let factory: IDBFactory;
let device: DeviceDatabase;
let told: Told[];
let online: boolean;

beforeEach(async () => {
  vi.stubGlobal('navigator', { onLine: true });
  factory = new IDBFactory();
  device = new DeviceDatabase(factory);
  told = [];
  online = false;
});

/** Signatures are the core's to check, and its own tests hold it to that: here it is as if it had. */
function believing(core: Core): Core {
  const refuse = (): never => {
    throw new CoreRefusal('erased');
  };
  return {
    ...core,
    openProfile: (...given: Parameters<Core['openProfile']>) => {
      const profile = core.openProfile(...given);
      profile.absorb = refuse;
      return profile;
    },
    openLocked: (...given: Parameters<Core['openLocked']>) => {
      const locked = core.openLocked(...given);
      locked.absorb = refuse;
      return locked;
    },
  } as Core;
}

async function lead(): Promise<Keeper> {
  const core = startCore(compiled);
  await putProfile(factory, device, core);
  const content = new ContentCache(new FakeCaches().storage());
  return new Keeper({
    core: believing(core),
    device,
    content,
    room: new Room(content, () => Promise.reject(new Error('not offered here'))),
    fetch: async (path) => {
      if (path !== '/api/sync' || !online) throw new TypeError('failed to fetch');
      return new Response(new Uint8Array(9), { headers: { 'content-type': 'application/cbor' } });
    },
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
}

const save: Ask = {
  do: 'act', profile: id, actionId: 'one',
  action: { type: 'work_add', entry: '01920f3a-7c1e-7abc-8def-000000000009', fields: { task: 'etiquetar', day: '2026-11-20', minutes: 210 } },
};
const lastErased = (): boolean | undefined =>
  told.flatMap((news) => (news.kind === 'event' && news.event.type === 'erased' ? [news.event.erased] : [])).at(-1);

test.each(['open', 'locked'] as const)('a profile that is %s goes, unsent or not, and the phone says so until somebody has read it', async (how) => {
  const keeper = await lead();
  await keeper.handle({ do: 'open', who: id, proof }, 'one');
  await keeper.handle(save, 'one');
  if (how === 'locked') await keeper.handle({ do: 'lock', profile: id }, 'one');
  told = [];
  online = true;
  await keeper.handle({ do: 'poke', why: 'asked' }, 'one');
  await vi.waitFor(async () => expect(await device.profiles()).toEqual([]), 2_000);
  if (how === 'open') expect(told).toContainEqual({ kind: 'locked', profile: id });
  expect((await factory.databases()).map(({ name }) => name)).not.toContain('b');
  await vi.waitFor(() => expect(lastErased()).toBe(true));
  await expect(keeper.handle({ do: 'open', who: id, proof }, 'one')).rejects.toMatchObject({ code: 'not_open' });

  // A tab that comes later hears it too; once it was read, nobody does.
  told = [];
  await keeper.handle({ do: 'hello' }, 'two');
  expect(lastErased()).toBe(true);
  await keeper.handle({ do: 'erasedRead' }, 'two');
  await keeper.handle({ do: 'hello' }, 'three');
  expect(lastErased()).toBe(false);
  await keeper.stop();
});
