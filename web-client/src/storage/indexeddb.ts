/**
 * The only place that speaks IndexedDB's event language: opening, and one transaction at a time.
 *
 * Owns the translation of every failure event into a `StorageFailure`.
 * Must not: know which stores there are or what is in them.
 */
import { StorageFailure } from './adapter';

/** WebKit has been seen never to answer an `open`; a person must not wait for ever. */
const OPEN_TIMEOUT_MS = 10_000;
const TRANSACTION_TIMEOUT_MS = 20_000;

export interface Connection {
  readonly db: IDBDatabase;
  /** False once the platform or another page took the connection away. */
  readonly alive: () => boolean;
  close(): void;
}

export function openDatabase(
  factory: IDBFactory,
  name: string,
  version: number,
  upgrade: (db: IDBDatabase, from: number) => void,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const fail = (cause: unknown): void => {
      settled = true;
      clearTimeout(timer);
      reject(toFailure(cause));
    };
    const timer = setTimeout(() => fail(new Error('open did not answer')), OPEN_TIMEOUT_MS);
    let request: IDBOpenDBRequest;
    try {
      request = factory.open(name, version);
    } catch (cause) {
      fail(cause);
      return;
    }
    request.onupgradeneeded = (event) => upgrade(request.result, event.oldVersion);
    request.onerror = () => fail(request.error);
    // Another page with an older client holds it; that page closes on `versionchange`, so wait.
    request.onblocked = () => undefined;
    request.onsuccess = () => {
      const db = request.result;
      if (settled) {
        db.close();
        return;
      }
      clearTimeout(timer);
      settled = true;
      let alive = true;
      const close = (): void => {
        alive = false;
        db.close();
      };
      db.onversionchange = close;
      db.onclose = () => {
        alive = false;
      };
      resolve({ db, alive: () => alive, close });
    };
  });
}

/**
 * Runs `body` in one transaction and resolves with what it left in its `answer` when the
 * transaction is complete, never on a request's success: only `complete` says that it is kept.
 *
 * `body` must put all its requests before it returns or from their success handlers; it may call
 * `abort` with the failure that the caller is to see.
 */
export function transact<T>(
  connection: Connection,
  stores: string | string[],
  mode: IDBTransactionMode,
  body: (tx: IDBTransaction, answer: (value: T) => void, abort: (why: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    let value: T | undefined;
    let why: unknown;
    let tx: IDBTransaction;
    const timer = setTimeout(() => {
      reject(new StorageFailure('lost', new Error('transaction did not end')));
    }, TRANSACTION_TIMEOUT_MS);
    const fail = (cause: unknown): void => {
      clearTimeout(timer);
      reject(toFailure(cause));
    };
    try {
      tx = connection.db.transaction(stores, mode, { durability: mode === 'readwrite' ? 'strict' : 'default' });
    } catch (cause) {
      // The connection is closing or closed: nothing was written, but only a reload can tell.
      fail(cause);
      return;
    }
    tx.oncomplete = () => {
      clearTimeout(timer);
      resolve(value as T);
    };
    // A request's error bubbles here before the abort; the first cause is the one worth keeping.
    tx.onerror = (event) => {
      why ??= (event.target as IDBRequest | null)?.error ?? tx.error;
    };
    // Quota is often found only at commit: then there is no request error, only `tx.error`.
    // A request that was cut off knows less (`AbortError`) than the transaction that was cut off.
    tx.onabort = () => fail(isQuota(tx.error) ? tx.error : (why ?? tx.error ?? new Error('transaction aborted')));
    const abort = (cause: unknown): void => {
      why ??= cause;
      try {
        tx.abort();
      } catch {
        fail(why);
      }
    };
    try {
      body(
        tx,
        (given) => {
          value = given;
        },
        abort,
      );
    } catch (cause) {
      abort(cause);
    }
  });
}

export function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(toFailure(request.error));
  });
}

export function toFailure(cause: unknown): StorageFailure {
  if (cause instanceof StorageFailure) return cause;
  return new StorageFailure(isQuota(cause) ? 'full' : 'lost', cause);
}

let fullDisk = false;

/**
 * True once a database met a full disk while this worker lived. Chromium may then have deleted the
 * databases of this origin, without a person having wished it.
 */
export function metFullDisk(): boolean {
  return fullDisk;
}

/**
 * A full quota has a name of its own and does no harm. A full disk has one in Firefox; in Chromium
 * it closes the connection with an `UnknownError` that says so only in its message.
 */
export function isQuota(cause: unknown): boolean {
  if (typeof cause !== 'object' || cause === null || !('name' in cause)) return false;
  if ('message' in cause && /NO_SPACE|no space left|full disk/i.test(String(cause.message))) {
    fullDisk = true;
    return true;
  }
  return cause.name === 'QuotaExceededError' || cause.name === 'NS_ERROR_FILE_NO_DEVICE_SPACE';
}
