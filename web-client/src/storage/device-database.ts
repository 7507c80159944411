/**
 * What this phone keeps beside the records: its keys, the list of profiles, wrong tries, settings.
 *
 * Owns the layout of the device database. Must not: hold anything readable of a record. A picture's
 * number and a count of unsent things (unless she hides it) are all that shows without the device
 * key, and no data key opens without her secret or her card.
 */
import { type Row, StorageFailure } from './adapter';
import { type Connection, metFullDisk, openDatabase, transact } from './indexeddb';
import type { ClockReading } from '../engine/messages';
import type { HiddenSeconds } from '../engine/types';
import { type DeviceKeys, makeDeviceKeys, type Wrapped } from './keys';
import type { CardWrap, CentreWrap, SecretWrap } from './wrapping';

const NAME = 'd';
/** 2: wrong tries. */
const VERSION = 2;
const KEYS = 'k';
const PROFILES = 'p';
const SETTINGS = 's';
const TRIES = 't';

export interface ProfileEntry {
  readonly id: string;
  /** Name of the profile's own database, as opaque as its id. */
  readonly database: string;
  readonly picture: number;
  /** The data key under her secret. Absent: made before there were secrets, see `dataKey`. */
  readonly secret?: SecretWrap;
  /** The data key under her recovery card, where one is in force. */
  readonly card?: CardWrap;
  /** The data key under her centre's recovery key, where she wanted one. */
  readonly centre?: CentreWrap;
  /** The data key under the device key alone, until she chooses a secret. Never beside one. */
  readonly dataKey?: Wrapped;
  /** What visits need while it is locked (`Profile.openPass`), by the device key alone. It opens no record. */
  readonly pass?: Wrapped;
  /** Of the last change of secret: the same one asked for again is done already. */
  readonly changeId?: string;
  /**
   * `pending`: the enrolment has not been answered yet; not shown, and it holds no record.
   * `leaving`: its keys are gone for good; its database is yet to be deleted.
   */
  readonly state: 'pending' | 'here' | 'leaving';
  /** Both 0 and false while she hides her counts; then they are in `counts`. */
  readonly unsent: number;
  readonly allArrived: boolean;
  /** As last known when it was open: all of it is in a verified backup of the office. */
  readonly backedUp?: boolean;
  readonly countsHidden?: boolean;
  /** `Counts`, by the device key, while she hides them. */
  readonly counts?: Wrapped;
  /** How many changes it held when it was last open, by the device key. */
  readonly size?: Wrapped;
  /** She is on a visit: it leaves this phone once nothing is lost by it (`visiting.ts`). */
  readonly visit?: boolean;
  /** The profile of the same learner that takes this one's place; it goes when nothing is lost by it. */
  readonly replacedBy?: string;
  readonly hidden?: boolean;
  /** By the device key. */
  readonly name?: Wrapped;
  readonly lockHiddenSeconds?: HiddenSeconds;
  /** While a session is open the counts above may lag behind; true survives a killed tab. */
  readonly unsettled: boolean;
  /** Somebody has opened it since it was enrolled. */
  readonly opened: boolean;
  /** Mark of the enrolment code, so that the same code typed again goes on with the same key. */
  readonly codeMark: string;
  /** Mark of the learner's id, once known: a learner has one profile on a phone. */
  readonly learnerMark?: string;
  /** The enrolment request, wrapped by the device key; kept until it is answered. */
  readonly request?: Wrapped;
  /** What the answer gave, sealed by the data key: on its way into the profile's own database. */
  readonly answered?: { readonly rows: readonly Row[]; readonly learnerMark: string };
}

/** Settings: nothing personal, nothing that cannot be had again. */
export interface Settings {
  /** Device clock minus server clock, the server time when that was measured, and how it jumped before. */
  clock: ClockReading;
  lastContact: number;
  /** The centre lends this phone: whoever comes is on a visit, if she says so. */
  loan: boolean;
  /** A profile was deleted by the office's word, and nobody has read so yet. */
  erased: boolean;
  /** The secret that opens answers to this phone's courier files, by the device key. */
  courier: Wrapped;
  /** Files of others that this phone carries, sealed to the office; and their answers. */
  parcels: readonly Parcel[];
  catalogue: { etag: string | undefined; version: string | undefined; json: string };
  /** That of a version of the programme that is not in force any more; `hash` as the one in force named it. */
  [earlier: `catalogue:${number}`]: { hash: string | undefined; json: string };
  [pack: `pack:${string}`]: PackEntry;
}

