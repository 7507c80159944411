/**
 * The desk with the real core and the browser's storage: what it holds, decides and keeps, offline
 * and killed, and what is left of it once it is closed.
 *
 * Owns an office that answers from golden bytes (`sync-core/tests/desk_golden.rs`). That decisions
 * arrive, and what they come to, is `tests/e2e`'s to show.
 */
import { readFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Secret } from '../../engine/types';
import { StorageFailure } from '../../storage/adapter';
import { ContentCache } from '../../storage/content-cache';
import { DeskDatabase } from '../../storage/desk-database';
import { DeviceDatabase } from '../../storage/device-database';
import { deleteDatabase } from '../../storage/indexeddb';
import { openProfileDatabase } from '../../storage/profile-database';
import { Room } from '../../storage/room';
import { FakeCaches } from '../../worker/downloads/fake-caches';
import type { DeskAsk } from '../messages';
import type { DeskCohort, DeskNews, DeskOpen, DeskStatus, Queue, StaffAction, StaffView } from '../types';
import { startDeskCores } from './core';
import { DeskKeeper, deskCodeOf } from './keeper';

globalThis.IDBKeyRange ??= IDBKeyRange;

interface Golden {
  readonly device: string;
  readonly learners: readonly { readonly id: string; readonly entry: string; readonly registered: string }[];
  readonly together: string;
  readonly quiet: string;
}
const golden = JSON.parse(readFileSync(new URL('../../../../fixtures/golden/desk.json', import.meta.url), 'utf8')) as Golden;
const compiled = new WebAssembly.Module(readFileSync(new URL('../../../core/pkg/chaski_core_bg.wasm', import.meta.url)));
const fromHex = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(hex, 'hex'));
const [ana, rosa] = golden.learners as [Golden['learners'][number], Golden['learners'][number]];

const pin: Secret = { kind: 'digits', digits: '280914' };
const COHORT = 'cohorte-del-alto';
const NAMES = { [ana.id]: 'Anastasia Quispe', [rosa.id]: 'Rosaura Mamani' };
const NOTE = '¿Qué día fue, Doña Carmela?';

let factory: IDBFactory;
let office: {
  login: string;
  online: boolean;
  codes: Record<string, string>;
  /** What was asked, in order; bodies of exchanges by their size. */
  asked: string[];
  registered: string[];
  exchanges: number[];
  refused: Record<string, string>;
};
let holders: Map<string, () => void>;
let failWrites: StorageFailure | undefined;
let steadyMs: number;

beforeEach(() => {
  vi.stubGlobal('navigator', { onLine: true });
  factory = new IDBFactory();
  office = { login: 'primera', online: true, codes: {}, asked: [], registered: [], exchanges: [], refused: {} };
  holders = new Map();
  failWrites = undefined;
  steadyMs = 0;
  vi.stubGlobal('fetch', answer);
});
afterEach(async () => {
  office.online = false;
  for (const tab of tabs.splice(0)) await tab.ask({ do: 'close' });
  vi.unstubAllGlobals();
});
const tabs: Tab[] = [];

