/**
 * How long to wait after a failure: exponential with full jitter, and never less than asked.
 *
 * Owns the count of failures in a row. Must not: sleep or read a clock.
 */
const BASE_MS = 2_000;
const CAP_MS = 5 * 60_000;
/** A server may ask for patience, but a wrong header must not silence a phone for days. */
const RETRY_AFTER_CAP_MS = 60 * 60_000;

export class Backoff {
  #failures = 0;
  readonly #random: () => number;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  get failures(): number {
    return this.#failures;
  }

  succeeded(): void {
    this.#failures = 0;
  }

  /** Milliseconds to wait. Jitter is added on top of what the server asks for, so that a whole
   * centre that was sent away together does not come back together. */
  failed(retryAfterSeconds?: number): number {
    const spread = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    // Never quite zero: a server that fails fast must not be asked in a tight loop.
    const jitter = Math.max(250, this.#random() * spread);
    return Math.min((retryAfterSeconds ?? 0) * 1000, RETRY_AFTER_CAP_MS) + jitter;
  }
}
