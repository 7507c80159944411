/**
 * Courier files with the real core and storage: written without anybody's secret, carried for others.
 * That the office takes them in, and what its answers do, is held against the real office elsewhere
 * (`tests/tests/courier`, `tests/e2e/stories/courier.test.ts`).
 */
import { readFileSync } from 'node:fs';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Opened, Told } from '../engine/messages';
import type { Brought, CourierFile, ParcelSummary } from '../engine/types';
import { ContentCache } from '../storage/content-cache';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { utf8, wrap } from '../storage/keys';
import { openProfileDatabase } from '../storage/profile-database';
import { Room } from '../storage/room';
import { MAX_PARCELS_BYTES } from './courier';
import { FakeCaches } from './downloads/fake-caches';
import { compiled, id, learner, proof, putProfile } from './golden-profile';
import { Keeper } from './keeper';
import { startCore } from './wasm';

globalThis.IDBKeyRange ??= IDBKeyRange;

const core = startCore(compiled);
type Office = (body: string) => Response;
const answered: Office = (body) => new Response(`answer to ${body.length}`, { headers: { 'content-type': 'text/plain; charset=utf-8' } });
const refusing = (status: number, code: string): Office => () => Response.json({ code, detail: '' }, { status });

/** A phone: its storage, and a leader that serves it. */
class Phone {
  readonly factory = new IDBFactory();
  readonly device = new DeviceDatabase(this.factory);
  readonly told: Told[] = [];
  readonly brought: string[] = [];
  office: Office | undefined;
  readonly keeper: Keeper;

  constructor() {
    const content = new ContentCache(new FakeCaches().storage());
    this.keeper = new Keeper({
      core,
      device: this.device,
      content,
      room: new Room(content, () => Promise.reject(new Error('not offered here'))),
      fetch: async (path, init) => {
        if (path !== '/api/courier' || this.office === undefined) throw new TypeError('failed to fetch');
        const body = new TextDecoder().decode(init?.body as Uint8Array<ArrayBuffer>);
        this.brought.push(body);
        expect(new Headers(init?.headers).get('content-type')).toBe('text/plain');
        return this.office(body);
      },
      openStore: (name) => openProfileDatabase(this.factory, name),
      removeStore: (name) => deleteDatabase(this.factory, name),
      tell: (news) => this.told.push(news),
      steadyMs: () => 0,
      livingTabs: async () => undefined,
      onMoved: () => undefined,
      onBroken: (cause) => {
        throw cause;
      },
    });
  }

  async write(): Promise<CourierFile> {
    return (await this.keeper.handle({ do: 'writeCourier' }, 'one')) as CourierFile;
  }

  async open(text: string): Promise<Brought> {
    return (await this.keeper.handle({ do: 'openCourier', file: utf8(text) }, 'one')) as Brought;
  }

  parcels(): readonly ParcelSummary[] {
    const events = this.told.flatMap((news) => (news.kind === 'event' && news.event.type === 'parcels' ? [news.event.parcels] : []));
    return events.at(-1) ?? [];
  }

  async carries(state: ParcelSummary['state']): Promise<ParcelSummary> {
    await expect.poll(() => this.parcels()[0]?.state).toBe(state);
    return this.parcels()[0] as ParcelSummary;
  }

  /** Opens the profile, so that its pass is kept, and saves something. */
  async work(): Promise<void> {
    const opened = (await this.keeper.handle({ do: 'open', who: id, proof }, 'one')) as Opened;
    expect(opened.result).toBe('ok');
    const fields = { task: 'etiquetar', day: '2026-11-20', minutes: 210 };
    const action = { type: 'work_add', entry: '01920f3a-7c1e-7abc-8def-000000000009', fields } as const;
    await this.keeper.handle({ do: 'act', profile: id, actionId: 'act', action }, 'one');
  }
}

let hers: Phone;
let other: Phone;

beforeEach(async () => {
  vi.stubGlobal('navigator', { onLine: true });
  hers = new Phone();
  await putProfile(hers.factory, hers.device, core);
  other = new Phone();
});
afterEach(async () => {
  await hers.keeper.stop();
  await other.keeper.stop();
  vi.unstubAllGlobals();
});

describe('writing', () => {
  test('needs nobody who is in, and tells nothing of whom it is', async () => {
    await hers.work();
    const open = await hers.write();
    await hers.keeper.handle({ do: 'lock', profile: id }, 'one');
    const locked = await hers.write();
    for (const { text, leftOut } of [open, locked]) {
      expect(leftOut).toBe(false);
      expect(text).toMatch(/^Archivo cerrado/);
      expect(text).not.toContain(learner);
      const sealed = Buffer.from(text.slice(text.indexOf('FILE-----\n') + 10, text.indexOf('\n-----END')), 'base64');
      expect(sealed.includes(Buffer.from(learner, 'hex'))).toBe(false);
    }
    // The same is in both; what comes of chance is not.
    expect(locked.text.length).toBe(open.text.length);
    expect(locked.text).not.toBe(open.text);
  });

  test('says that somebody who was never in since could not be in it', async () => {
    expect((await hers.write()).leftOut).toBe(true);
  });

  test('on a phone of nobody looks alike, so that nobody learns whether somebody hides', async () => {
    const { text, leftOut } = await other.write();
    expect(leftOut).toBe(false);
    await hers.work();
    const lines = (file: string): string[] => file.split('\n').filter((line) => !/^[A-Za-z0-9+/=]+$|^control/.test(line));
    expect(lines(text)).toEqual(lines((await hers.write()).text));
    expect(await other.open(text)).toMatchObject({ carries: true });
  });
});

