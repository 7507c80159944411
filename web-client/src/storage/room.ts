/**
 * Room on the phone: looking before every write whether there is some, a reserve for a bad day, and
 * what may go so that a record can stay.
 *
 * Owns the order in which things are given up: the reserve, then downloaded lessons, never a record.
 * Must not: open a database.
 *
 * Why look first: a database of Chromium that once meets a full disk is left with a torn log, which
 * Chromium takes for corrupt when it next opens it; then it deletes every database of the origin
 * (seen in Chromium 156; electron/electron#41877). So the disk must never be full under a database. `estimate()` does not know (it answers a bucket); writing
 * some bytes to a private file and taking them back does.
 */
import type { ContentCache } from './content-cache';

const FILE = 'r';
const MIB = 1024 * 1024;
export const RESERVE_BYTES = 8 * MIB;
/** What a database may want at once: it may write its whole log anew, which is at most this. */
export const ROOM_BYTES = 4 * MIB;
const nothing = new Uint8Array(MIB);

/** A `FileSystemSyncAccessHandle`, which only workers have. */
interface PrivateFile {
  getSize(): number;
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

export class Room {
  readonly #directory: () => Promise<FileSystemDirectoryHandle>;
  readonly #content: Pick<ContentCache, 'removeAll'>;
  #handle: PrivateFile | undefined;
  #opening: Promise<PrivateFile | undefined> | undefined;
  /** Called when downloaded lessons were given up, so that nobody goes on showing them as here. */
  onContentGone: () => void | Promise<void> = () => undefined;

  constructor(content: Pick<ContentCache, 'removeAll'>, directory = () => navigator.storage.getDirectory()) {
    this.#content = content;
    this.#directory = directory;
  }

  /**
   * True when there is room for a database, if need be after giving something up. Where the browser
   * offers no way to look (or another tab is looking), the answer is yes: a quota may still
   * say no, and that does no harm.
   */
  async ensure(): Promise<boolean> {
    for (;;) {
      if (await this.has()) return true;
      if (!(await this.release())) return false;
    }
  }

  /** Gives up the least that is left to give; false when there was nothing. */
  async release(): Promise<boolean> {
    try {
      if (await this.#releaseReserve()) return true;
      // Entry by entry: on a full disk Chromium cannot rewrite its list of caches, but drops an entry.
      if (!(await this.#content.removeAll())) return false;
      await this.onContentGone();
      return true;
    } catch {
      return false;
    }
  }

  /** Lays the reserve down if there is ample room for it. Not zeros, since a disk may compress. */
  async keepReserve(): Promise<void> {
    const handle = await this.#open();
    if (handle === undefined || handle.getSize() >= RESERVE_BYTES) return;
    if (!(await this.has(2 * RESERVE_BYTES))) return;
    const part = new Uint8Array(65_536);
    for (let at = 0; at < RESERVE_BYTES; at += part.length) {
      crypto.getRandomValues(part);
      handle.write(part, { at });
    }
    handle.flush();
  }

  /** Lets another tab look. */
  close(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#opening = undefined;
    handle?.close();
  }

  /** True when there is room for a database, and for so many bytes beside it, as things are. */
  async has(besideBytes = 0): Promise<boolean> {
    const handle = await this.#open();
    if (handle === undefined) return true;
    const size = handle.getSize();
    const end = size + ROOM_BYTES + besideBytes;
    try {
      for (let at = size; at < end; at += nothing.length) {
        if (handle.write(nothing, { at }) !== nothing.length) return false;
      }
      return true;
    } catch {
      return false;
    } finally {
      // Taken back before it is ever written to the flash: looking costs memory only.
      handle.truncate(size);
    }
  }

  async #releaseReserve(): Promise<boolean> {
    const handle = await this.#open();
    if (handle === undefined || handle.getSize() === 0) return false;
    handle.truncate(0);
    handle.flush();
    return true;
  }

  #open(): Promise<PrivateFile | undefined> {
    this.#opening ??= this.#openFile().then(
      (handle) => {
        this.#handle = handle;
        return handle;
      },
      () => {
        this.#opening = undefined; // held by another tab, or not offered here
        return undefined;
      },
    );
    return this.#opening;
  }

  async #openFile(): Promise<PrivateFile> {
    const directory = await this.#directory();
    const file = await directory.getFileHandle(FILE, { create: true });
    const handle = await (file as unknown as { createSyncAccessHandle(): Promise<PrivateFile> }).createSyncAccessHandle();
    // Early versions of this answered by promises; they cannot be used for looking.
    if (typeof handle.getSize() !== 'number') throw new Error('not synchronous');
    return handle;
  }
}
