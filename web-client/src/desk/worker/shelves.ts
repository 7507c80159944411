/**
 * One desk's storage, with a shelf for each learner in it: all that a desk holds is in one database,
 * under one fence.
 *
 * Owns the connection, and opening it anew after the platform took it. Must not: understand a row.
 */
import { type ProfileStore, type Row, StorageFailure, type StoredRow } from '../../storage/adapter';

export interface ShelvesNeeds {
  /** Takes the fence: an earlier holder cannot write any more. */
  openStore(): Promise<ProfileStore>;
  /** The disk was full under a database: empty storage is then a loss, and not somebody's wish. */
  diskMayHaveLost(): boolean;
}

interface Held {
  readonly store: ProfileStore;
  /** As the disk has it. */
  readonly rows: Map<string, Uint8Array>;
}

export class Shelves {
  readonly #needs: ShelvesNeeds;
  #held: Promise<Held> | undefined;
  /** What the disk had when last known, to be put back should a full disk have cost it. */
  #before: ReadonlyMap<string, Uint8Array> = new Map();
  #closed = false;

  constructor(needs: ShelvesNeeds) {
    this.#needs = needs;
  }

  /** Rows whose key begins so, without that beginning. */
  async load(beginning: string): Promise<readonly StoredRow[]> {
    const { rows } = await this.#hold();
    const found: StoredRow[] = [];
    for (const [key, bytes] of rows) if (key.startsWith(beginning)) found.push({ key: key.slice(beginning.length), bytes });
    return found;
  }

  /** All rows or none; resolves only when they are on the disk. */
  async write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const holding = this.#hold();
    const held = await holding;
    try {
      await held.store.write(rows);
    } catch (cause) {
      // Where there was no room nothing was kept, and all else is as it was; else only the disk knows.
      const full = cause instanceof StorageFailure && cause.trouble === 'full';
      if (!full) this.#drop(holding);
      throw cause;
    }
    for (const { key, bytes } of rows) {
      if (bytes === undefined) held.rows.delete(key);
      else held.rows.set(key, bytes);
    }
  }

  /** One learner's part, as a profile's storage of its own. */
  shelf(beginning: string): ProfileStore {
    return {
      load: () => this.load(beginning),
      write: (rows) => this.write(rows.map((row) => ({ ...row, key: beginning + row.key }))),
      close: () => undefined,
    };
  }

  close(): void {
    this.#closed = true;
    this.#drop(this.#held);
    this.#before = new Map();
  }

  #drop(holding: Promise<Held> | undefined): void {
    if (this.#held !== holding) return;
    this.#held = undefined;
    void holding?.then(
      ({ store }) => store.close(),
      () => undefined,
    );
  }

  #hold(): Promise<Held> {
    if (this.#closed) return Promise.reject(new StorageFailure('lost'));
    if (this.#held === undefined) {
      const holding = this.#open();
      this.#held = holding;
      holding.catch(() => this.#drop(holding));
    }
    return this.#held;
  }

  async #open(): Promise<Held> {
    const store = await this.#needs.openStore();
    try {
      const rows = new Map((await store.load()).map(({ key, bytes }) => [key, bytes]));
      if (rows.size === 0 && this.#before.size > 0 && this.#needs.diskMayHaveLost()) {
        const back = [...this.#before].map(([key, bytes]) => ({ key, bytes }));
        await store.write(back);
        for (const { key, bytes } of back) rows.set(key, bytes);
      }
      this.#before = rows;
      return { store, rows };
    } catch (cause) {
      store.close();
      throw cause;
    }
  }
}