describe('carrying for others', () => {
  let file: string;

  beforeEach(async () => {
    await hers.work();
    file = (await hers.write()).text;
  });

  test('waits for a road, brings the file as it is, and keeps the answer to be given back', async () => {
    expect(await other.open(file)).toEqual({ answered: false, carries: true, troubles: [] });
    await other.carries('waits');
    other.office = answered;
    await other.keeper.handle({ do: 'poke', why: 'asked' }, 'one');
    const { name } = await other.carries('delivered');
    expect(other.brought).toEqual([file]);
    expect(await other.keeper.handle({ do: 'parcelAnswer', parcel: name }, 'one')).toBe(`answer to ${file.length}`);
    await other.keeper.handle({ do: 'forgetParcel', parcel: name }, 'one');
    expect(other.parcels()).toEqual([]);
  });

  test('the same file twice is one parcel, and outlives the leader', async () => {
    await other.open(file);
    await other.open(`Hola\r\n${file.replaceAll('\n', '\r\n')}`);
    expect(other.parcels()).toHaveLength(1);
    other.told.length = 0;
    await other.keeper.handle({ do: 'hello' }, 'one');
    expect(other.parcels()).toHaveLength(1);
  });

  test('what the office refuses is told, and what it cannot take now waits', async () => {
    other.office = refusing(429, 'too_many_tries');
    await other.open(file);
    await expect.poll(() => other.brought.length).toBe(1);
    await other.carries('waits');
    other.office = refusing(422, 'courier_foreign');
    await other.open(file);
    expect(await other.carries('refused')).toMatchObject({ code: 'courier_foreign' });
  });

  test('what was delivered makes room, what waits does not', async () => {
    const large = { text: 'x'.repeat(MAX_PARCELS_BYTES - 100), at: 0 };
    await other.device.putSetting('parcels', [{ ...large, name: 'large', state: 'waits' }]);
    expect(await other.open(file)).toMatchObject({ carries: false, troubles: ['courier_no_room'] });
    await other.device.putSetting('parcels', [{ ...large, name: 'large', state: 'delivered' }]);
    expect(await other.open(file)).toMatchObject({ carries: true, troubles: [] });
    expect(other.parcels()).toHaveLength(1);
  });

  test.each([
    ['courier_missing', () => 'Buenos días'],
    ['courier_cut', () => file.slice(0, -60)],
    ['courier_damaged', () => file.replace(/(FILE-----\n.{80})./s, (_, start: string) => `${start}~`)],
    ['too_large', () => 'x'.repeat(2 * 1024 * 1024 + 1)],
  ])('%s is told, and nothing is kept', async (code, text) => {
    expect(await other.open(text())).toEqual({ answered: false, carries: false, troubles: [code] });
    expect(other.parcels()).toEqual([]);
  });
});

describe('an answer', () => {
  const golden = JSON.parse(readFileSync(new URL('../../../fixtures/golden/courier.json', import.meta.url), 'utf8')) as {
    vector: string;
    answer_to: string;
    text: string;
  }[];
  const { text, answer_to: seed } = golden.find(({ vector }) => vector === 'bundle_answer') ?? { text: '', answer_to: '' };

  test('is for one phone only', async () => {
    expect(await hers.open(text)).toEqual({ answered: false, carries: false, troubles: ['courier_foreign'] });
  });

  /** The key that follows from the vector's seed is this phone's. */
  async function isFor(phone: Phone): Promise<void> {
    const material = await crypto.subtle.importKey('raw', Buffer.from(seed, 'hex'), 'HKDF', false, ['deriveBits']);
    const info = utf8('chaski/sealing-secret/1\0');
    const secret = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info }, material, 256);
    await phone.device.putSetting('courier', await wrap(await phone.device.keys(), 'courier', new Uint8Array(secret)));
  }

  test('that speaks of nobody who is here moves nothing', async () => {
    await isFor(other);
    expect(await other.open(text)).toEqual({ answered: false, carries: false, troubles: ['courier_nobody'] });
  });

  test('is taken in while she is in, and while she is not', async () => {
    await isFor(hers);
    await hers.work();
    expect(await hers.open(text)).toEqual({ answered: true, carries: false, troubles: [] });
    // She is still in, and has what she had.
    await hers.keeper.handle({ do: 'saveDraft', profile: id, name: 'f', json: '1' }, 'one');
    const records = hers.told.flatMap((news) => (news.kind === 'event' && news.event.type === 'record' ? [news.event.record] : []));
    expect(records.at(-1)?.work).toHaveLength(1);
    await hers.keeper.handle({ do: 'lock', profile: id }, 'one');
    expect(await hers.open(text)).toEqual({ answered: true, carries: false, troubles: [] });
  });
});
