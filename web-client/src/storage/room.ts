/**
 * Room on the phone: a reserve kept for a bad day, and what may go so that a record can stay.
 *
 * Owns the order in which things are given up: the reserve, then downloaded lessons, never a record.
 * Must not: decide when; whoever failed to save asks.
 *
 * Free space cannot be asked for (`estimate()` answers a bucket), so only a failed write tells.
 */
import type { ContentCache } from './content-cache';

const RESERVE_CACHE = 'reserve-v1';
const RESERVE_BYTES = 1024 * 1024;

export class Room {
  readonly #caches: CacheStorage;
  readonly #content: ContentCache;
  /** Called when downloaded lessons were given up, so that nobody goes on showing them as here. */
  onContentGone: () => void | Promise<void> = () => undefined;

  constructor(storage: CacheStorage, content: ContentCache) {
    this.#caches = storage;
    this.#content = content;
  }

  /** Lays the reserve down if it is missing. Random bytes, since a disk may compress. */
  async keepReserve(): Promise<void> {
    try {
      if (await this.#caches.has(RESERVE_CACHE)) return;
      const bytes = new Uint8Array(RESERVE_BYTES);
      for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      const cache = await this.#caches.open(RESERVE_CACHE);
      await cache.put('/reserve', new Response(bytes));
    } catch {
      await this.#caches.delete(RESERVE_CACHE).catch(() => false);
    }
  }

  /** Gives up the least that is left to give. False when there was nothing. */
  async release(): Promise<boolean> {
    try {
      if (await this.#caches.delete(RESERVE_CACHE)) return true;
      if (!(await this.#content.removeAll())) return false;
      await this.onContentGone();
      return true;
    } catch {
      return false;
    }
  }
}
