/**
 * Lesson packs' files in Cache Storage, each known by its SHA-256.
 *
 * Owns the content cache and the promise that a file found there is the file its name says.
 * Must not: fetch, or hold anything of a person. All of it can be had again, so all of it may be
 * thrown away to make room for a record.
 */
import { StorageFailure } from './adapter';
import { isQuota } from './indexeddb';
import { hex } from './keys';
import { CONTENT_CACHE, FILES_PATH, GUIDES_CACHE, packPath } from './content-names';

export class ContentCache {
  readonly #caches: CacheStorage;
  readonly #name: string;
  constructor(storage: CacheStorage, name = CONTENT_CACHE) {
    this.#caches = storage;
    this.#name = name;
  }

  /** The names of all files here, in one look: asking one by one is slow on a phone. */
  async names(): Promise<Set<string>> {
    const cache = await this.#caches.open(this.#name);
    const names = new Set<string>();
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (path.startsWith(FILES_PATH)) names.add(path.slice(FILES_PATH.length));
    }
    return names;
  }

  /** Keeps a file if it is what its name says; false when it is not. */
  async putFile(sha256: string, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<boolean> {
    const digest = hex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
    if (digest !== sha256) return false;
    await this.#put(FILES_PATH + sha256, new Response(bytes, { headers: { 'content-type': type } }));
    return true;
  }

  async file(sha256: string): Promise<Response | undefined> {
    return this.#match(FILES_PATH + sha256);
  }

  async putManifest(pack: string, version: string, json: string): Promise<void> {
    const headers = { 'content-type': 'application/json' };
    await this.#put(packPath(pack, version), new Response(json, { headers }));
  }

  async manifest(pack: string, version: string): Promise<unknown> {
    const found = await this.#match(packPath(pack, version));
    return found?.json();
  }

  async removeManifest(pack: string, version: string): Promise<void> {
    await (await this.#caches.open(this.#name)).delete(packPath(pack, version));
  }

  async removeFiles(names: Iterable<string>): Promise<void> {
    const cache = await this.#caches.open(this.#name);
    for (const name of names) await cache.delete(FILES_PATH + name);
  }

  /** Entry by entry (see `room.ts`); false when there was none. */
  async removeAll(): Promise<boolean> {
    const cache = await this.#caches.open(this.#name);
    let any = false;
    for (const request of await cache.keys()) any = (await cache.delete(request)) || any;
    return any;
  }

  async #match(path: string): Promise<Response | undefined> {
    return (await this.#caches.open(this.#name)).match(path);
  }

  async #put(path: string, response: Response): Promise<void> {
    try {
      await (await this.#caches.open(this.#name)).put(path, response);
    } catch (cause) {
      throw new StorageFailure(isQuota(cause) ? 'full' : 'lost', cause);
    }
  }
}

/** Guides for whoever teaches, which learners' downloads do not tidy away. */
export const guidesCache = (storage: CacheStorage): ContentCache => new ContentCache(storage, GUIDES_CACHE);

/** What may go so that a record can stay: first what staff read, then lessons. */
export function contentToGive(storage: CacheStorage): Pick<ContentCache, 'removeAll'> {
  return {
    removeAll: async () => {
      for (const name of [GUIDES_CACHE, CONTENT_CACHE]) {
        // Opening one that is not there would make it, and a full disk has no room for that.
        if ((await storage.has(name)) && (await new ContentCache(storage, name).removeAll())) return true;
      }
      return false;
    },
  };
}
