/** Packs: resumed and checked file by file, changed by difference, given up for a record. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Catalogue, Download, EngineEvent } from '../../engine/types';
import { ContentCache } from '../../storage/content-cache';
import { DeviceDatabase } from '../../storage/device-database';
import { hex } from '../../storage/keys';
import { RESERVE_BYTES, Room, ROOM_BYTES } from '../../storage/room';
import { CatalogueKeeper } from './catalogue';
import { Downloads } from './downloads';
import { FakeCaches } from './fake-caches';

globalThis.IDBKeyRange ??= IDBKeyRange;

const sha = async (text: string): Promise<string> =>
  hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))));

/** A pack whose files are the given texts; the first is the lesson `one`. */
class PackServer {
  readonly asked: string[] = [];
  readonly bodies = new Map<string, string>();
  readonly versions = new Map<string, string>();
  /** Answers this many files and then the road is gone. */
  filesLeft = Infinity;

  async publish(version: string, texts: readonly string[]): Promise<void> {
    const files = [];
    for (const text of texts) {
      const sha256 = await sha(text);
      this.bodies.set(sha256, text);
      files.push({ sha256, size_bytes: text.length, type: 'application/json' });
    }
    const lessons = [{ id: 'one', file: files[0]?.sha256 }];
    this.versions.set(version, JSON.stringify({ pack: 'p', version, lessons, files }));
  }

  readonly fetch = async (path: string): Promise<Response> => {
    this.asked.push(path);
    const name = path.split('/').at(-1) ?? '';
    if (path.startsWith('/api/packs/')) return new Response(this.versions.get(name), { status: this.versions.has(name) ? 200 : 404 });
    if (this.filesLeft <= 0) throw new TypeError('failed to fetch');
    this.filesLeft -= 1;
    return new Response(this.bodies.get(name));
  };

  files(): string[] {
    return this.asked.filter((path) => path.startsWith('/api/files/')).map((path) => path.slice(11));
  }
}

const catalogue = (version: string): Catalogue => ({
  programme: { id: 'x', title: { es: 'x' } },
  courses: [{ id: 'c', title: { es: 'c' }, language: 'es', pack: 'p', version, sizeBytes: 10, lessons: [] }],
  tasks: [],
});

let server: PackServer;
let caches: FakeCaches;
let device: DeviceDatabase;
let states: Download[];
let online: boolean;

beforeEach(async () => {
  server = new PackServer();
  caches = new FakeCaches();
  device = new DeviceDatabase(new IDBFactory());
  states = [];
  online = true;
  await server.publish('v1', ['{"id":"one"}', 'bbbb', 'cccc']);
});

async function begin(version = 'v1'): Promise<Downloads> {
  const content = new ContentCache(caches.storage());
  const emit = (event: EngineEvent): void => {
    if (event.type === 'download') states.push(event.download);
  };
  const downloads = new Downloads({ device, content, fetch: server.fetch, emit, online: () => online, hasRoom: async () => true });
  await downloads.begin();
  downloads.setCatalogue(catalogue(version));
  return downloads;
}

const until = (state: Download['state']): Promise<void> =>
  vi.waitFor(() => expect(states.at(-1)?.state).toBe(state), { timeout: 2_000 });
const stillUntil = (): Promise<void> =>
  vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'partial', running: false }), { timeout: 2_000 });

describe('a download', () => {
  test('is here when every file is, and then a lesson can be read', async () => {
    const downloads = await begin();
    expect(states.at(-1)).toEqual({ state: 'absent' });
    expect(await downloads.lesson('p', 'one')).toBeUndefined();
    await downloads.start('p');
    await until('here');
    expect(await downloads.lesson('p', 'one')).toEqual({ id: 'one' });
    expect(states).toContainEqual({ state: 'partial', gotBytes: 20, totalBytes: 20, running: true });
  });

  test('goes on after a restart without fetching a file twice', async () => {
    server.filesLeft = 1;
    const first = await begin();
    await first.start('p');
    await vi.waitFor(() => expect(server.files().length).toBeGreaterThan(1));
    online = false;
    first.stop();
    await stillUntil();
    server.filesLeft = Infinity;
    online = true;
    server.asked.length = 0;
    states.length = 0;
    await begin();
    await until('here');
    expect(server.asked.some((path) => path.startsWith('/api/packs/'))).toBe(false);
    expect(server.files().length).toBe(2);
  });

  test('can be paused, and stays paused after a restart', async () => {
    server.filesLeft = 1;
    const first = await begin();
    await first.start('p');
    await vi.waitFor(() => expect(server.files().length).toBeGreaterThan(1));
    await first.pause('p');
    expect(states.at(-1)).toMatchObject({ state: 'partial', running: false });
    states.length = 0;
    const asked = server.asked.length;
    await begin();
    expect(states.at(-1)).toMatchObject({ state: 'partial', running: false });
    expect(server.asked.length).toBe(asked);
  });

  test('refuses a file that is not what its name says', async () => {
    server.bodies.set(await sha('bbbb'), 'evil');
    const downloads = await begin();
    await downloads.start('p');
    const name = await sha('bbbb');
    await vi.waitFor(() => expect(server.files()).toContain(name));
    await downloads.pause('p');
    expect([...(caches.stores.get('content-v1')?.keys() ?? [])].join()).not.toContain(await sha('bbbb'));
    expect(await downloads.lesson('p', 'one')).toBeUndefined();
  });

  test('says when there is no room', async () => {
    caches.roomBytes = 300;
    await server.publish('v1', ['{"id":"one"}', 'x'.repeat(1_000)]);
    await (await begin()).start('p');
    await until('no_room');
  });
});