export interface Parcel {
  /** From its text: the same file brought again is the same parcel. */
  readonly name: string;
  readonly text: string;
  /** When it was taken in, by this phone's clock. */
  readonly at: number;
  readonly state: 'waits' | 'delivered' | 'refused';
  /** Sealed to the phone that wrote it. */
  readonly answer?: string;
  /** Why the office refused it. */
  readonly code?: string;
}

export interface PackEntry {
  /** The version that is whole on this phone, readable offline. */
  readonly here?: string;
  /** She asked for it: goes on after a restart until it is here or she stops it. */
  readonly wanted: boolean;
  readonly noRoom: boolean;
  /** What was got of the wanted version when last looked at, for a picture before anything runs. */
  readonly gotBytes: number;
  readonly totalBytes: number;
}

export class DeviceDatabase {
  readonly #factory: IDBFactory;
  readonly #hasRoom: () => Promise<boolean>;
  #connection: Promise<Connection> | undefined;
  /** What was last read or written, to be put back should a full disk have cost it (`#openAnew`). */
  readonly #seen: { keys?: DeviceKeys; profiles: Map<string, ProfileEntry> } = { profiles: new Map() };

  /** `hasRoom`: asked before every write and opening, since a full disk must not meet a database. */
  constructor(factory: IDBFactory, hasRoom: () => Promise<boolean> = async () => true) {
    this.#factory = factory;
    this.#hasRoom = hasRoom;
  }

  /** The device's keys; made once. Two workers starting at once agree: the first one stored wins. */
  async keys(): Promise<DeviceKeys> {
    this.#seen.keys ??= await this.#findKeys();
    return this.#seen.keys;
  }

