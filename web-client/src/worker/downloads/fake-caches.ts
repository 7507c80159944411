/**
 * Cache Storage for tests, with a limit on bytes.
 *
 * Owns as much of the API as the content cache uses. Must not: be imported by anything but tests.
 */
export class FakeCaches {
  readonly stores = new Map<string, Map<string, { bytes: Uint8Array<ArrayBuffer>; headers: Headers }>>();
  roomBytes = Infinity;

  storage(): CacheStorage {
    const open = async (name: string): Promise<unknown> => {
      const store = this.stores.get(name) ?? new Map();
      this.stores.set(name, store);
      return {
        keys: async () => [...store.keys()].map((path) => ({ url: `https://here${path}` })),
        match: async (path: string) => {
          const found = store.get(path);
          return found && new Response(found.bytes.slice(), { headers: found.headers });
        },
        put: async (path: string, response: Response) => {
          const bytes = new Uint8Array(await response.arrayBuffer());
          if (this.#used() + bytes.length > this.roomBytes) throw new DOMException('full', 'QuotaExceededError');
          store.set(path, { bytes, headers: response.headers });
        },
        delete: async (request: string | { url: string }) =>
          store.delete(typeof request === 'string' ? request : new URL(request.url).pathname),
      };
    };
    return {
      open,
      has: async (name: string) => this.stores.has(name),
      delete: async (name: string) => this.stores.delete(name),
    } as unknown as CacheStorage;
  }

  #used(): number {
    return [...this.stores.values()].flatMap((store) => [...store.values()]).reduce((sum, { bytes }) => sum + bytes.length, 0);
  }
}