describe('a new version', () => {
  test('brings only what changed, is readable throughout, and drops what is left over', async () => {
    const first = await begin();
    await first.start('p');
    await until('here');
    first.stop();
    await server.publish('v2', ['{"id":"one","new":1}', 'bbbb']);
    server.asked.length = 0;
    const next = await begin('v2');
    expect(await next.lesson('p', 'one')).toEqual({ id: 'one' });
    await vi.waitFor(async () => expect(await next.lesson('p', 'one')).toEqual({ id: 'one', new: 1 }));
    expect(server.files()).toEqual([await sha('{"id":"one","new":1}')]);
    await vi.waitFor(() => {
      const kept = [...(caches.stores.get('content-v1')?.keys() ?? [])].filter((path) => path.startsWith('/api/files/'));
      expect(kept.length).toBe(2);
    });
    expect(states.at(-1)).toEqual({ state: 'here' });
  });
});

describe('making room for a record', () => {
  test('gives up the reserve first, then the lessons, then says that nothing is left', async () => {
    const downloads = await begin();
    await downloads.start('p');
    await until('here');
    const disk = new FakeDisk(2 * RESERVE_BYTES + ROOM_BYTES);
    const room = new Room(new ContentCache(caches.storage()), disk.directory);
    room.onContentGone = () => downloads.contentGone();
    await room.keepReserve();
    expect(disk.sizeBytes).toBe(RESERVE_BYTES);
    disk.limitBytes = RESERVE_BYTES + ROOM_BYTES - 1;
    expect(await room.ensure()).toBe(true);
    expect(disk.sizeBytes).toBe(0);
    expect(states.at(-1)).toEqual({ state: 'here' });
    disk.limitBytes = ROOM_BYTES - 1;
    expect(await room.ensure()).toBe(false);
    expect(states.at(-1)).toEqual({ state: 'absent' });
    downloads.goOn();
    expect(states.at(-1)).toEqual({ state: 'absent' });
  });
});

/** A private file on a disk with a limit. */
class FakeDisk {
  sizeBytes = 0;
  constructor(public limitBytes: number) {}
  readonly directory = async (): Promise<FileSystemDirectoryHandle> => {
    const handle = {
      getSize: () => this.sizeBytes,
      write: (bytes: Uint8Array, { at }: { at: number }) => {
        if (at + bytes.length > this.limitBytes) throw new DOMException('no space', 'QuotaExceededError');
        this.sizeBytes = Math.max(this.sizeBytes, at + bytes.length);
        return bytes.length;
      },
      truncate: (size: number) => void (this.sizeBytes = size),
      flush: () => undefined,
      close: () => undefined,
    };
    const file = { createSyncAccessHandle: async () => handle };
    return { getFileHandle: async () => file } as unknown as FileSystemDirectoryHandle;
  };
}

describe('the catalogue', () => {
  test('is shown from the phone, asked for by its tag, and not replaced by a portal', async () => {
    const shown: string[] = [];
    const asked: (string | null)[] = [];
    let answer = new Response(JSON.stringify(catalogue('v1')), { headers: { etag: '"1"' } });
    const make = (): CatalogueKeeper =>
      new CatalogueKeeper({
        device,
        fetch: async (_path, init) => {
          asked.push(new Headers(init?.headers).get('if-none-match'));
          return answer;
        },
        emit: () => undefined,
        onCatalogue: (found) => void shown.push(found.courses[0]?.version ?? ''),
      });
    await make().begin();
    expect(asked).toEqual([null]);
    const again = make();
    await again.begin();
    expect(asked.length).toBe(1);
    answer = new Response(null, { status: 304 });
    await again.seen('7');
    await again.seen('7');
    expect(asked).toEqual([null, '"1"']);
    answer = new Response('<html>hello</html>');
    await again.seen('8');
    answer = new Response(JSON.stringify(catalogue('v2')), { headers: { etag: '"2"' } });
    await again.seen('8');
    expect(shown).toEqual(['v1', 'v1', 'v2']);
  });
});
