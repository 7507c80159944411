/**
 * One profile's rows in a database of their own, with a fence against a second writer.
 *
 * Owns the layout of a profile database. Must not: open, seal or understand the bytes, or know
 * which profile it belongs to (its name is opaque, and nothing in it is readable).
 */
import { type ProfileStore, type Row, StorageFailure, type StoredRow } from './adapter';
import { type Connection, openDatabase, transact } from './indexeddb';

const VERSION = 1;
const ROWS = 'r';
const FENCE = 'f';
const FENCE_KEY = 0;

export async function openProfileDatabase(factory: IDBFactory, name: string): Promise<ProfileStore> {
  const connection = await openDatabase(factory, name, VERSION, (db, from) => {
    if (from < 1) {
      db.createObjectStore(ROWS);
      db.createObjectStore(FENCE);
    }
  });
  const token = crypto.randomUUID();
  try {
    await transact<void>(connection, FENCE, 'readwrite', (tx) => {
      tx.objectStore(FENCE).put(token, FENCE_KEY);
    });
  } catch (cause) {
    connection.close();
    throw cause;
  }
  return new ProfileDatabase(connection, token);
}

class ProfileDatabase implements ProfileStore {
  readonly #connection: Connection;
  readonly #token: string;

  constructor(connection: Connection, token: string) {
    this.#connection = connection;
    this.#token = token;
  }

  load(): Promise<readonly StoredRow[]> {
    return transact<readonly StoredRow[]>(this.#connection, ROWS, 'readonly', (tx, answer) => {
      const store = tx.objectStore(ROWS);
      const keys = store.getAllKeys();
      const values = store.getAll();
      values.onsuccess = () => {
        answer(
          keys.result.map((key, index) => ({ key: String(key), bytes: values.result[index] as Uint8Array })),
        );
      };
    });
  }

  write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve();
    return transact<void>(this.#connection, [FENCE, ROWS], 'readwrite', (tx, _answer, abort) => {
      const fence = tx.objectStore(FENCE).get(FENCE_KEY);
      fence.onsuccess = () => {
        if (fence.result !== this.#token) {
          abort(new StorageFailure('fenced'));
          return;
        }
        try {
          putRows(tx.objectStore(ROWS), rows);
        } catch (cause) {
          // Thrown from a handler it would abort all the same, but its reason would be gone.
          abort(cause);
        }
      };
    });
  }

  close(): void {
    this.#connection.close();
  }
}

function putRows(store: IDBObjectStore, rows: readonly Row[]): void {
  for (const row of rows) {
    if (row.bytes === undefined) store.delete(row.key);
    else store.put(row.bytes, row.key);
  }
}
