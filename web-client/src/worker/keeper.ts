/**
 * The leader: the one worker of this origin that opens records, saves them and uses the road.
 *
 * Owns the answer to every ask, and what all tabs are told. Must not: know which tab is which
 * beyond its name, or hold anything that another worker could not read back from storage.
 */
import type { Answer, Ask, ClockReading, Told } from '../engine/messages';
import type { EngineEvent, Loss, ProfileId, Removal, Road, Tried } from '../engine/types';
import { ALARMING_SECONDS, correctedNow, offsetInForce, setClock } from '../engine/clock';
import { type ProfileStore, StorageFailure } from '../storage/adapter';
import type { ContentCache } from '../storage/content-cache';
import type { DeviceDatabase } from '../storage/device-database';
import type { Room } from '../storage/room';
import type { Core } from './core';
import { CatalogueKeeper } from './downloads/catalogue';
import { Downloads } from './downloads/downloads';
import { Enrolment } from './enrolment';
import { asFailure, Broken, Failure, Moved } from './failure';
import { endRemovals, isNamed, lossOf, remove } from './removal';
import type { Session, Taken } from './session';
import { Sessions } from './sessions';
import { changeFace, countsOf, summariesOf } from './summaries';
import { SyncLoop, type Visit } from './sync/loop';
import type { Fetch } from './sync/transport';
import { Visitor } from './sync/visit';
import { Throttle } from './throttle';
import { type Unlocked, Vault } from './vault';

export interface KeeperNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  readonly content: ContentCache;
  readonly room: Room;
  readonly fetch: Fetch;
  openStore(database: string): Promise<ProfileStore>;
  removeStore(database: string): Promise<void>;
  tell(told: Told): void;
  /** Milliseconds on a clock that only runs forward. */
  steadyMs(): number;
  /** The tabs that live, as far as can be known. */
  livingTabs(): Promise<ReadonlySet<string> | undefined>;
  /** Another worker has taken a profile over. */
  onMoved(): void;
  onBroken(cause: unknown): void;
}

export class Keeper {
  readonly #needs: KeeperNeeds;
  readonly #sessions: Sessions;
  readonly #enrolment: Enrolment;
  readonly #throttle: Throttle;
  readonly #vault: Vault;
  readonly #loop: SyncLoop;
  readonly #visitor: Visitor;
  readonly #room: Room;
  readonly #catalogue: CatalogueKeeper;
  readonly #downloads: Downloads;
  #online = navigator.onLine;
  #road: Road = { state: 'rest' };
  #lastContact: number | undefined;
  #clock: ClockReading | undefined;
  readonly #ready: Promise<void>;
  #stopped = false;

