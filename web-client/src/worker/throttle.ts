/**
 * Growing waits after wrong tries at a secret.
 *
 * Owns the counting and the waiting, and by whom. Must not: know what a secret is.
 *
 * A try is counted, durably, before it is judged, and forgotten when it was right: who kills the
 * app while it thinks has tried. Waits run on a clock that only runs forward, from the last try
 * that this worker knows of or, where there was none, from when it took the lead (not from when it
 * was started: a tab may have stood by for hours while another did the trying). So neither setting
 * the phone's clock nor restarting nor changing tabs shortens a wait; a restart may lengthen it up
 * to the whole again.
 *
 * What this cannot stop: somebody who drives the phone's browser by its developer tools can guess
 * without asking us. For her a guess costs what stretching it on this phone costs.
 */
import type { Who } from '../engine/types';
import type { ProfileEntry } from '../storage/device-database';
import { Serial } from './serial';

export interface Tries {
  tries(): Promise<ReadonlyMap<string, number>>;
  countTry(key: string): Promise<number>;
  forgetTries(key: string): Promise<void>;
}

export type Outcome<T> =
  | { readonly result: 'ok'; readonly value: T }
  | { readonly result: 'wrong' | 'wait'; readonly waitSeconds: number };

const FREE_TRIES = 4;
const WAIT_SECONDS = [5, 15, 30, 60, 120, 300];

/** The wait before the next try, after so many wrong ones in a row. */
export function waitAfter(wrong: number): number {
  if (wrong < FREE_TRIES) return 0;
  return WAIT_SECONDS[Math.min(wrong - FREE_TRIES, WAIT_SECONDS.length - 1)] ?? 0;
}

export class Throttle {
  readonly #tries: Tries;
  /** Milliseconds, only ever forward. */
  readonly #nowMs: () => number;
  readonly #beganMs: number;
  readonly #known = new Map<string, { wrong: number; sinceMs: number }>();
  #hasLooked = false;
  /** One at a time: of many tries at once, each must find the one before counted. */
  readonly #queue = new Serial();

  constructor(tries: Tries, nowMs: () => number) {
    this.#tries = tries;
    this.#nowMs = nowMs;
    this.#beganMs = nowMs();
  }

  /** One try, unless it is too soon. `judge` answers undefined for a wrong one. */
  try<T>(key: string, judge: () => Promise<T | undefined>): Promise<Outcome<T>> {
    return this.#queue.run(async () => {
      await this.#look();
      const wait = this.#waitOf(key);
      if (wait > 0) return { result: 'wait', waitSeconds: wait };
      const counted = await this.#tries.countTry(key);
      const wrong = Math.max(counted, (this.#known.get(key)?.wrong ?? 0) + 1);
      this.#known.set(key, { wrong, sinceMs: this.#nowMs() });
      const value = await judge();
      if (value === undefined) {
        this.#known.set(key, { wrong, sinceMs: this.#nowMs() });
        return { result: 'wrong', waitSeconds: waitAfter(wrong) };
      }
      this.#known.delete(key);
      // Should this fail, she has one more wrong try than she made, until the next right one.
      await this.#tries.forgetTries(key).catch(() => undefined);
      return { result: 'ok', value };
    });
  }

  /** What was tried turned out right later. */
  forget(key: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#known.delete(key);
      await this.#tries.forgetTries(key).catch(() => undefined);
    });
  }

  /** Seconds before the next try, for every key that must wait. */
  async waits(): Promise<ReadonlyMap<string, number>> {
    await this.#look();
    const waits = [...this.#known.keys()].map((key) => [key, this.#waitOf(key)] as const);
    return new Map(waits.filter(([, seconds]) => seconds > 0));
  }

  #waitOf(key: string): number {
    const known = this.#known.get(key);
    if (known === undefined) return 0;
    return Math.max(0, Math.ceil(waitAfter(known.wrong) - (this.#nowMs() - known.sinceMs) / 1000));
  }

  /**
   * Takes in what is stored. A number that grew without this worker: another tried, perhaps just
   * now. One that shrank: storage was lost or put back, and what was tried stays tried.
   */
  async #look(): Promise<void> {
    const sinceMs = this.#hasLooked ? this.#nowMs() : this.#beganMs;
    for (const [key, wrong] of await this.#tries.tries()) {
      if (wrong > (this.#known.get(key)?.wrong ?? 0)) this.#known.set(key, { wrong, sinceMs });
    }
    this.#hasLooked = true;
  }
}

/**
 * What tries are counted by: the profile or, for hidden ones, the picture behind which they are, so
 * that waits are the same whether there is one or not.
 */
export function throttleKey(who: Who, entry: ProfileEntry | undefined): string {
  if (typeof who !== 'string') return `other:${who.other}`;
  return entry?.hidden === true ? `other:${entry.picture}` : who;
}
