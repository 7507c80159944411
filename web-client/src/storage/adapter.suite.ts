/**
 * What every profile store must do, as tests: run against the fake in unit tests and against the
 * real thing in a browser.
 *
 * Owns the promises of `ProfileStore`. Must not: depend on a test runner (it throws), so that it
 * can run inside a page.
 */
import type { ProfileStore } from './adapter';

export interface Promised {
  readonly name: string;
  run(open: () => Promise<ProfileStore>): Promise<void>;
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

export const profileStorePromises: readonly Promised[] = [
  {
    name: 'a new profile has no rows',
    run: async (open) => {
      const store = await open();
      same((await store.load()).length, 0);
      store.close();
    },
  },
  {
    name: 'what was written is there for whoever opens next',
    run: async (open) => {
      const store = await open();
      await store.write([{ key: 'a', bytes: bytes(1, 2) }, { key: 'b', bytes: bytes() }]);
      store.close();
      const again = await open();
      same(await dump(again), 'a=1,2 b=');
      again.close();
    },
  },
  {
    name: 'a write puts, replaces and deletes as one',
    run: async (open) => {
      const store = await open();
      await store.write([{ key: 'a', bytes: bytes(1) }, { key: 'b', bytes: bytes(2) }]);
      await store.write([{ key: 'a', bytes: bytes(9) }, { key: 'b', bytes: undefined }, { key: 'c', bytes: bytes(3) }]);
      same(await dump(store), 'a=9 c=3');
      store.close();
    },
  },
  {
    name: 'deleting what is not there is no failure',
    run: async (open) => {
      const store = await open();
      await store.write([{ key: 'a', bytes: undefined }]);
      same(await dump(store), '');
      store.close();
    },
  },
  {
    name: 'writes asked for together are kept in their order',
    run: async (open) => {
      const store = await open();
      await Promise.all([1, 2, 3].map((n) => store.write([{ key: 'a', bytes: bytes(n) }])));
      same(await dump(store), 'a=3');
      store.close();
    },
  },
  {
    name: 'a holder that was taken over cannot write, and harms nothing',
    run: async (open) => {
      const old = await open();
      await old.write([{ key: 'a', bytes: bytes(1) }]);
      const next = await open();
      await next.write([{ key: 'a', bytes: bytes(2) }]);
      same(await troubleOf(old.write([{ key: 'a', bytes: bytes(7) }, { key: 'x', bytes: bytes(7) }])), 'fenced');
      same(await dump(next), 'a=2');
      old.close();
      next.close();
    },
  },
  {
    name: 'a closed store refuses to write',
    run: async (open) => {
      const store = await open();
      store.close();
      same(await troubleOf(store.write([{ key: 'a', bytes: bytes(1) }])), 'lost');
      const again = await open();
      same(await dump(again), '');
      again.close();
    },
  },
  {
    name: 'large values come back whole',
    run: async (open) => {
      const store = await open();
      const large = new Uint8Array(300_000).map((_, index) => index % 251);
      await store.write([{ key: 'large', bytes: large }]);
      const [row] = await store.load();
      same(row?.bytes.length, large.length);
      same(row?.bytes.every((value, index) => value === large[index]), true);
      store.close();
    },
  },
];

async function dump(store: ProfileStore): Promise<string> {
  const rows = [...(await store.load())].sort((a, b) => (a.key < b.key ? -1 : 1));
  return rows.map((row) => `${row.key}=${row.bytes.join(',')}`).join(' ');
}

async function troubleOf(attempt: Promise<void>): Promise<unknown> {
  try {
    await attempt;
    return 'kept';
  } catch (failure) {
    return (failure as { trouble?: unknown }).trouble;
  }
}

function same(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`expected ${String(expected)}, got ${String(actual)}`);
}
