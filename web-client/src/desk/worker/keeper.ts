/**
 * The desk of this tab: whose it is, closed or open, and the answer to every ask.
 *
 * Owns which desk is open, that it is open in one tab only, and the status that pages are told. Must
 * not: hold what another worker could not read back from storage, but the open desk's key.
 */
import { setClock } from '../../engine/clock';
import type { Poke } from '../../engine/messages';
import { isSecret } from '../../engine/secret';
import type { Secret } from '../../engine/types';
import { type ProfileStore, StorageFailure } from '../../storage/adapter';
import type { DeskDatabase, DeskEntry } from '../../storage/desk-database';
import type { DeviceDatabase } from '../../storage/device-database';
import { metFullDisk } from '../../storage/indexeddb';
import { hex } from '../../storage/keys';
import type { Room } from '../../storage/room';
import { coreCode } from '../../worker/core';
import { asFailure, Broken, Failure, Moved } from '../../worker/failure';
import { Serial } from '../../worker/serial';
import type { Fetch } from '../../worker/sync/transport';
import { Throttle } from '../../worker/throttle';
import type { DeskAnswer, DeskAsk } from '../messages';
import { type DeskClosed, DeskError, type DeskNews, type DeskRemoval, type DeskStatus, type DeskTried } from '../types';
import { Book, type BookNeeds } from './book';
import type { DeskCore, DeskCores } from './core';
import { Door } from './door';
import { loginKey } from './office';
import { OpenDesk } from './open-desk';
import { Sealing } from './sealing';
import { Shelves } from './shelves';
import { Tally, unsentOf } from './tally';

export interface DeskKeeperNeeds {
  readonly cores: DeskCores;
  readonly device: DeviceDatabase;
  readonly desks: DeskDatabase;
  readonly room: Room;
  readonly fetch: Fetch;
  openStore(database: string): Promise<ProfileStore>;
  removeStore(database: string): Promise<void>;
  /** Holds a name in this tab alone; whoever held it before hears `onLost`. Gives the letting go. */
  hold(name: string, onLost: () => void): Promise<() => void>;
  /** The seed of a new device: 32 random bytes. */
  seed(): Uint8Array;
  /** Milliseconds on a clock that only runs forward. */
  steadyMs(): number;
  news(news: DeskNews): void;
  onBroken(cause: unknown): void;
}

interface Open {
  readonly entry: DeskEntry;
  readonly desk: OpenDesk;
  readonly letGo: () => void;
}

export class DeskKeeper {
  readonly #needs: DeskKeeperNeeds;
  readonly #door: Door;
  /** Coming and going, one after the other. */
  readonly #serial = new Serial();
  #login: string | undefined;
  #open: Open | undefined;
  #why: DeskClosed['why'] = 'closed';
  #online = true;
  #telling = 0;

  constructor(needs: DeskKeeperNeeds) {
    this.#needs = needs;
    const { device, desks, cores, removeStore, steadyMs } = needs;
    this.#door = new Door({ device, desks, removeStore, stretch: cores.stretch, throttle: new Throttle(device, steadyMs) });
  }

  async handle(ask: DeskAsk): Promise<DeskAnswer> {
    try {
      return await this.#do(ask);
    } catch (cause) {
      const failure = cause instanceof DeskError ? cause : asFailure(cause);
      if (failure instanceof Moved || failure instanceof Broken) this.#onEnd(failure);
      throw failure;
    }
  }

