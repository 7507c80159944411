/**
 * A profile store in memory, with faults on demand: for tests of what stands above storage.
 *
 * Owns the same promises as the real one, held to them by the same suite.
 * Must not: be imported by anything but tests.
 */
import { type ProfileStore, type Row, StorageFailure, type StorageTrouble, type StoredRow } from './adapter';

export class MemoryShelf {
  readonly rows = new Map<string, Uint8Array>();
  #holder: symbol | undefined;
  /** The next writes fail like this; `keep` says whether the rows are kept all the same. */
  readonly faults: { trouble: StorageTrouble; keep: boolean }[] = [];
  writes = 0;

  open(): ProfileStore {
    const token = Symbol();
    this.#holder = token;
    let closed = false;
    return {
      load: async () => {
        if (closed) throw new StorageFailure('lost');
        return [...this.rows].map(([key, bytes]): StoredRow => ({ key, bytes: bytes.slice() }));
      },
      write: async (rows: readonly Row[]) => {
        if (rows.length === 0) return;
        if (closed) throw new StorageFailure('lost');
        if (this.#holder !== token) throw new StorageFailure('fenced');
        const fault = this.faults.shift();
        if (fault === undefined || fault.keep) {
          this.writes += 1;
          for (const row of rows) {
            if (row.bytes === undefined) this.rows.delete(row.key);
            else this.rows.set(row.key, row.bytes.slice());
          }
        }
        if (fault !== undefined) throw new StorageFailure(fault.trouble);
      },
      close: () => {
        closed = true;
      },
    };
  }
}
