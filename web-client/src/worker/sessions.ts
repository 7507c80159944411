/**
 * The sessions that are alive in the leading worker: one for each profile that a tab has open, and
 * for a moment one for each without a secret that is only carried (the lock screen drains it). And
 * the visits of locked ones, which end the moment that their owner comes in.
 *
 * Owns who has what open, and the counts that the lock screen shows. Must not: judge a secret
 * (`vault.ts`), decide when to try the road, or talk to tabs.
 *
 * A profile that is locked is not here: its session is closed, its key wiped, and the instance of
 * the core that held it is nobody's any more.
 */
import type { ProfileId } from '../engine/types';
import type { ProfileStore } from '../storage/adapter';
import type { DeviceDatabase } from '../storage/device-database';
import { metFullDisk } from '../storage/indexeddb';
import { unwrap } from '../storage/keys';
import { type Carried, carry, keepPass } from './carried';
import type { Core } from './core';
import { asFailure, Failure, Moved } from './failure';
import { Serial } from './serial';
import { Session } from './session';
import { type Counts, keepCounts } from './summaries';

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
  /** To know again who may come in; wiped with the session. Undefined where there is no secret. */
  readonly dataKey: Uint8Array | undefined;
  users: number;
}

export class Sessions {
  readonly #needs: SessionsNeeds;
  readonly #alive = new Map<ProfileId, Alive>();
  /** Closed but not yet done with what they were saving: the next one of the profile waits. */
  readonly #ending = new Map<ProfileId, Promise<void>>();
  /** Locked profiles on the road just now. */
  readonly #carrying = new Map<ProfileId, { readonly abort: AbortController; readonly done: Promise<unknown> }>();
  /** Which tabs have which profile open. */
  readonly #claims = new Map<ProfileId, Set<string>>();
  readonly #counting = new Serial();
  /** Another worker leads: a store opened from here now would take the profile from that one. */
  #over = false;

  constructor(needs: SessionsNeeds) {
    this.#needs = needs;
  }

  /**
   * Runs `work` with the profile's session. One that is not open is opened for the while, if it has
   * no secret; else this is refused.
   */
  async use<T>(profile: ProfileId, work: (session: Session) => Promise<T>): Promise<T> {
    const alive = this.#enter(profile, undefined);
    try {
      return await work(await alive.session);
    } finally {
      await this.#exit(profile, alive);
    }
  }

  /** The same for a tab, which must have it open. */
  async useFor<T>(profile: ProfileId, tab: string, work: (session: Session) => Promise<T>): Promise<T> {
    if (!this.isOpenIn(profile, tab)) throw new Failure('not_open');
    return this.use(profile, work);
  }

