/**
 * The sessions that are alive in the leading worker: one for each profile that a tab has open, and
 * for a moment one for each that is only carried (the lock screen drains what is unsent).
 *
 * Owns opening with the device key, counting users, and the counts that the lock screen shows.
 * Must not: decide when to try the road, or talk to tabs.
 */
import type { ProfileId, ProfileSummary } from '../engine/types';
import type { ProfileStore } from '../storage/adapter';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { metFullDisk } from '../storage/indexeddb';
import { unwrap } from '../storage/keys';
import type { Core } from './core';
import { asFailure, Failure } from './failure';
import { Session } from './session';

export interface SessionsNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  openStore(database: string): Promise<ProfileStore>;
  now(): number;
  ensureRoom(): Promise<boolean>;
  makeRoom(): Promise<boolean>;
  /** The record of an open session changed, safely on the disk. */
  onRecord(profile: ProfileId, session: Session): void;
  /** What the lock screen shows changed. */
  onProfiles(): void;
}

interface Alive {
  readonly session: Promise<Session>;
  users: number;
}

export class Sessions {
  readonly #needs: SessionsNeeds;
  readonly #alive = new Map<ProfileId, Alive>();
  /** Which tabs have which profile open. */
  readonly #claims = new Map<ProfileId, Set<string>>();

  constructor(needs: SessionsNeeds) {
    this.#needs = needs;
  }

  /** Runs `work` with the profile's session, opening it if need be and closing it if nobody else uses it. */
  async use<T>(profile: ProfileId, work: (session: Session) => Promise<T>): Promise<T> {
    const alive = this.#enter(profile);
    try {
      return await work(await alive.session);
    } finally {
      await this.#exit(profile, alive);
    }
  }

  async claim(profile: ProfileId, tab: string): Promise<void> {
    const tabs = this.#claims.get(profile) ?? new Set();
    this.#claims.set(profile, tabs);
    if (!tabs.has(tab)) {
      tabs.add(tab);
      this.#enter(profile);
    }
    try {
      const session = await this.#alive.get(profile)?.session;
      await this.#needs.device.changeProfile(profile, { opened: true });
      if (session !== undefined) this.#needs.onRecord(profile, session);
    } catch (cause) {
      await this.release(profile, tab);
      throw cause;
    }
  }

  async release(profile: ProfileId, tab: string): Promise<void> {
    const tabs = this.#claims.get(profile);
    if (tabs === undefined || !tabs.delete(tab)) return;
    if (tabs.size === 0) this.#claims.delete(profile);
    const alive = this.#alive.get(profile);
    if (alive !== undefined) await this.#exit(profile, alive);
  }

  /** Lets go of what tabs hold that are no longer there. */
  async releaseAllBut(living: ReadonlySet<string>): Promise<void> {
    for (const [profile, tabs] of [...this.#claims]) {
      for (const tab of [...tabs]) if (!living.has(tab)) await this.release(profile, tab);
    }
  }

  claimed(): readonly ProfileId[] {
    return [...this.#claims.keys()];
  }

  /** Ends all sessions after what they are doing: this worker no longer leads. */
  async closeAll(): Promise<void> {
    this.#claims.clear();
    const ending = [...this.#alive.values()];
    this.#alive.clear();
    await Promise.allSettled(ending.map(async ({ session }) => (await session).close()));
  }

  async summaries(): Promise<readonly ProfileSummary[]> {
    return summariesOf(await this.#needs.device.profiles());
  }

  #enter(profile: ProfileId): Alive {
    let alive = this.#alive.get(profile);
    if (alive === undefined) {
      alive = { session: this.#open(profile), users: 0 };
      alive.session.catch(() => undefined);
      this.#alive.set(profile, alive);
    }
    alive.users += 1;
    return alive;
  }

  async #exit(profile: ProfileId, alive: Alive): Promise<void> {
    alive.users -= 1;
    if (alive.users > 0 || this.#alive.get(profile) !== alive) return;
    this.#alive.delete(profile);
    const session = await alive.session.catch(() => undefined);
    if (session === undefined) return;
    await this.#count(profile, session, false).catch(() => undefined);
    await session.close();
  }

  async #open(profile: ProfileId): Promise<Session> {
    const { device, core } = this.#needs;
    try {
      const entry = (await device.profiles()).find((one) => one.id === profile);
      if (entry?.state !== 'here') throw new Failure('not_open');
      const dataKey = await unwrap(await device.keys(), entry.id, entry.dataKey);
      let session: Session | undefined;
      const onChange = (): void => {
        if (session === undefined) return;
        this.#needs.onRecord(profile, session);
        this.#count(profile, session, true).catch(() => undefined);
      };
      session = await Session.open({
        core,
        dataKey,
        openStore: () => this.#needs.openStore(entry.database),
        now: this.#needs.now,
        ensureRoom: this.#needs.ensureRoom,
        makeRoom: this.#needs.makeRoom,
        diskMayHaveLost: metFullDisk,
        onChange,
      });
      await this.#count(profile, session, true);
      return session;
    } catch (cause) {
      throw asFailure(cause);
    }
  }

  /** Brings the counts of the lock screen up to date. They lag behind by a moment, never the record. */
  async #count(profile: ProfileId, session: Session, unsettled: boolean): Promise<void> {
    const { device } = this.#needs;
    const counts = await session.counts();
    const entry = (await device.profiles()).find((one) => one.id === profile);
    if (entry === undefined) return;
    const same = entry.unsent === counts.unsent && entry.allArrived === counts.allArrived;
    if (same && entry.unsettled === unsettled) return;
    await device.changeProfile(profile, { ...counts, unsettled });
    if (!same) this.#needs.onProfiles();
  }
}

export function summariesOf(entries: readonly ProfileEntry[]): readonly ProfileSummary[] {
  return entries
    .filter((entry) => entry.state === 'here')
    .map(({ id, picture, unsent, allArrived }) => ({ id: id as ProfileId, picture, unsent, allArrived }))
    .sort((a, b) => a.picture - b.picture);
}