async function answer(path: string, init: RequestInit = {}): Promise<Response> {
  if (!office.online) throw new TypeError('failed to fetch');
  office.asked.push(path);
  const refused = office.refused[path];
  if (refused !== undefined) return Response.json({ code: refused }, { status: 403 });
  switch (path) {
    case '/api/session':
      return office.login === ''
        ? Response.json({ code: 'not_signed_in' }, { status: 401 })
        : Response.json({ login: office.login, name: 'Primera', locale: 'es', roles: [], grants: [], first_password: false });
    case `/api/cohorts/${COHORT}`:
      return Response.json({
        cohort: { id: COHORT, title: 'Cohorte de El Alto', starts: '2026-09-28', weeks: 12 },
        as_of: 1_795_000_000,
        learners: golden.learners.map(({ id }, at) => ({ id, label: `P-000${at}`, name: NAMES[id] })),
      });
    case `/api/cohorts/${COHORT}/review`:
      return Response.json({
        as_of: 1_795_000_050,
        bulk: { entries: 50, amount: 500_000 },
        entries: [listed(ana)],
      });
    case `/api/cohorts/${COHORT}/follow-up`:
      return Response.json({ as_of: 1_795_000_060, learners: [{ id: ana.id, label: 'P-0000', name: NAMES[ana.id], why: [{ kind: 'silent', days: 9 }] }] });
    case '/api/desks': {
      const form = JSON.parse(String(init.body)) as { login: string; learners: { learner: string }[] };
      if (form.login !== office.login) return Response.json({ code: 'other_account' }, { status: 409 });
      const learners = form.learners.map(({ learner }) => {
        const code = office.codes[learner];
        office.registered.push(learner);
        return code === undefined ? { learner, answer: golden.learners.find(({ id }) => id === learner)?.registered } : { learner, code };
      });
      return Response.json({ learners });
    }
    case '/api/sync': {
      const first = office.exchanges.length === 0;
      office.exchanges.push((init.body as Uint8Array).length);
      return new Response(fromHex(first ? golden.together : golden.quiet), { headers: { 'content-type': 'application/cbor' } });
    }
    default:
      return Response.json({ code: 'not_found' }, { status: 404 });
  }
}

function listed({ id, entry }: { id: string; entry: string }): unknown {
  const live = [{ version: '00', by: 'learner', at: 1_795_000_005, task: 'etiquetar', day: '2026-11-20', minutes: 210, withdrawn: false }];
  return {
    learner: { id, label: 'P-0000', name: NAMES[id] }, entry, state: 'waiting', answered: false, flags: ['repeated'], with: ['x'], bulk: false,
    pay: { basis: 'hour', rate: 1650, currency: 'BOB', rounding: 10, amount: 5780 }, live, earlier: [], decisions: [],
  };
}

/** One tab. Forgetting it without closing is what a killed browser does. */
class Tab {
  readonly news: DeskNews[] = [];
  readonly #keeper: DeskKeeper;

  constructor() {
    this.#keeper = new DeskKeeper({
      cores: startDeskCores(compiled),
      device: new DeviceDatabase(factory),
      desks: new DeskDatabase(factory),
      room: new Room(new ContentCache(new FakeCaches().storage()), () => Promise.reject(new Error('not offered here'))),
      fetch: answer,
      openStore: async (name) => {
        const store = await openProfileDatabase(factory, name);
        return { ...bound(store), write: (rows) => (failWrites === undefined ? store.write(rows) : Promise.reject(failWrites)) };
      },
      removeStore: (name) => deleteDatabase(factory, name),
      hold: async (name, onLost) => {
        holders.get(name)?.();
        holders.set(name, onLost);
        return () => void (holders.get(name) === onLost && holders.delete(name));
      },
      seed: () => fromHex(golden.device),
      steadyMs: () => steadyMs,
      news: (news) => this.news.push(news),
      onBroken: (cause) => {
        throw cause;
      },
    });
    tabs.push(this);
  }

  async ask<T>(ask: DeskAsk): Promise<T> {
    return (await this.#keeper.handle(ask)) as T;
  }

  /** The code of what it fails with. */
  refusal(ask: DeskAsk): Promise<string> {
    return this.#keeper.handle(ask).then(() => 'done', deskCodeOf);
  }

  get status(): DeskStatus {
    const told = this.news.flatMap((news) => (news.kind === 'status' ? [news.status] : []));
    return told.at(-1) ?? { state: 'asking' };
  }

  async queue(): Promise<Queue> {
    return this.ask({ do: 'queue', cohort: COHORT });
  }

  /** Asks a question about her entry, as it stands here. */
  async askHer({ id, entry }: { id: string; entry: string }, actionId = 'one'): Promise<void> {
    const view = await this.ask<StaffView>({ do: 'learner', learner: id });
    const seen = view.entries.find((each) => each.id === entry)?.live.map(({ version }) => version) ?? [];
    await this.ask({ do: 'act', learner: id, actionId, action: question(entry, seen) });
  }
}

