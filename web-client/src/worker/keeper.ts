/**
 * The leader: the one worker of this origin that opens records, saves them and uses the road.
 *
 * Owns the answer to every ask. Must not: know which tab is which beyond its name, or hold anything
 * that another worker could not read back from storage.
 */
import { correctedNow } from '../engine/clock';
import type { Answer, Ask, Told } from '../engine/messages';
import type { EngineEvent, ProfileId } from '../engine/types';
import { type ProfileStore, StorageFailure } from '../storage/adapter';
import type { ContentCache } from '../storage/content-cache';
import type { DeviceDatabase } from '../storage/device-database';
import type { Room } from '../storage/room';
import type { Core } from './core';
import { Courier } from './courier';
import { CatalogueKeeper } from './downloads/catalogue';
import { Downloads } from './downloads/downloads';
import { Doors } from './doors';
import { Enrolment } from './enrolment';
import { asFailure, Broken, Moved } from './failure';
import { Recovered } from './recovered';
import { Recovering } from './recovering';
import { endRemovals } from './removal';
import { Replacing } from './replacing';
import { Rounds } from './rounds';
import type { Session, Taken } from './session';
import { Sessions } from './sessions';
import { SyncLoop, type Visit } from './sync/loop';
import type { Fetch } from './sync/transport';
import { Visitor } from './sync/visit';
import { Teller } from './teller';
import { Throttle } from './throttle';
import { Vault } from './vault';
import { Visiting } from './visiting';

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
  readonly #teller: Teller;
  readonly #doors: Doors;
  readonly #loop: SyncLoop;
  readonly #rounds: Rounds;
  readonly #visiting: Visiting;
  readonly #courier: Courier;
  readonly #room: Room;
  readonly #catalogue: CatalogueKeeper;
  readonly #downloads: Downloads;
  #online = navigator.onLine;
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
    const { removeStore, tell } = needs;
    const throttle = new Throttle(device, needs.steadyMs);
    this.#teller = new Teller({ device, throttle, tell });
    this.#sessions = new Sessions({
      core,
      device,
      openStore,
      now,
      ensureRoom: () => this.#room.ensure(),
      makeRoom: () => this.#room.release(),
      onRecord: (profile, session) => void this.#tellRecord(profile, session),
      onProfiles: () => void this.#teller.profiles(),
    });
    const recovered = new Recovered();
    const vault = new Vault({ device, stretch: core.stretch, throttle, recovered: (profile) => recovered.get(profile) });
    const recovering = new Recovering({ core, device, vault, throttle, fetch });
    this.#enrolment = new Enrolment({ core, device, vault, fetch, openStore, removeStore, now });
    this.#doors = new Doors({
      device,
      vault,
      enrolment: this.#enrolment,
      sessions: this.#sessions,
      recovering,
      recovered,
      removeStore,
      tell,
      ensureRoom: () => this.#room.ensure(),
      tellProfiles: () => this.#teller.profiles(),
      opened: () => this.#loop.poke('open'),
    });
    const visitor = new Visitor({ fetch, taken: (taken) => this.#onTaken(taken) });
    const replacing = new Replacing({ device, sessions: this.#sessions, removeStore });
    this.#visiting = new Visiting({ device, sessions: this.#sessions, removeStore, steadyMs: needs.steadyMs });
    this.#rounds = new Rounds({
      device,
      sessions: this.#sessions,
      visitor,
      replacing,
      steadyMs: needs.steadyMs,
      again: () => this.#loop.poke('saved'),
      gone: () => void this.#teller.profiles(),
      erase: async (profile) => {
        await this.#doors.erase(profile);
        await this.#teller.erased();
      },
    });
    this.#loop = new SyncLoop({
      due: () => this.#due(),
      visit: (profile, signal) => this.#visit(profile as ProfileId, signal),
      afterRound: (reached) => this.#afterRound(reached),
      road: (road) => this.#teller.road(road),
      contacted: () => this.#teller.contacted(),
      online: () => this.#online,
      random: Math.random,
      nowMs: Date.now,
    });
    const emit = (event: EngineEvent): void => this.#teller.event(event);
    this.#downloads = new Downloads({
      device,
      content,
      fetch,
      emit,
      online: () => this.#online,
      hasRoom: (bytes) => this.#room.has(bytes),
    });
    this.#catalogue = new CatalogueKeeper({ device, fetch, emit, onCatalogue: (found) => this.#downloads.setCatalogue(found), onEarlier: (version, found) => this.#downloads.setEarlier(version, found) });
    this.#courier = new Courier({
      core,
      device,
      sessions: this.#sessions,
      fetch,
      ensureRoom: () => this.#room.ensure(),
      emit,
    });
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
    this.#courier.stop();
    await this.#sessions.closeAll();
    this.#room.close();
  }

  async #do(ask: Ask, tab: string): Promise<Answer> {
    switch (ask.do) {
      case 'hello':
        await this.#teller.all();
        await this.#courier.tell();
        this.#catalogue.tell();
        this.#downloads.tell();
        return undefined;
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
      case 'lendPhone':
        await this.#needs.device.putSetting('loan', ask.lent);
        await this.#teller.lent();
        return undefined;
      case 'erasedRead':
        await this.#needs.device.putSetting('erased', false);
        await this.#teller.erased();
        return undefined;
      case 'writeCourier':
        return this.#courier.write();
      case 'openCourier':
        return this.#courier.open(ask.file);
      case 'parcelAnswer':
        return this.#courier.answerTo(ask.parcel);
      case 'forgetParcel':
        await this.#courier.forget(ask.parcel);
        return undefined;
      case 'poke':
        this.#onPoke(ask.why);
        return undefined;
      case 'anyOpen':
        await this.#prune();
        return this.#sessions.claimed().length > 0;
      case 'close':
      case 'lock':
        this.#rounds.soon(ask.profile);
        this.#loop.poke('saved');
        return this.#doors.handle(ask, tab);
      default:
        return this.#doors.handle(ask, tab);
    }
  }

  async #begin(): Promise<void> {
    await this.#teller.begin();
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
    await this.#teller.profiles();
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
    if (await this.#visiting.end()) await this.#teller.profiles();
    return this.#rounds.due();
  }

  async #visit(profile: ProfileId, signal: AbortSignal): Promise<Visit> {
    try {
      return await this.#rounds.visit(profile, signal);
    } catch (cause) {
      if (cause instanceof Moved) this.#needs.onMoved();
      if (cause instanceof Broken) this.#needs.onBroken(cause);
      throw cause;
    }
  }

  #afterRound(reached: boolean): void {
    if (this.#online) void this.#courier.deliver().catch(() => undefined);
    if (reached) this.#downloads.goOn();
    else if (this.#online && this.#catalogue.missing) void this.#catalogue.refresh();
  }

  async #onTaken(taken: Taken): Promise<void> {
    await this.#teller.clock(taken.clockOffsetSeconds);
    if (taken.catalogueVersion !== undefined) await this.#catalogue.seen(taken.catalogueVersion);
  }

  async #prune(): Promise<void> {
    const living = await this.#needs.livingTabs();
    if (living !== undefined) await this.#sessions.releaseAllBut(living);
  }

  async #tellRecord(profile: ProfileId, session: Session): Promise<void> {
    try {
      const view = await session.view();
      this.#teller.record(profile, view);
      void this.#catalogue.want(view.enrolment?.definition);
    } catch (cause) {
      if (cause instanceof Broken) this.#needs.onBroken(cause);
    }
  }
}

/** A session that was closed because this worker stopped leading looks lost to whoever was using it. */
function isLoss(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'storage_lost';
}