  constructor(needs: KeeperNeeds) {
    this.#needs = needs;
    const { core, device, content, fetch } = needs;
    const now = (): number => correctedNow();
    this.#room = needs.room;
    // On a full disk a database is not even opened (see `room.ts`).
    const openStore = async (database: string): Promise<ProfileStore> => {
      if (!(await this.#room.ensure())) throw new StorageFailure('full');
      return needs.openStore(database);
    };
    this.#sessions = new Sessions({
      core,
      device,
      openStore,
      now,
      ensureRoom: () => this.#room.ensure(),
      makeRoom: () => this.#room.release(),
      onRecord: (profile, session) => void this.#tellRecord(profile, session),
      onProfiles: () => void this.#tellProfiles(),
    });
    this.#throttle = new Throttle(device, needs.steadyMs);
    const vault = new Vault({ device, stretch: core.stretch, throttle: this.#throttle });
    this.#vault = vault;
    this.#enrolment = new Enrolment({ core, device, vault, fetch, openStore, removeStore: needs.removeStore, now });
    this.#visitor = new Visitor({ fetch, taken: (taken) => this.#onTaken(taken) });
    this.#loop = new SyncLoop({
      due: () => this.#due(),
      visit: (profile, signal) => this.#visit(profile as ProfileId, signal),
      afterRound: (reached) => this.#afterRound(reached),
      road: (road) => this.#tellRoad(road),
      contacted: () => this.#contacted(),
      online: () => this.#online,
      random: Math.random,
      nowMs: Date.now,
    });
    const emit = (event: EngineEvent): void => this.#tellEvent(event);
    this.#downloads = new Downloads({
      device,
      content,
      fetch,
      emit,
      online: () => this.#online,
      hasRoom: (bytes) => this.#room.has(bytes),
    });
    this.#catalogue = new CatalogueKeeper({ device, fetch, emit, onCatalogue: (found) => this.#downloads.setCatalogue(found) });
    this.#room.onContentGone = () => this.#downloads.contentGone();
    this.#ready = this.#begin();
  }

  async handle(ask: Ask, tab: string): Promise<Answer> {
    if (this.#stopped) throw new Moved();
    await this.#ready;
    try {
      return await this.#do(ask, tab);
    } catch (cause) {
      const failure = asFailure(cause);
      if (failure instanceof Broken) this.#needs.onBroken(failure);
      throw this.#stopped && !(failure instanceof Broken) && isLoss(failure) ? new Moved() : failure;
    }
  }

  /** Stops leading. What is being saved is let finish: its ask was not answered yet. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#loop.stop();
    this.#downloads.stop();
    await this.#sessions.closeAll();
    this.#room.close();
  }

  async #do(ask: Ask, tab: string): Promise<Answer> {
    switch (ask.do) {
      case 'hello':
        await this.#tellAll();
        return undefined;
      case 'enrol': {
        await this.#room.ensure();
        const { profile, dataKey } = await this.#enrolment.enrol(ask.code, ask.picture, ask.secret);
        if (dataKey !== undefined) return this.#openFor(tab, { result: 'ok', profile, dataKey });
        const known = await this.#vault.unlock(profile, { by: 'secret', secret: ask.secret });
        if (known.result !== 'ok') throw new Failure('already_here');
        return this.#openFor(tab, known);
      }
      case 'open':
        await this.#room.ensure();
        return this.#openFor(tab, await this.#vault.unlock(ask.who, ask.proof));
      case 'resume':
        await this.#sessions.claim(ask.profile, tab, ask.dataKey);
        await this.#sessions.show(ask.profile, tab);
        this.#loop.poke('open');
        return undefined;
      case 'show':
        await this.#sessions.show(ask.profile, tab);
        await this.#tellProfiles();
        return undefined;
      case 'close':
        await this.#sessions.release(ask.profile, tab);
        await this.#tellProfiles();
        return undefined;
      case 'lock':
        await this.#lock(ask.profile);
        return undefined;
      case 'setSecret': {
        this.#mustBeOpen(ask.profile, tab);
        await this.#room.ensure();
        return this.#tried(await this.#vault.setSecret(ask.profile, ask.changeId, ask.next, ask.proof));
      }
      case 'makeCard': {
        this.#mustBeOpen(ask.profile, tab);
        await this.#room.ensure();
        const { unlocked, card } = await this.#vault.makeCard(ask.profile, ask.secret);
        return { ...(await this.#tried(unlocked)), ...(card === undefined ? {} : { card }) };
      }
      case 'setFace':
        await this.#sessions.useFor(ask.profile, tab, async (session) =>
          changeFace(this.#needs.device, ask.profile, ask.face, await session.counts()),
        );
        await this.#tellProfiles();
        return undefined;
      case 'remove':
        return this.#remove(ask.profile, ask.named);
      case 'act':
        await this.#sessions.useFor(ask.profile, tab, async (session) => {
          await session.act(ask.actionId, ask.action);
          await session.counts(); // queued after the view that was told: the screen hears it first
        });
        this.#loop.poke('saved');
        return undefined;
      case 'saveDraft':
        await this.#sessions.useFor(ask.profile, tab, (session) => session.putDraft(ask.name, ask.json));
        return undefined;
      case 'loadDraft':
        return this.#sessions.useFor(ask.profile, tab, (session) => session.draft(ask.name));
      case 'download':
        await this.#downloads.start(ask.pack);
        return undefined;
      case 'stopDownload':
        await this.#downloads.pause(ask.pack);
        return undefined;
      case 'lesson':
        return this.#downloads.lesson(ask.pack, ask.lesson);
      case 'poke':
        this.#onPoke(ask.why);
        return undefined;
      case 'anyOpen':
        await this.#prune();
        return this.#sessions.claimed().length > 0;
    }
  }

  /** Opens for a tab what was unlocked; the tab's worker keeps the key for the leader after this one. */
  async #openFor(tab: string, unlocked: Unlocked): Promise<Answer> {
    if (unlocked.result === 'ok') {
      await this.#sessions.claim(unlocked.profile, tab, unlocked.dataKey);
      this.#loop.poke('open');
    }
    await this.#tellProfiles(); // a wait has begun, or has ended
    return unlocked;
  }

  /** The same, where nothing is to be opened by it. */
  async #tried(unlocked: Unlocked): Promise<Tried> {
    await this.#tellProfiles();
    if (unlocked.result !== 'ok') return unlocked;
    unlocked.dataKey.fill(0);
    return { result: 'ok', profile: unlocked.profile };
  }

  #mustBeOpen(profile: ProfileId, tab: string): void {
    if (!this.#sessions.isOpenIn(profile, tab)) throw new Failure('not_open');
  }

  async #lock(profile: ProfileId): Promise<void> {
    this.#needs.tell({ kind: 'locked', profile });
    await this.#sessions.lock(profile);
    await this.#tellProfiles();
  }

  async #remove(profile: ProfileId, named: Loss | undefined): Promise<Removal> {
    const { device, removeStore } = this.#needs;
    const entry = (await device.profiles()).find(({ id }) => id === profile);
    if (entry === undefined || entry.state !== 'here') return { result: 'removed' };
    const open = await this.#sessions.counts(profile);
    const counts = open ?? (await countsOf(device, entry));
    const loss = lossOf({ ...counts, settled: open !== undefined || !entry.unsettled });
    if (loss !== undefined && !isNamed(loss, named)) return { result: 'would_lose', loss };
    await this.#lock(profile);
    await remove({ device, removeStore }, profile);
    await this.#tellProfiles();
    return { result: 'removed' };
  }

  async #begin(): Promise<void> {
    const { device } = this.#needs;
    this.#clock = await device.setting('clock');
    setClock(this.#clock);
    this.#lastContact = await device.setting('lastContact');
    if (this.#lastContact !== undefined) this.#road = { state: 'rest', lastContact: this.#lastContact };
    // None of these may keep a record from opening.
    void this.#room.keepReserve();
    void this.#settle().catch(() => undefined);
    void this.#downloads
      .begin()
      .then(() => this.#catalogue.begin())
      .catch(() => undefined);
  }

  /** Makes up for tabs that were killed: enrolments half shown, counts that lag behind the record. */
  async #settle(): Promise<void> {
    await this.#enrolment.finishInterrupted();
    await endRemovals(this.#needs);
    for (const entry of await this.#needs.device.profiles()) {
      // One with a secret is counted at its next unlock.
      if (!entry.unsettled || entry.state !== 'here' || entry.dataKey === undefined) continue;
      await this.#sessions.use(entry.id as ProfileId, async () => undefined).catch(() => undefined);
    }
    await this.#tellProfiles();
    this.#loop.poke('tick');
  }

  #onPoke(why: Extract<Ask, { do: 'poke' }>['why']): void {
    if (why === 'online') this.#online = true;
    if (why === 'offline') this.#online = false;
    this.#loop.poke(why);
    if (why === 'online' || why === 'asked') {
      this.#downloads.goOn();
      if (why === 'asked') void this.#catalogue.refresh();
    }
  }

  async #due(): Promise<readonly ProfileId[]> {
    await this.#prune();
    const open = this.#sessions.claimed();
    // What is locked by a secret cannot be opened to be carried; it waits for its owner.
    const carried = (await this.#needs.device.profiles())
      .filter((entry) => entry.state === 'here' && entry.unsent > 0 && entry.dataKey !== undefined)
      .map((entry) => entry.id as ProfileId)
      .filter((id) => !open.includes(id));
    return [...open, ...carried];
  }

  async #visit(profile: ProfileId, signal: AbortSignal): Promise<Visit> {
    try {
      return await this.#sessions.use(profile, (session) => this.#visitor.visit(session, signal));
    } catch (cause) {
      if (cause instanceof Moved) this.#needs.onMoved();
      if (cause instanceof Broken) this.#needs.onBroken(cause);
      throw cause;
    }
  }

  #afterRound(reached: boolean): void {
    if (reached) this.#downloads.goOn();
    else if (this.#online && this.#catalogue.missing) void this.#catalogue.refresh();
  }

  async #onTaken(taken: Taken): Promise<void> {
    const { device } = this.#needs;
    const offsetSeconds = taken.clockOffsetSeconds;
    const clock = { offsetSeconds, serverSeconds: Math.floor(Date.now() / 1000 - offsetSeconds) };
    this.#clock = clock;
    setClock(clock);
    this.#tellClock();
    await device.putSetting('clock', clock).catch(() => undefined);
    await this.#catalogue.seen(taken.catalogueVersion);
  }

  #contacted(): void {
    this.#lastContact = correctedNow();
    void this.#needs.device.putSetting('lastContact', this.#lastContact).catch(() => undefined);
  }

  async #prune(): Promise<void> {
    const living = await this.#needs.livingTabs();
    if (living !== undefined) await this.#sessions.releaseAllBut(living);
  }

  async #tellRecord(profile: ProfileId, session: Session): Promise<void> {
    try {
      this.#tellEvent({ type: 'record', record: await session.view() }, profile);
    } catch (cause) {
      if (cause instanceof Broken) this.#needs.onBroken(cause);
    }
  }

  async #tellProfiles(): Promise<void> {
    const told = async () => summariesOf(this.#needs.device, await this.#throttle.waits());
    const profiles = await told().catch(() => undefined);
    if (profiles !== undefined) this.#tellEvent({ type: 'profiles', profiles });
  }

  async #tellAll(): Promise<void> {
    await this.#tellProfiles();
    this.#tellEvent({ type: 'road', road: this.#road });
    this.#tellClock();
    this.#catalogue.tell();
    this.#downloads.tell();
  }

  #tellRoad(road: Road): void {
    const last = this.#lastContact;
    this.#road = road.state === 'rest' && last !== undefined ? { state: 'rest', lastContact: last } : road;
    this.#tellEvent({ type: 'road', road: this.#road });
  }

  #tellClock(): void {
    const clock = this.#clock;
    if (clock === undefined) return;
    this.#needs.tell({ kind: 'clock', clock });
    // Also when it is right: somebody may have set it since.
    const offset = offsetInForce();
    this.#tellEvent({ type: 'clock', offsetSeconds: Math.abs(offset) > ALARMING_SECONDS ? offset : 0 });
  }

  #tellEvent(event: EngineEvent, profile?: ProfileId): void {
    this.#needs.tell({ kind: 'event', event, ...(profile === undefined ? {} : { profile }) });
  }
}

/** A session that was closed because this worker stopped leading looks lost to whoever was using it. */
function isLoss(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'storage_lost';
}