function bound(store: Awaited<ReturnType<typeof openProfileDatabase>>) {
  return { load: () => store.load(), close: () => store.close() };
}

function question(entry: string, seen: readonly string[]): StaffAction {
  return { type: 'decide', entry, seen, chosen: seen[0] ?? '', outcome: 'ask', reason: 'day', note: NOTE };
}

async function opened(login = 'primera'): Promise<Tab> {
  const tab = new Tab();
  await tab.ask({ do: 'choose', login });
  if (tab.status.state === 'absent') await tab.ask({ do: 'create', secret: pin });
  else expect(await tab.ask({ do: 'open', secret: pin })).toEqual({ result: 'ok' });
  return tab;
}

async function visited(): Promise<Tab> {
  const tab = await opened();
  await tab.ask({ do: 'visit', cohort: COHORT });
  return tab;
}

/** Every byte of every database, keys and names included. Keys of WebCrypto cannot be read at all. */
async function everyByte(): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (const { name } of await factory.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = factory.open(name ?? '');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('not opened'));
    });
    parts.push(Buffer.from(name ?? ''));
    for (const store of db.objectStoreNames) {
      const objects = db.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([all(objects.getAllKeys()), all(objects.getAll())]);
      const readable = values.filter((value) => !(value as { wrap?: unknown }).wrap);
      parts.push(Buffer.from(store), serialize(keys), serialize(readable));
      for (const value of readable) parts.push(...bytesIn(value));
    }
    db.close();
  }
  return Buffer.concat(parts);
}

function all(request: IDBRequest): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result as unknown[]);
    request.onerror = () => reject(request.error ?? new Error('not read'));
  });
}