  async #do(ask: DeskAsk): Promise<DeskAnswer> {
    switch (ask.do) {
      case 'choose':
        return this.#serial.run(() => this.#choose(ask.login));
      case 'create':
        return this.#serial.run(() => this.#create(ask.secret));
      case 'open':
        return this.#serial.run(() => this.#tryOpen(ask.secret));
      case 'close':
        return this.#close('closed');
      case 'remove':
        return this.#serial.run(() => this.#remove(ask.named));
      case 'poke':
        this.#onPoke(ask.why);
        return undefined;
      case 'visit':
        return this.#opened().visit(ask.cohort);
      case 'cohorts':
        return this.#opened().cohorts();
      case 'follow_up':
        return this.#opened().followUp(ask.cohort);
      case 'queue':
        return this.#opened().queue(ask.cohort);
      case 'learner':
        return this.#opened().learner(ask.learner);
      case 'act':
        return this.#opened().act(ask.learner, ask.actionId, ask.action) as Promise<undefined>;
    }
  }

  #onPoke(why: Poke): void {
    if (why === 'online') this.#online = true;
    if (why === 'offline') this.#online = false;
    this.#open?.desk.poke(why);
  }

  async #choose(login: string | undefined): Promise<undefined> {
    const same = login !== undefined && this.#login !== undefined && loginKey(login) === loginKey(this.#login);
    if (!same) {
      await this.#close('closed');
      this.#why = 'closed';
      this.#login = login;
    }
    await this.#tell();
    return undefined;
  }

  async #create(secret: Secret): Promise<undefined> {
    const login = this.#login;
    if (login === undefined || !isSecret(secret)) throw new DeskError('invalid');
    await this.#roomOrFail();
    const letGo = await this.#needs.hold('o:new', () => undefined);
    try {
      await this.#door.make(login, secret, async (entry, dataKey) => {
        const sealing = await Sealing.under(dataKey);
        const shelves = this.#shelves(entry);
        try {
          const seed = this.#needs.seed();
          await Book.begin(this.#bookNeeds(entry, shelves, sealing), login, hex(seed));
          seed.fill(0);
        } finally {
          shelves.close();
          dataKey.fill(0);
        }
      });
    } finally {
      letGo();
    }
    // As at any other time: so what was made is known to open.
    await this.#tryOpen(secret);
    return undefined;
  }

  async #tryOpen(secret: Secret): Promise<DeskTried> {
    const entry = await this.#entry();
    if (entry === undefined) throw new DeskError('not_open');
    if (this.#open !== undefined) await this.#close('closed');
    // What cannot be a secret was mistyped: nobody learns from it, and it is not counted.
    if (!isSecret(secret)) return { result: 'wrong', waitSeconds: 0 };
    await this.#roomOrFail();
    const tried = await this.#door.try(entry, secret);
    if (tried.result !== 'ok') {
      await this.#tell();
      return tried;
    }
    try {
      await this.#begin(entry, tried.value);
    } finally {
      tried.value.fill(0);
    }
    return { result: 'ok' };
  }

  async #begin(entry: DeskEntry, dataKey: Uint8Array): Promise<void> {
    const { cores, device, desks, fetch, hold, news, room, steadyMs } = this.#needs;
    const sealing = await Sealing.under(dataKey);
    setClock(await device.setting('clock'));
    const letGo = await hold(`o:${entry.id}`, () => void this.#close('elsewhere'));
    const shelves = this.#shelves(entry);
    try {
      const book = await Book.open(this.#bookNeeds(entry, shelves, sealing));
      const core: DeskCore = cores.begin();
      const desk = new OpenDesk({
        core, book, shelves, sealing, device, fetch, steadyMs, news,
        tally: new Tally(desks, entry),
        online: () => this.#online,
        ensureRoom: () => room.ensure(),
        makeRoom: () => room.release(),
        onStatus: () => void this.#tell(),
        onEnd: (cause) => this.#onEnd(cause),
      });
      this.#open = { entry, desk, letGo };
      this.#why = 'closed';
      await desk.begin();
    } catch (cause) {
      this.#open = undefined;
      shelves.close();
      letGo();
      throw cause;
    }
    await this.#tell();
  }

  /** Not on the queue: closing waits for nobody's try. */
  async #close(why: DeskClosed['why']): Promise<undefined> {
    const open = this.#open;
    if (open === undefined) return undefined;
    this.#open = undefined;
    this.#why = why;
    await open.desk.close();
    open.letGo();
    await this.#tell();
    return undefined;
  }

  async #remove(named: number | undefined): Promise<DeskRemoval> {
    const unsent = this.#open?.desk.status().unsent;
    const entry = await this.#entry();
    if (entry === undefined) return { result: 'removed' };
    const loss = unsent ?? unsentOf(entry);
    if (loss > 0 && loss !== named) return { result: 'would_lose', unsent: loss };
    await this.#close('closed');
    await this.#door.remove(entry);
    await this.#tell();
    return { result: 'removed' };
  }

  #onEnd(cause: Moved | Broken): void {
    void this.#close(cause instanceof Moved ? 'elsewhere' : 'closed').catch(() => undefined);
    if (cause instanceof Broken) this.#needs.onBroken(cause);
  }

  /** Of several tellings under way the last one speaks: it knows best. */
  async #tell(): Promise<void> {
    this.#telling += 1;
    const turn = this.#telling;
    const status = await this.#status().catch((): DeskStatus => ({ state: 'asking' }));
    if (turn === this.#telling) this.#needs.news({ kind: 'status', status });
  }

  async #status(): Promise<DeskStatus> {
    if (this.#open !== undefined) return this.#open.desk.status();
    const entry = await this.#entry();
    if (this.#open !== undefined) return (this.#open as Open).desk.status();
    if (this.#login === undefined) return { state: 'asking' };
    if (entry === undefined) return { state: 'absent' };
    const waitSeconds = await this.#door.waitSeconds(entry);
    return { state: 'closed', unsent: unsentOf(entry), waitSeconds, secret: entry.secret.kind, why: this.#why };
  }

  async #entry(): Promise<DeskEntry | undefined> {
    return this.#login === undefined ? undefined : this.#door.find(this.#login);
  }

  #opened(): OpenDesk {
    if (this.#open === undefined) throw new DeskError('not_open');
    return this.#open.desk;
  }

  #shelves(entry: DeskEntry): Shelves {
    return new Shelves({ openStore: () => this.#needs.openStore(entry.database), diskMayHaveLost: metFullDisk });
  }

  #bookNeeds(entry: DeskEntry, shelves: Shelves, sealing: Sealing): BookNeeds {
    return { desk: entry.id, shelves, sealing, ensureRoom: () => this.#roomOrFail() };
  }

  async #roomOrFail(): Promise<void> {
    if (!(await this.#needs.room.ensure())) throw new StorageFailure('full');
  }
}

/** The code that crosses to the page. An unforeseen error keeps its own words: it is a bug to be found. */
export function deskCodeOf(failure: unknown): string {
  if (failure instanceof DeskError) return failure.code;
  if (failure instanceof Moved || failure instanceof Broken) return 'not_open';
  if (failure instanceof Failure) return failure.code;
  const code = coreCode(failure);
  if (code === 'not_yours') return 'forbidden';
  return code ?? (failure instanceof Error ? `bug: ${failure.message}` : 'bug');
}