  async #findKeys(): Promise<DeviceKeys> {
    const found = await this.#run<DeviceKeys | undefined>(KEYS, 'readonly', (tx, answer) => {
      const got = tx.objectStore(KEYS).get('device');
      got.onsuccess = () => answer(got.result as DeviceKeys | undefined);
    });
    if (found !== undefined) return found;
    const made = await makeDeviceKeys();
    return this.#run<DeviceKeys>(KEYS, 'readwrite', (tx, answer) => {
      const store = tx.objectStore(KEYS);
      const got = store.get('device');
      got.onsuccess = () => {
        if (got.result === undefined) store.put(made, 'device');
        answer((got.result as DeviceKeys | undefined) ?? made);
      };
    });
  }

  async profiles(): Promise<readonly ProfileEntry[]> {
    const found = await this.#run<readonly ProfileEntry[]>(PROFILES, 'readonly', (tx, answer) => {
      const got = tx.objectStore(PROFILES).getAll();
      got.onsuccess = () => answer(got.result as ProfileEntry[]);
    });
    this.#seen.profiles.clear();
    for (const entry of found) this.#seen.profiles.set(entry.id, entry);
    return found;
  }

  async putProfile(entry: ProfileEntry): Promise<void> {
    await this.#run<void>(PROFILES, 'readwrite', (tx) => {
      tx.objectStore(PROFILES).put(entry, entry.id);
    });
    this.#seen.profiles.set(entry.id, entry);
  }

  changeProfile(id: string, change: Partial<ProfileEntry>): Promise<ProfileEntry | undefined> {
    return this.updateProfile(id, (entry) => ({ ...entry, ...change }));
  }

  /**
   * Changes a profile that exists, in one transaction; one that is gone stays gone. An `update`
   * that answers undefined leaves it as it is.
   */
  async updateProfile(
    id: string,
    update: (entry: ProfileEntry) => ProfileEntry | undefined,
  ): Promise<ProfileEntry | undefined> {
    const updated = await this.#run<ProfileEntry | undefined>(PROFILES, 'readwrite', (tx, answer) => {
      const store = tx.objectStore(PROFILES);
      const got = store.get(id);
      got.onsuccess = () => {
        const entry = got.result as ProfileEntry | undefined;
        const changed = entry === undefined ? undefined : update(entry);
        if (changed === undefined) return;
        store.put(changed, id);
        answer(changed);
      };
    });
    if (updated !== undefined) this.#seen.profiles.set(id, updated);
    return updated;
  }

  removeProfile(id: string): Promise<void> {
    this.#seen.profiles.delete(id);
    return this.#run<void>(PROFILES, 'readwrite', (tx) => {
      tx.objectStore(PROFILES).delete(id);
    });
  }

  /** Wrong tries in a row, by whom they were for. */
  tries(): Promise<ReadonlyMap<string, number>> {
    return this.#run<ReadonlyMap<string, number>>(TRIES, 'readonly', (tx, answer) => {
      const keys = tx.objectStore(TRIES).getAllKeys();
      const values = tx.objectStore(TRIES).getAll();
      values.onsuccess = () => answer(new Map(keys.result.map((key, i) => [String(key), Number(values.result[i])])));
    });
  }

  /** One more; resolves with how many there are now, when that is on the disk. */
  countTry(key: string): Promise<number> {
    return this.#run<number>(TRIES, 'readwrite', (tx, answer) => {
      const store = tx.objectStore(TRIES);
      const got = store.get(key);
      got.onsuccess = () => {
        const now = Number(got.result ?? 0) + 1;
        store.put(now, key);
        answer(now);
      };
    });
  }

  forgetTries(key: string): Promise<void> {
    return this.#run<void>(TRIES, 'readwrite', (tx) => {
      tx.objectStore(TRIES).delete(key);
    });
  }

  setting<K extends keyof Settings & string>(key: K): Promise<Settings[K] | undefined> {
    return this.#run<Settings[K] | undefined>(SETTINGS, 'readonly', (tx, answer) => {
      const got = tx.objectStore(SETTINGS).get(key);
      got.onsuccess = () => answer(got.result as Settings[K] | undefined);
    });
  }

  putSetting<K extends keyof Settings & string>(key: K, value: Settings[K]): Promise<void> {
    return this.#run<void>(SETTINGS, 'readwrite', (tx) => {
      tx.objectStore(SETTINGS).put(value, key);
    });
  }

  packs(): Promise<ReadonlyMap<string, PackEntry>> {
    return this.#run<ReadonlyMap<string, PackEntry>>(SETTINGS, 'readonly', (tx, answer) => {
      const range = IDBKeyRange.bound('pack:', 'pack;', false, true);
      const store = tx.objectStore(SETTINGS);
      const keys = store.getAllKeys(range);
      const values = store.getAll(range);
      values.onsuccess = () => {
        answer(new Map(keys.result.map((key, i) => [String(key).slice(5), values.result[i] as PackEntry])));
      };
    });
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    void connection?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  async #run<T>(
    store: string,
    mode: IDBTransactionMode,
    body: (tx: IDBTransaction, answer: (value: T) => void) => void,
  ): Promise<T> {
    let connection = await this.#open();
    if (!connection.alive()) {
      // The platform takes connections away from pages in the background: open anew.
      this.close();
      connection = await this.#open();
    }
    if (mode === 'readwrite' && !(await this.#hasRoom())) throw new StorageFailure('full');
    return transact<T>(connection, store, mode, body);
  }

  #open(): Promise<Connection> {
    this.#connection ??= this.#openAnew().catch((cause: unknown) => {
      this.#connection = undefined;
      throw cause;
    });
    return this.#connection;
  }

  async #openAnew(): Promise<Connection> {
    if (!(await this.#hasRoom())) throw new StorageFailure('full');
    let fresh = false;
    const connection = await openDatabase(this.#factory, NAME, VERSION, (db, from) => {
      fresh = from < 1;
      if (from < 1) for (const store of [KEYS, PROFILES, SETTINGS]) db.createObjectStore(store);
      if (from < 2) db.createObjectStore(TRIES);
    });
    if (fresh && metFullDisk()) await this.#putBack(connection);
    return connection;
  }

  /** The browser gave up its databases on a full disk while this worker lived: it still has these. */
  #putBack(connection: Connection): Promise<void> {
    const { keys, profiles } = this.#seen;
    return transact<void>(connection, [KEYS, PROFILES], 'readwrite', (tx) => {
      if (keys !== undefined) tx.objectStore(KEYS).put(keys, 'device');
      for (const entry of profiles.values()) tx.objectStore(PROFILES).put(entry, entry.id);
    });
  }
}
