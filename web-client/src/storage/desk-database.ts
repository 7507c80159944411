/**
 * The list of staff desks in this browser, one for each account that made one.
 *
 * Owns the layout of that list, in a database of its own: pages of an older version may still have
 * the learners' open. Must not: name an account (marks do), or hold anything readable of a record.
 */
import { StorageFailure } from './adapter';
import { type Connection, metFullDisk, openDatabase, transact } from './indexeddb';
import type { SecretWrap } from './wrapping';

const NAME = 'e';
const VERSION = 1;
const DESKS = 'e';

export interface DeskEntry {
  readonly id: string;
  /** Name of the desk's own database, as opaque as its id. */
  readonly database: string;
  /** Mark of the account's login: only this browser can compare it. */
  readonly account: string;
  /** The desk's data key, under her secret and the device key. */
  readonly secret: SecretWrap;
  /**
   * `pending`: it is being made and holds nothing yet. `leaving`: its key is gone for good; its
   * database is yet to be deleted.
   */
  readonly state: 'pending' | 'here' | 'leaving';
  /** Changes that the office is not known to have, as last counted. */
  readonly unsent: number;
  /** Something was saved since it was counted; true survives a killed tab. */
  readonly unsettled: boolean;
}

export class DeskDatabase {
  readonly #factory: IDBFactory;
  readonly #hasRoom: () => Promise<boolean>;
  #connection: Promise<Connection> | undefined;
  /** What was last read or written, to be put back should a full disk have cost it. */
  readonly #seen = new Map<string, DeskEntry>();

  /** `hasRoom`: asked before every write and opening, since a full disk must not meet a database. */
  constructor(factory: IDBFactory, hasRoom: () => Promise<boolean> = async () => true) {
    this.#factory = factory;
    this.#hasRoom = hasRoom;
  }

  async desks(): Promise<readonly DeskEntry[]> {
    const found = await this.#run<readonly DeskEntry[]>('readonly', (store, answer) => {
      const got = store.getAll();
      got.onsuccess = () => answer(got.result as DeskEntry[]);
    });
    this.#seen.clear();
    for (const entry of found) this.#seen.set(entry.id, entry);
    return found;
  }

  async put(entry: DeskEntry): Promise<void> {
    await this.#run<void>('readwrite', (store) => void store.put(entry, entry.id));
    this.#seen.set(entry.id, entry);
  }

  /** Changes one that exists, in one transaction; one that is gone stays gone. */
  async change(id: string, change: Partial<DeskEntry>): Promise<void> {
    const changed = await this.#run<DeskEntry | undefined>('readwrite', (store, answer) => {
      const got = store.get(id);
      got.onsuccess = () => {
        const entry = got.result as DeskEntry | undefined;
        if (entry === undefined) return;
        const next = { ...entry, ...change };
        store.put(next, id);
        answer(next);
      };
    });
    if (changed !== undefined) this.#seen.set(id, changed);
  }

  async remove(id: string): Promise<void> {
    this.#seen.delete(id);
    await this.#run<void>('readwrite', (store) => void store.delete(id));
  }

  close(): void {
    const connection = this.#connection;
    this.#connection = undefined;
    void connection?.then(
      (open) => open.close(),
      () => undefined,
    );
  }

  async #run<T>(mode: IDBTransactionMode, body: (store: IDBObjectStore, answer: (value: T) => void) => void): Promise<T> {
    let connection = await this.#open();
    if (!connection.alive()) {
      // The platform takes connections away from pages in the background: open anew.
      this.close();
      connection = await this.#open();
    }
    if (mode === 'readwrite' && !(await this.#hasRoom())) throw new StorageFailure('full');
    return transact<T>(connection, DESKS, mode, (tx, answer) => body(tx.objectStore(DESKS), answer));
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
      if (fresh) db.createObjectStore(DESKS);
    });
    if (fresh && metFullDisk() && this.#seen.size > 0) {
      // The browser gave up its databases on a full disk while this worker lived: it still has these.
      await transact<void>(connection, DESKS, 'readwrite', (tx) => {
        for (const entry of this.#seen.values()) tx.objectStore(DESKS).put(entry, entry.id);
      });
    }
    return connection;
  }
}
