/**
 * Which tab's worker leads: the one that holds the lock.
 *
 * Owns joining, leaving and taking the lead. Must not: know what a leader does.
 *
 * The lock gives an orderly succession; it is not what keeps a record whole. Should two workers
 * ever both believe that they lead (one frozen, the lock stolen), the fence in each profile's
 * database stops the older one.
 */

/** Neutral name of the lock: whoever lists it learns nothing. Who holds it writes, nobody else. */
export const LEAD = 'w';

export interface LeadEvents {
  /** Now leading. */
  onLead(): void;
  /** No longer leading, by own wish or because another took the lead. */
  onLost(): void;
}

export class Election {
  readonly #locks: LockManager;
  readonly #name: string;
  readonly #events: LeadEvents;
  #release: (() => void) | undefined;
  #waiting: AbortController | undefined;
  #joined = false;

  constructor(locks: LockManager, name: string, events: LeadEvents) {
    this.#locks = locks;
    this.#name = name;
    this.#events = events;
  }

  get leading(): boolean {
    return this.#release !== undefined;
  }

  /** Stands in the queue; leads when the holder before is gone. */
  join(): void {
    if (this.#joined) return;
    this.#joined = true;
    this.#request(false);
  }

  /** Steps down and out of the queue: for a page that goes to sleep. */
  leave(): void {
    this.#joined = false;
    this.#waiting?.abort();
    this.#stepDown();
  }

  /** Steps down and stands at the end of the queue: another has taken the profiles over. */
  yield(): void {
    this.#stepDown();
    if (this.#joined) this.#request(false);
  }

  /** Takes the lead from a holder that does not answer. */
  take(): void {
    if (this.leading || !this.#joined) return;
    this.#waiting?.abort();
    this.#request(true);
  }

  #request(steal: boolean): void {
    const waiting = new AbortController();
    this.#waiting = waiting;
    // `steal` and `signal` exclude each other; a stealing request is granted at once anyway.
    const options: LockOptions = steal ? { steal } : { signal: waiting.signal };
    let mine: (() => void) | undefined;
    this.#locks
      .request(this.#name, options, () => {
        if (!this.#joined || waiting.signal.aborted) return undefined;
        const held = new Promise<void>((resolve) => {
          mine = resolve;
        });
        this.#release = mine;
        this.#events.onLead();
        return held;
      })
      .catch(() => undefined) // aborted while waiting, or stolen while holding
      .finally(() => {
        // Still set: not given up by `#stepDown`, so it was stolen.
        if (mine === undefined || this.#release !== mine) return;
        this.#release = undefined;
        this.#events.onLost();
        if (this.#joined) this.#request(false);
      });
  }

  #stepDown(): void {
    const release = this.#release;
    if (release === undefined) return;
    this.#release = undefined;
    this.#events.onLost();
    release();
  }
}
