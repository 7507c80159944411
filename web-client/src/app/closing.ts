/**
 * Owns when an open profile closes by itself: after a while without a touch, or out of sight.
 *
 * Must not: read a clock or know the page. Time comes in as two readings: one that nobody can set
 * but that may stand still while the phone sleeps, and one that goes on but can be set. What passed
 * is the longer of the two: moving the clock back keeps nothing open.
 */
export interface Reading {
  readonly steadyMs: number;
  readonly wallMs: number;
}

export const IDLE_MS = 2 * 60_000;
/** Reading takes longer than tapping. */
export const IDLE_IN_LESSON_MS = 10 * 60_000;
export const HIDDEN_MS = 2 * 60_000;
export const HIDDEN_SHORT_MS = 30_000;
/** Out of sight because she chose a photo, shares or prints: her own doing, but not for ever. */
export const ERRAND_MS = 10 * 60_000;
/** An errand takes her out of sight at once, or it was none. */
export const ERRAND_BEGINS_MS = 5_000;

export interface Limits {
  readonly idleMs: number;
  readonly hiddenMs: number;
}

export function limitsOf(inLesson: boolean, hiddenMs: number): Limits {
  return { idleMs: inLesson ? IDLE_IN_LESSON_MS : IDLE_MS, hiddenMs };
}

export function passed(from: Reading, to: Reading): number {
  return Math.max(to.steadyMs - from.steadyMs, to.wallMs - from.wallMs, 0);
}

export class Closing {
  #touched: Reading;
  #hidden: Reading | undefined;
  #errandFrom: Reading | undefined;
  #onErrand = false;

  constructor(now: Reading) {
    this.#touched = now;
  }

  touch(now: Reading): void {
    this.#touched = now;
    if (this.#hidden !== undefined) this.#hidden = now; // in use in another tab
  }

  hide(now: Reading): void {
    if (this.#hidden !== undefined) return;
    this.#hidden = now;
    this.#onErrand = this.#errandFrom !== undefined && passed(this.#errandFrom, now) <= ERRAND_BEGINS_MS;
    this.#errandFrom = undefined;
  }

  /** Seen again: whoever comes back in time goes on as if she had touched it. */
  show(now: Reading): void {
    if (this.#hidden === undefined) return;
    this.#hidden = undefined;
    this.#touched = now;
  }

  /** What comes now is an errand: camera, file, share sheet, printer. */
  beginErrand(now: Reading): void {
    this.#errandFrom = now;
  }

  /** Milliseconds until it closes; 0 when it is due. Ask before `show`. */
  leftMs(now: Reading, limits: Limits): number {
    if (this.#hidden !== undefined) {
      const limit = this.#onErrand ? ERRAND_MS : limits.hiddenMs;
      return Math.max(0, limit - passed(this.#hidden, now));
    }
    return Math.max(0, limits.idleMs - passed(this.#touched, now));
  }
}
