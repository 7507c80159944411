/**
 * One open profile: the core's state of it, its rows, and the order in which things happen to it.
 *
 * Owns the promise that memory and disk never part: after a write that failed, the state in memory
 * is thrown away and read again. Must not: know the network, tabs, or which profile it is.
 *
 * Everything runs on one queue, so a request for the road is built only when no write is pending:
 * nothing uncommitted is ever sent.
 */
import { deviceNow } from '../engine/clock';
import type { Action, NotKnown, RecordView } from '../engine/types';
import type { Returned } from './sync/return';
import { type ProfileStore, type Row, type StoredRow, StorageFailure, type StorageTrouble } from '../storage/adapter';
import { randomBytes } from '../storage/keys';
import { type Core, coreCode, type CoreProfile, RANDOM, type Travelling } from './core';
import { asFailure } from './failure';
import { Serial } from './serial';
import { carriedRows, isForTheRoad } from './travelling';

export interface SessionNeeds {
  readonly core: Pick<Core, 'openProfile'>;
  /** The session's own copy: wiped when it closes. */
  readonly dataKey: Uint8Array;
  openStore(): Promise<ProfileStore>;
  now(): number;
  /** Looks for room for one save, giving up what can be had again; false when there is none. */
  ensureRoom(): Promise<boolean>;
  /** Gives up the next thing that can be had again; false when nothing is left. */
  makeRoom(): Promise<boolean>;
  /** The disk was full under a database: empty storage is then a loss, and not somebody's wish. */
  diskMayHaveLost(): boolean;
  /** Told after every change that is safe on the disk, and after a reload. */
  onChange(): void;
}

/** A request, tied to the state it was made from: an answer for a state thrown away is not used. */
export interface Outgoing {
  readonly bytes: Uint8Array;
  readonly from: symbol;
}

export interface Taken {
  readonly again: boolean;
  /** Not told to a profile that is locked. */
  readonly catalogueVersion?: string;
  readonly clockOffsetSeconds: number;
  /** Others' changes wait there, since nobody there knows whose they are. */
  readonly unknownWriters?: boolean;
}

interface Loaded {
  readonly store: ProfileStore;
  readonly profile: CoreProfile;
  readonly id: symbol;
}

export class Session {
  readonly #needs: SessionNeeds;
  readonly #queue = new Serial();
  #loaded: Loaded | undefined;
  /** The rows as the disk has them, sealed: put back should a full disk have cost them. */
  readonly #rows = new Map<string, Uint8Array>();
  #closed = false;
  /** What the office said when it was last asked; it will be asked again, so it is not stored. */
  #notKnown: NotKnown | undefined;

  private constructor(needs: SessionNeeds) {
    this.#needs = needs;
  }

  static async open(needs: SessionNeeds): Promise<Session> {
    const session = new Session(needs);
    try {
      await session.#load();
    } catch (cause) {
      session.#drop();
      needs.dataKey.fill(0);
      throw asFailure(cause);
    }
    return session;
  }

  /** Resolves when the action is on the disk; doing one action id twice is doing it once. */
  act(actionId: string, action: Action): Promise<void> {
    const json = JSON.stringify(action);
    return this.#change((profile) => profile.act(actionId, json, this.#needs.now(), randomBytes(RANDOM.act)));
  }

  putDraft(name: string, json: string): Promise<void> {
    return this.#change((profile) => profile.putDraft(name, json, randomBytes(RANDOM.draft)));
  }

  draft(name: string): Promise<string | undefined> {
    return this.#read((profile) => profile.draft(name));
  }