  /**
   * Takes a locked profile on the road, unless it is open (or has no pass yet): then undefined. Its
   * owner does not wait for the road: her coming ends it.
   */
  async carry<T>(
    profile: ProfileId,
    signal: AbortSignal,
    work: (carried: Carried, ended: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    if (this.#over || this.#alive.has(profile) || this.#ending.has(profile) || this.#carrying.has(profile)) return undefined;
    const abort = new AbortController();
    const stop = (): void => abort.abort();
    signal.addEventListener('abort', stop);
    const done = this.#carry(profile, (carried) => work(carried, abort.signal));
    this.#carrying.set(profile, { abort, done: done.catch(() => undefined) });
    try {
      return await done;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#carrying.delete(profile);
    }
  }

  async #carry<T>(profile: ProfileId, work: (carried: Carried) => Promise<T>): Promise<T | undefined> {
    const { core, device, onProfiles } = this.#needs;
    return (await carry({ core, device, onProfiles, openStore: (name) => this.#openStore(name) }, profile, work))?.value;
  }

  /** Runs `work` with a profile as it may be taken along, open or locked; undefined: it has no pass yet. */
  async along<T>(profile: ProfileId, work: (one: Session | Carried) => Promise<T>): Promise<T | undefined> {
    const entry = (await this.#needs.device.profiles()).find(({ id }) => id === profile);
    await this.#ending.get(profile);
    if (this.#alive.has(profile) || entry?.dataKey !== undefined) return this.use(profile, work);
    // On the road just now: after that.
    await this.#carrying.get(profile)?.done;
    return this.carry(profile, new AbortController().signal, work);
  }

  isOpenIn(profile: ProfileId, tab: string): boolean {
    return this.#claims.get(profile)?.has(tab) === true;
  }

  /** Opens it for a tab with its data key; where it is open already, the key must be the same. */
  async claim(profile: ProfileId, tab: string, dataKey: Uint8Array): Promise<void> {
    const open = this.#alive.get(profile)?.dataKey;
    if (open !== undefined && !same(open, dataKey)) throw new Failure('not_open');
    const tabs = this.#claims.get(profile) ?? new Set();
    this.#claims.set(profile, tabs);
    if (!tabs.has(tab)) {
      tabs.add(tab);
      this.#enter(profile, dataKey);
    }
    try {
      await this.#alive.get(profile)?.session;
      await this.#needs.device.changeProfile(profile, { opened: true });
    } catch (cause) {
      await this.release(profile, tab);
      throw cause;
    }
  }

  /** Tells the record of a profile that this tab has open. */
  async show(profile: ProfileId, tab: string): Promise<void> {
    await this.useFor(profile, tab, async (session) => this.#needs.onRecord(profile, session));
  }

  async release(profile: ProfileId, tab: string): Promise<void> {
    const tabs = this.#claims.get(profile);
    if (tabs === undefined || !tabs.delete(tab)) return;
    if (tabs.size === 0) this.#claims.delete(profile);
    const alive = this.#alive.get(profile);
    if (alive !== undefined) await this.#exit(profile, alive);
  }

  /** Closes it, whoever has it open. What is being saved is let finish: it was asked for before. */
  async lock(profile: ProfileId): Promise<void> {
    this.#claims.delete(profile);
    const alive = this.#alive.get(profile);
    if (alive !== undefined) await this.#end(profile, alive);
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

  /** The counts of an open profile; undefined when it is not open. */
  async counts(profile: ProfileId): Promise<Counts | undefined> {
    const alive = this.#alive.get(profile);
    return alive && (await alive.session).counts();
  }

  /** Ends all sessions after what they are doing: this worker no longer leads. */
  async closeAll(): Promise<void> {
    this.#over = true;
    this.#claims.clear();
    const carrying = [...this.#carrying.values()];
    for (const { abort } of carrying) abort.abort();
    const ending = [...this.#alive.values()];
    this.#alive.clear();
    await Promise.allSettled([...ending.map(shut), ...carrying.map(({ done }) => done), ...this.#ending.values()]);
  }

  async #openStore(database: string): Promise<ProfileStore> {
    if (this.#over) throw new Moved();
    return this.#needs.openStore(database);
  }

  #enter(profile: ProfileId, dataKey: Uint8Array | undefined): Alive {
    let alive = this.#alive.get(profile);
    if (alive === undefined) {
      alive = { session: this.#open(profile, dataKey?.slice()), dataKey: dataKey?.slice(), users: 0 };
      alive.session.catch(() => undefined);
      this.#alive.set(profile, alive);
    }
    alive.users += 1;
    return alive;
  }

  async #exit(profile: ProfileId, alive: Alive): Promise<void> {
    alive.users -= 1;
    if (alive.users === 0) await this.#end(profile, alive);
  }

  async #end(profile: ProfileId, alive: Alive): Promise<void> {
    if (this.#alive.get(profile) !== alive) return;
    this.#alive.delete(profile);
    const ending = this.#close(profile, alive);
    this.#ending.set(profile, ending);
    await ending;
    if (this.#ending.get(profile) === ending) this.#ending.delete(profile);
  }

  async #close(profile: ProfileId, alive: Alive): Promise<void> {
    const session = await alive.session.catch(() => undefined);
    if (session !== undefined) {
      await this.#count(profile, session, false).catch(() => undefined);
      await this.#keepPass(profile, session).catch(() => undefined);
    }
    await shut(alive);
  }

  async #open(profile: ProfileId, given: Uint8Array | undefined): Promise<Session> {
    const { device, core } = this.#needs;
    try {
      await this.#ending.get(profile);
      const carrying = this.#carrying.get(profile);
      carrying?.abort.abort();
      await carrying?.done;
      const entry = (await device.profiles()).find((one) => one.id === profile);
      if (entry?.state !== 'here') throw new Failure('not_open');
      const carried = entry.dataKey && (await unwrap(await device.keys(), entry.id, entry.dataKey));
      const dataKey = given ?? carried;
      if (dataKey === undefined) throw new Failure('not_open');
      let session: Session | undefined;
      const onChange = (): void => {
        if (session === undefined) return;
        this.#needs.onRecord(profile, session);
        this.#count(profile, session, true).catch(() => undefined);
      };
      session = await Session.open({
        core,
        dataKey,
        openStore: () => this.#openStore(entry.database),
        now: this.#needs.now,
        ensureRoom: this.#needs.ensureRoom,
        makeRoom: this.#needs.makeRoom,
        diskMayHaveLost: metFullDisk,
        onChange,
      });
      await this.#count(profile, session, true);
      await keepPass(device, entry, session).catch(() => undefined);
      return session;
    } catch (cause) {
      given?.fill(0);
      throw asFailure(cause);
    }
  }

  /** Brings the counts of the lock screen up to date. They lag behind by a moment, never the record. */
  async #count(profile: ProfileId, session: Session, unsettled: boolean): Promise<void> {
    const counts = await session.counts();
    // In turn: the count of a change that was saved before the lock must not land after the lock's own.
    if (await this.#counting.run(() => keepCounts(this.#needs.device, profile, counts, unsettled))) this.#needs.onProfiles();
  }

  /** Again at the end: the office may have named another key meanwhile. */
  async #keepPass(profile: ProfileId, session: Session): Promise<void> {
    const entry = (await this.#needs.device.profiles()).find((one) => one.id === profile);
    if (entry !== undefined) await keepPass(this.#needs.device, entry, session);
  }
}

async function shut(alive: Alive): Promise<void> {
  alive.dataKey?.fill(0);
  const session = await alive.session.catch(() => undefined);
  await session?.close();
}

/** Of keys of one length: takes as long for any. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  let differs = a.length ^ b.length;
  for (let at = 0; at < a.length; at += 1) differs |= (a[at] ?? 0) ^ (b[at] ?? 0);
  return differs === 0;
}
