/**
 * Web Locks for tests: one exclusive lock a name, a queue, stealing.
 *
 * Owns as much of the API as `election.ts` and `sw/visits.ts` use. Must not: be imported by anything but tests.
 */
interface Waiter {
  readonly name: string;
  readonly run: () => Promise<unknown>;
  readonly reject: (cause: unknown) => void;
  readonly resolve: (value: unknown) => void;
}

export class FakeLocks {
  readonly #held = new Map<string, Waiter>();
  #queue: Waiter[] = [];

  manager(): LockManager {
    const request = (name: string, options: LockOptions, callback: () => unknown): Promise<unknown> =>
      new Promise((resolve, reject) => {
        const waiter: Waiter = { name, run: async () => callback(), resolve, reject };
        options.signal?.addEventListener('abort', () => {
          if (!this.#queue.includes(waiter)) return;
          this.#queue = this.#queue.filter((other) => other !== waiter);
          reject(new DOMException('aborted', 'AbortError'));
        });
        if (options.steal === true) {
          const holder = this.#held.get(name);
          this.#held.delete(name);
          this.#grant(waiter);
          holder?.reject(new DOMException('stolen', 'AbortError'));
        } else {
          this.#queue.push(waiter);
          queueMicrotask(() => this.#next());
        }
      });
    const names = (waiters: Iterable<Waiter>) => [...waiters].map(({ name }) => ({ name, mode: 'exclusive' as const }));
    const query = async (): Promise<LockManagerSnapshot> => ({ held: names(this.#held.values()), pending: names(this.#queue) });
    return { request, query } as unknown as LockManager;
  }


  #next(): void {
    for (const waiter of [...this.#queue]) {
      if (this.#held.has(waiter.name)) continue;
      this.#queue = this.#queue.filter((other) => other !== waiter);
      this.#grant(waiter);
    }
  }

  #grant(waiter: Waiter): void {
    this.#held.set(waiter.name, waiter);
    waiter.run().then(
      (value) => {
        if (this.#held.get(waiter.name) === waiter) this.#held.delete(waiter.name);
        waiter.resolve(value);
        this.#next();
      },
      (cause) => waiter.reject(cause),
    );
  }
}
