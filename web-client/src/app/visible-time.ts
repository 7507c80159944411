/**
 * Owns counting the seconds that a lesson was really looked at.
 *
 * Must not: count while the page is hidden, nor long after the last touch. Time comes in.
 */
export class VisibleTime {
  #countedMs = 0;
  #since: number | undefined;
  #lastTouch = 0;

  constructor(private readonly idleCapMs: number) {}

  show(nowMs: number): void {
    if (this.#since !== undefined) return;
    this.#since = nowMs;
    this.#lastTouch = nowMs;
  }

  hide(nowMs: number): void {
    this.#settle(nowMs);
    this.#since = undefined;
  }

  touch(nowMs: number): void {
    this.#settle(nowMs);
    this.#lastTouch = nowMs;
  }

  /** Whole seconds since the last time this was asked; the rest is kept for the next. */
  take(nowMs: number): number {
    this.#settle(nowMs);
    const seconds = Math.floor(this.#countedMs / 1000);
    this.#countedMs -= seconds * 1000;
    return seconds;
  }

  /** Counts up to now, or up to the idle cap after the last touch, whichever is earlier. */
  #settle(nowMs: number): void {
    if (this.#since === undefined) return;
    const until = Math.min(nowMs, this.#lastTouch + this.idleCapMs);
    if (until > this.#since) this.#countedMs += until - this.#since;
    this.#since = Math.max(nowMs, this.#since);
  }
}
