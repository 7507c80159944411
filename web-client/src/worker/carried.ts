/**
 * A locked profile's visit: what was sealed goes out, receipts and sealed answers come in.
 *
 * Owns the reading and writing of a locked profile's rows, and the pass that it needs. Must not:
 * have, or be able to get at, the data key.
 */
import { deviceNow } from '../engine/clock';
import type { ProfileId } from '../engine/types';
import type { ProfileStore } from '../storage/adapter';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { unwrap, wrap } from '../storage/keys';
import { type Core, coreCode, type CoreLocked, type Travelling } from './core';
import { asFailure } from './failure';
import type { Outgoing, Session, Taken } from './session';
import { type Counts, keepCounts } from './summaries';
import type { Visited } from './sync/visit';
import { carriedRows, isForTheRoad } from './travelling';

export class Carried implements Visited {
  readonly #store: ProfileStore;
  readonly #locked: CoreLocked;
  /** As it was opened: what it travels with in a file. */
  readonly #travelling: Travelling;
  readonly #id = Symbol();
  /** As the disk has it. */
  counts: Counts;

  private constructor(store: ProfileStore, locked: CoreLocked, travelling: Travelling) {
    this.#store = store;
    this.#locked = locked;
    this.#travelling = travelling;
    this.counts = countsOf(locked);
  }

  static async open(core: Core, pass: Uint8Array, openStore: () => Promise<ProfileStore>): Promise<Carried> {
    const store = await openStore();
    try {
      const rows = (await store.load()).filter(isForTheRoad);
      return new Carried(store, core.openLocked(pass, rows), { pass, rows });
    } catch (cause) {
      store.close();
      throw asFailure(cause);
    }
  }

  async request(maxResponseBytes: number): Promise<Outgoing> {
    return { bytes: this.#locked.nextRequest(deviceNow(), maxResponseBytes), from: this.#id };
  }

  /** Its owner may come in at any moment and take the profile over: then this is not for it any more. */
  async take(answer: Uint8Array, from: symbol): Promise<Taken | undefined> {
    if (from !== this.#id) return undefined;
    const { rows, again, clockOffsetSeconds } = this.#absorb(answer);
    await this.#store.write(rows);
    this.counts = countsOf(this.#locked);
    return { again, clockOffsetSeconds };
  }

  /** What it travels with in a courier's file. */
  async travelling(): Promise<Travelling> {
    return this.#travelling;
  }

  /** Its part of an answer that a courier brought; false when there is none. */
  async takeCarried(answer: Uint8Array): Promise<boolean> {
    const rows = carriedRows(this.#locked, answer);
    if (rows === undefined) return false;
    await this.#store.write(rows);
    this.counts = countsOf(this.#locked);
    return true;
  }

  #absorb(answer: Uint8Array): ReturnType<CoreLocked['absorb']> {
    try {
      return this.#locked.absorb(answer, deviceNow());
    } catch (cause) {
      // An office that does not know it has no backup of it. Only its owner can have it known again.
      if (coreCode(cause) === 'unknown_token') this.counts = { ...this.counts, backedUp: false };
      throw cause;
    }
  }

  close(): void {
    this.#store.close();
    this.#locked.free();
  }
}

export interface CarryNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  openStore(database: string): Promise<ProfileStore>;
  /** What the lock screen shows changed. */
  onProfiles?(): void;
}

/**
 * Takes a locked profile on the road for the while of `work`, and keeps its counts after: those of
 * its segments, whatever a killed tab left uncounted. Undefined: it has no pass, or is not here.
 */
export async function carry<T>(
  { core, device, openStore, onProfiles }: CarryNeeds,
  profile: ProfileId,
  work: (carried: Carried) => Promise<T>,
): Promise<{ readonly value: T; readonly counts: Counts } | undefined> {
  const entry = (await device.profiles()).find((one) => one.id === profile);
  const pass = entry?.state === 'here' ? await readPass(device, entry) : undefined;
  if (entry === undefined || pass === undefined) return undefined;
  const carried = await Carried.open(core, pass, () => openStore(entry.database));
  try {
    return { value: await work(carried), counts: carried.counts };
  } finally {
    carried.close();
    if (await keepCounts(device, profile, carried.counts, false).catch(() => false)) onProfiles?.();
  }
}

export async function readPass(device: DeviceDatabase, entry: ProfileEntry): Promise<Uint8Array | undefined> {
  return entry.pass && unwrap(await device.keys(), aboutPass(entry.id), entry.pass);
}

/** Keeps the pass of an open profile for the time when it is locked. */
export async function keepPass(device: DeviceDatabase, entry: ProfileEntry, session: Session): Promise<void> {
  if (entry.secret === undefined) return; // it needs none: it is opened to be carried
  const pass = await session.pass();
  if (pass === undefined) return;
  const before = await readPass(device, entry);
  if (before !== undefined && before.join() === pass.join()) return;
  const wrapped = await wrap(await device.keys(), aboutPass(entry.id), pass);
  await device.changeProfile(entry.id, { pass: wrapped });
}

function countsOf(locked: CoreLocked): Counts {
  const backedUp = locked.backedUp();
  return { unsent: locked.unsent(), allArrived: locked.allArrived(), ...(backedUp === undefined ? {} : { backedUp }) };
}
const aboutPass = (id: string): string => `${id} pass`;
