/**
 * What the worker asks of the phone's storage for one profile, and the one way in which it may fail.
 *
 * Owns the interface that every profile store passes the acceptance suite for (`adapter.suite.ts`).
 * Must not: know IndexedDB, keys, or what the bytes mean. Bytes arrive sealed and leave sealed.
 */

/** One cell of a profile's storage. The key is opaque ASCII; `undefined` bytes delete the cell. */
export interface Row {
  readonly key: string;
  readonly bytes: Uint8Array | undefined;
}

/** A cell as it was found in storage. */
export interface StoredRow extends Row {
  readonly bytes: Uint8Array;
}

/**
 * Why storage failed.
 * - `full`: no room; nothing of the write was kept, the connection is fine.
 * - `lost`: whether the write was kept is unknown until storage is read again.
 * - `fenced`: another writer took this profile over; nothing of the write was kept.
 */
export type StorageTrouble = 'full' | 'lost' | 'fenced';

export class StorageFailure extends Error {
  constructor(
    readonly trouble: StorageTrouble,
    cause?: unknown,
  ) {
    super(`storage: ${trouble}`, { cause });
  }
}

/**
 * The rows of one profile. Opening takes the fence: from then on an earlier holder of the same
 * profile cannot write any more. So there is one writer even where two workers believe they lead.
 */
export interface ProfileStore {
  load(): Promise<readonly StoredRow[]>;
  /** All rows or none; resolves only when the platform says that they are on the disk. */
  write(rows: readonly Row[]): Promise<void>;
  close(): void;
}