  view(): Promise<RecordView> {
    return this.#read((profile) => {
      const record = JSON.parse(profile.view()) as RecordView;
      return this.#notKnown === undefined ? record : { ...record, notKnown: this.#notKnown };
    });
  }

  counts(): Promise<{ unsent: number; allArrived: boolean; backedUp: boolean; changes: number }> {
    return this.#read((profile) => ({
      unsent: profile.unsent(),
      allArrived: profile.allArrived(),
      backedUp: profile.backedUp(),
      changes: profile.changes(),
    }));
  }

  /** The body that asks who may hold a part of her centre's recovery key. */
  holdersQuestion(): Promise<Uint8Array> {
    return this.#read((profile) => profile.holdersQuestion());
  }

  readHolders(answer: Uint8Array): Promise<readonly string[]> {
    return this.#read((profile) => profile.readHolders(answer));
  }

  /** A key split among those whom the answer names. */
  makeRecovery(answer: Uint8Array): Promise<{ key: Uint8Array; kit: Uint8Array }> {
    return this.#read((profile) => profile.makeRecovery(answer, randomBytes(RANDOM.recovery)));
  }

  /** How many changes it holds that other keys wrote. */
  changesOfOthers(): Promise<number> {
    return this.#read((profile) => profile.changesOfOthers());
  }

  /** What visits need while it is locked. */
  pass(): Promise<Uint8Array | undefined> {
    return this.#read((profile) => profile.openPass());
  }

  /** What it travels with in a courier's file; undefined while it has no pass. */
  travelling(): Promise<Travelling | undefined> {
    return this.#read((profile) => {
      const pass = profile.openPass();
      return pass && { pass, rows: this.#rowsForTheRoad() };
    });
  }

  /**
   * Its part of an answer that a courier brought; false when there is none. Kept as for a locked
   * profile, and then read again from the disk, which believes it or not.
   */
  takeCarried(answer: Uint8Array, core: Pick<Core, 'openLocked'>): Promise<boolean> {
    return this.#queue.run(async () => {
      try {
        const { profile } = await this.#load();
        const pass = profile.openPass();
        const locked = pass && core.openLocked(pass, this.#rowsForTheRoad());
        const rows = locked && carriedRows(locked, answer);
        locked?.free();
        if (rows === undefined) return false;
        await this.#write(rows);
        this.#drop();
        await this.#load();
      } catch (cause) {
        this.#drop();
        throw asFailure(cause);
      }
      this.#needs.onChange();
      return true;
    });
  }

  #rowsForTheRoad(): StoredRow[] {
    return [...this.#rows].map(([key, bytes]) => ({ key, bytes })).filter(isForTheRoad);
  }

  request(maxResponseBytes: number): Promise<Outgoing> {
    return this.#queue.run(async () => {
      const { profile, id } = await this.#load();
      return { bytes: profile.nextRequest(deviceNow(), maxResponseBytes), from: id };
    });
  }

  /**
   * Takes an answer in. Undefined when it belongs to a state that was thrown away since: the next
   * request asks for the same again. Rejects when the answer cannot be believed; nothing is lost.
   */
  take(answer: Uint8Array, from: symbol): Promise<Taken | undefined> {
    return this.#queue.run(async () => {
      const { profile, id } = await this.#load();
      if (id !== from) return undefined;
      try {
        const { rows, ...taken } = profile.absorb(answer, deviceNow(), this.#needs.now(), randomBytes(RANDOM.absorb));
        await this.#write(rows);
        this.#notKnown = undefined;
        this.#needs.onChange();
        return taken;
      } catch (cause) {
        // Whatever an unbelievable answer may have begun in memory, the disk does not have it.
        this.#drop();
        if (coreCode(cause) === 'unknown_token') await this.#doubtBackups();
        throw asFailure(cause);
      }
    });
  }

  /** For an office that does not know this profile any more. */
  returnRequest(): Promise<Uint8Array | undefined> {
    return this.#read((profile) => profile.returnRequest());
  }

  /** What the office said to that; where it does not know her, her screen says so from now on. */
  async readReturn(answer: Uint8Array): Promise<Returned> {
    let word: Returned = 'known';
    await this.#change((profile) => {
      const read = profile.readReturn(answer, randomBytes(RANDOM.returning));
      word = read.word as Returned;
      this.#notKnown = word === 'known' || word === 'erased' ? undefined : word;
      return read.rows;
    });
    return word;
  }

  async #doubtBackups(): Promise<void> {
    const { profile } = await this.#load();
    await this.#write(profile.doubtBackups(randomBytes(RANDOM.returning)));
    this.#needs.onChange();
  }

  async close(): Promise<void> {
    await this.#queue.run(() => {
      this.#closed = true;
      this.#drop();
      this.#rows.clear();
      this.#needs.dataKey.fill(0);
    });
  }

  #read<T>(look: (profile: CoreProfile) => T): Promise<T> {
    return this.#queue.run(async () => {
      try {
        return look((await this.#load()).profile);
      } catch (cause) {
        throw asFailure(cause);
      }
    });
  }

  #change(change: (profile: CoreProfile) => Row[]): Promise<void> {
    return this.#queue.run(async () => {
      try {
        await this.#changeOnce(change).catch((cause: unknown) => {
          if (troubleOf(cause) !== 'lost') throw cause;
          // The connection went, as phones do to pages in the background. Read again what was kept
          // and do it once more: if it had been kept after all, the core answers no rows.
          return this.#changeOnce(change);
        });
      } catch (cause) {
        throw asFailure(cause);
      }
      this.#needs.onChange();
    });
  }

  async #changeOnce(change: (profile: CoreProfile) => Row[]): Promise<void> {
    const { profile } = await this.#load();
    try {
      await this.#write(change(profile));
    } catch (cause) {
      // A refusal by the core left its state alone; after anything else only the disk is true.
      if (coreCode(cause) === undefined) {
        this.#drop();
        if (troubleOf(cause) === 'full') this.#needs.onChange();
      }
      throw cause;
    }
  }

  async #write(rows: readonly Row[]): Promise<void> {
    const store = this.#loaded?.store;
    if (store === undefined) throw new StorageFailure('lost');
    if (rows.length > 0 && !(await this.#needs.ensureRoom())) throw new StorageFailure('full');
    for (;;) {
      try {
        await store.write(rows);
        this.#mirror(rows);
        return;
      } catch (cause) {
        // Nothing of it was kept, and memory holds exactly these rows: the same write again is right.
        if (troubleOf(cause) !== 'full' || !(await this.#needs.makeRoom())) throw cause;
      }
    }
  }

  #mirror(rows: readonly Row[]): void {
    for (const { key, bytes } of rows) {
      if (bytes === undefined) this.#rows.delete(key);
      else this.#rows.set(key, bytes);
    }
  }

  async #load(): Promise<Loaded> {
    if (this.#loaded !== undefined) return this.#loaded;
    if (this.#closed) throw new StorageFailure('lost');
    const store = await this.#needs.openStore();
    try {
      const rows = await this.#readRows(store);
      const profile = this.#needs.core.openProfile(this.#needs.dataKey, rows, randomBytes(RANDOM.open));
      // What came while it was locked; unsaved it would be there again the next time.
      const settled = profile.settle(randomBytes(RANDOM.settle));
      if (settled.length > 0) await store.write(settled);
      this.#mirror(settled);
      this.#loaded = { store, profile, id: Symbol() };
      return this.#loaded;
    } catch (cause) {
      store.close();
      throw cause;
    }
  }

  async #readRows(store: ProfileStore): Promise<readonly StoredRow[]> {
    let rows = await store.load();
    if (rows.length === 0 && this.#rows.size > 0 && this.#needs.diskMayHaveLost()) {
      // The browser gave its databases up on a full disk. What was confirmed is still here.
      rows = [...this.#rows].map(([key, bytes]) => ({ key, bytes }));
      await store.write(rows);
    }
    this.#rows.clear();
    for (const { key, bytes } of rows) this.#rows.set(key, bytes);
    return rows;
  }

  #drop(): void {
    const loaded = this.#loaded;
    this.#loaded = undefined;
    if (loaded === undefined) return;
    loaded.store.close();
    try {
      loaded.profile.free();
    } catch {
      // A trapped instance cannot free; it goes with the worker.
    }
  }
}

function troubleOf(cause: unknown): StorageTrouble | undefined {
  return cause instanceof StorageFailure ? cause.trouble : undefined;
}