function bytesIn(value: unknown): Buffer[] {
  if (value instanceof Uint8Array) return [Buffer.from(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(bytesIn) : [];
}

describe('a cohort on the desk', () => {
  test('brings a record of each learner, and the list laid over what the desk knows', async () => {
    const tab = await opened();
    const cohort = await tab.ask<DeskCohort>({ do: 'visit', cohort: COHORT });
    expect(cohort.learners.map(({ name, state }) => [name, state])).toEqual([['Anastasia Quispe', 'here'], ['Rosaura Mamani', 'here']]);
    expect(office.exchanges).toHaveLength(1); // both in one request
    const { entries, asOf, bulk } = await tab.queue();
    expect([asOf, bulk]).toEqual([1_795_000_050, { entries: 50, amount: 500_000 }]);
    expect(entries.map(({ learner, listed, flags, state }) => [learner.name, listed, flags, state])).toEqual([
      ['Anastasia Quispe', true, ['repeated'], 'waiting'],
      ['Rosaura Mamani', false, [], 'waiting'],
    ]);
    expect(entries[0]?.live[0]).toMatchObject({ minutes: 210, note: 'en casa de Doña Carmela', by: 'learner' });
  });

  test('is there without the office, after the browser was killed', async () => {
    await visited();
    office.online = false;
    const tab = await opened();
    expect((await tab.queue()).entries).toHaveLength(2);
    expect(await tab.ask<DeskCohort[]>({ do: 'cohorts' })).toMatchObject([{ title: 'Cohorte de El Alto' }]);
    expect(await tab.ask({ do: 'follow_up', cohort: COHORT })).toMatchObject({ as_of: 1_795_000_060, learners: [{ name: 'Anastasia Quispe', why: [{ kind: 'silent', days: 9 }] }] });
    expect(await tab.refusal({ do: 'visit', cohort: COHORT })).toBe('offline');
    expect(await tab.refusal({ do: 'queue', cohort: 'otra' })).toBe('not_here');
  });

  test('says of whom it may not decide', async () => {
    office.codes[rosa.id] = 'related';
    const tab = await opened();
    const cohort = await tab.ask<DeskCohort>({ do: 'visit', cohort: COHORT });
    expect(cohort.learners[1]?.state).toBe('related');
    expect(await tab.refusal({ do: 'act', learner: rosa.id, actionId: 'a', action: question(rosa.entry, ['00']) })).toBe('related');
    expect(await tab.refusal({ do: 'act', learner: 'nobody', actionId: 'a', action: question(rosa.entry, ['00']) })).toBe('not_here');
  });
});

describe('a decision', () => {
  test('is kept before it is said to be, offline, and outlives a killed browser', async () => {
    const tab = await visited();
    office.online = false;
    await tab.askHer(ana);
    const { entries, decided } = await tab.queue();
    expect(entries.find(({ entry }) => entry === ana.entry)).toMatchObject({ state: 'asked', reason: 'day', note: NOTE });
    expect(decided).toMatchObject([{ entry: ana.entry, own: { outcome: 'ask', sent: false }, pay: { rate: 1650 } }]);
    expect(tab.status).toMatchObject({ state: 'open', unsent: 1 } satisfies Partial<DeskOpen>);

    holders.clear(); // nobody is there to be told
    const after = new Tab();
    await after.ask({ do: 'choose', login: 'primera' });
    expect(after.status).toMatchObject({ state: 'closed', unsent: 1 });
    await after.ask({ do: 'open', secret: pin });
    expect((await after.queue()).decided).toMatchObject([{ entry: ana.entry, own: { outcome: 'ask', sent: false } }]);
  });

  test('goes by itself when the office can be reached again', async () => {
    const tab = await visited();
    office.online = false;
    await tab.askHer(ana);
    const before = Math.max(...office.exchanges);
    office.online = true;
    await tab.ask({ do: 'poke', why: 'asked' });
    await vi.waitFor(() => expect(Math.max(...office.exchanges)).toBeGreaterThan(before + 100));
    // These answers say nothing of it: without a receipt it is not sent, whatever was said.
    expect((await tab.queue()).decided[0]?.own?.sent).toBe(false);
  });

  test('put twice under one name is one', async () => {
    const tab = await visited();
    office.online = false;
    await tab.askHer(ana);
    await tab.askHer(ana);
    expect((await tab.ask<StaffView>({ do: 'learner', learner: ana.id })).entries[0]?.decisions).toHaveLength(1);
  });

  test('on what is not on the record any more is refused, and one that cannot be stored was never made', async () => {
    const tab = await visited();
    office.online = false;
    const stale = question(ana.entry, ['ab'.repeat(32)]);
    expect(await tab.refusal({ do: 'act', learner: ana.id, actionId: 'a', action: stale })).toBe('changed');
    failWrites = new StorageFailure('full');
    await expect(tab.askHer(ana)).rejects.toThrow('storage_full');
    failWrites = undefined;
    expect((await tab.queue()).decided).toEqual([]);
    await tab.askHer(ana);
    expect((await tab.queue()).decided).toHaveLength(1);
  });
});

describe('a closed desk', () => {
  test('leaves nothing readable behind, nor does an open one', async () => {
    const tab = await visited();
    office.online = false;
    await tab.askHer(ana);
    const known = [
      ...Object.values(NAMES), 'Carmela', 'Cohorte de El Alto', COHORT, 'primera', ana.id, rosa.id, ana.entry, golden.device, 'etiquetar', '280914',
    ];
    const found = async (): Promise<string[]> => {
      const bytes = await everyByte();
      expect(bytes.length).toBeGreaterThan(3_000);
      const spelled = (text: string): Buffer[] => [Buffer.from(text), Buffer.from(text, 'utf16le'), /^([0-9a-f]{2})+$/.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text)];
      return known.filter((text) => spelled(text).some((each) => bytes.includes(each)));
    };
    expect(await found()).toEqual([]);
    await tab.ask({ do: 'close' });
    expect(await found()).toEqual([]);
    expect(await tab.refusal({ do: 'queue', cohort: COHORT })).toBe('not_open');
    expect(await tab.refusal({ do: 'learner', learner: ana.id })).toBe('not_open');
  });

  test('opens with its secret alone, and makes whoever guesses wait', async () => {
    await visited();
    office.online = false;
    const tab = new Tab();
    await tab.ask({ do: 'choose', login: ' Primera ' });
    const guess: DeskAsk = { do: 'open', secret: { kind: 'digits', digits: '111111' } };
    for (let n = 0; n < 3; n += 1) expect(await tab.ask(guess)).toEqual({ result: 'wrong', waitSeconds: 0 });
    expect(await tab.ask(guess)).toEqual({ result: 'wrong', waitSeconds: 5 });
    expect(await tab.ask({ do: 'open', secret: pin })).toEqual({ result: 'wait', waitSeconds: 5 });
    expect(tab.status).toMatchObject({ state: 'closed', waitSeconds: 5 });
    steadyMs = 5_000;
    expect(await tab.ask({ do: 'open', secret: pin })).toEqual({ result: 'ok' });
  });

  test('is removed only with the loss named', async () => {
    const tab = await visited();
    office.online = false;
    await tab.askHer(ana);
    await tab.ask({ do: 'close' });
    expect(await tab.ask({ do: 'remove' })).toEqual({ result: 'would_lose', unsent: 1 });
    expect(await tab.ask({ do: 'remove', named: 3 })).toEqual({ result: 'would_lose', unsent: 1 });
    expect(await tab.ask({ do: 'remove', named: 1 })).toEqual({ result: 'removed' });
    expect(tab.status).toEqual({ state: 'absent' });
    expect((await factory.databases()).map(({ name }) => name).sort()).toEqual(['d', 'e']);
  });
});

describe('several people and tabs', () => {
  test('another account sees no desk but its own', async () => {
    await visited();
    const tab = await opened('segunda');
    expect(await tab.ask({ do: 'cohorts' })).toEqual([]);
    expect(await tab.refusal({ do: 'queue', cohort: COHORT })).toBe('not_here');
  });

  test('nothing is asked in the name of whoever else is signed in by then', async () => {
    const tab = await opened();
    office.login = 'segunda';
    expect(await tab.refusal({ do: 'visit', cohort: COHORT })).toBe('other_account');
    expect(tab.status).toMatchObject({ state: 'open', office: 'other_account' });
    office.login = '';
    expect(await tab.refusal({ do: 'visit', cohort: COHORT })).toBe('signed_out');
    expect(office.registered).toEqual([]);
  });

  test('choosing somebody else closes it', async () => {
    const tab = await visited();
    await tab.ask({ do: 'choose', login: 'primera' });
    expect(tab.status.state).toBe('open');
    await tab.ask({ do: 'choose', login: 'segunda' });
    expect(tab.status).toEqual({ state: 'absent' });
    expect(await tab.refusal({ do: 'queue', cohort: COHORT })).toBe('not_open');
  });

  test('opened in another tab it closes here, with all that was decided', async () => {
    const here = await visited();
    office.online = false;
    await here.askHer(ana);
    const there = await opened();
    await vi.waitFor(() => expect(here.status).toMatchObject({ state: 'closed', why: 'elsewhere' }));
    expect(await here.refusal({ do: 'act', learner: ana.id, actionId: 'b', action: question(ana.entry, ['00']) })).toBe('not_open');
    expect((await there.queue()).decided).toHaveLength(1);
    await there.askHer(rosa, 'two');
    expect((await there.queue()).decided).toHaveLength(2);
  });

  test('one account has one desk here, and killed while it was made it has none', async () => {
    const tab = await opened();
    expect(await tab.refusal({ do: 'create', secret: pin })).toBe('exists');
    failWrites = new StorageFailure('lost');
    const other = new Tab();
    await other.ask({ do: 'choose', login: 'segunda' });
    expect(await other.refusal({ do: 'create', secret: pin })).toBe('storage_lost');
    failWrites = undefined;
    await other.ask({ do: 'choose', login: 'segunda' });
    expect(other.status).toEqual({ state: 'absent' });
    await other.ask({ do: 'create', secret: pin });
    expect(other.status.state).toBe('open');
  });
});
