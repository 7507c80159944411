/**
 * How much of what was decided on a desk the office is not known to have.
 *
 * Owns the count that is known while the desk is closed: it may say more than there is for a moment
 * (a killed tab), never nothing where there is something. Must not: read a record.
 */
import type { DeskDatabase, DeskEntry } from '../../storage/desk-database';
import { Serial } from '../../worker/serial';
import type { LearnerId, StaffView } from '../types';

export class Tally {
  readonly #desks: Pick<DeskDatabase, 'change'>;
  readonly #id: string;
  readonly #unsent = new Map<LearnerId, number>();
  readonly #revoked = new Set<LearnerId>();
  readonly #queue = new Serial();
  #kept: Pick<DeskEntry, 'unsent' | 'unsettled'>;
  #saving = 0;
  #doubted = false;

  constructor(desks: Pick<DeskDatabase, 'change'>, entry: DeskEntry) {
    this.#desks = desks;
    this.#id = entry.id;
    this.#kept = { unsent: entry.unsent, unsettled: entry.unsettled };
  }

  get unsent(): number {
    return [...this.#unsent.values()].reduce((sum, each) => sum + each, 0);
  }

  /** The account's time is over: central said so of any record. */
  get revoked(): boolean {
    return this.#revoked.size > 0;
  }

  of(learner: LearnerId): number {
    return this.#unsent.get(learner) ?? 0;
  }

  isRevoked(learner: LearnerId): boolean {
    return this.#revoked.has(learner);
  }

  count(learner: LearnerId, { unsent, revoked }: Pick<StaffView, 'unsent' | 'revoked'>): void {
    this.#unsent.set(learner, unsent);
    if (revoked) this.#revoked.add(learner);
    else this.#revoked.delete(learner);
  }

  forget(learner: LearnerId): void {
    this.#unsent.delete(learner);
    this.#revoked.delete(learner);
  }

  /** While something is saved and counted, what is kept may be too little, and says so. */
  async saving(work: () => Promise<void>): Promise<void> {
    this.#saving += 1;
    try {
      await this.#queue.run(() => this.#keep());
      await work();
    } finally {
      this.#saving -= 1;
    }
  }

  /** Something may have been saved that is not counted: so it stays until all is counted anew. */
  doubt(): void {
    this.#doubted = true;
  }

  /** What is kept is what is counted. */
  settle(): Promise<void> {
    return this.#queue.run(() => this.#keep());
  }

  async #keep(): Promise<void> {
    const next = { unsent: this.unsent, unsettled: this.#doubted || this.#saving > 0 };
    if (next.unsent === this.#kept.unsent && next.unsettled === this.#kept.unsettled) return;
    await this.#desks.change(this.#id, next);
    this.#kept = next;
  }
}

/** What removing it would lose, at least. */
export function unsentOf({ unsent, unsettled }: Pick<DeskEntry, 'unsent' | 'unsettled'>): number {
  return Math.max(unsent, unsettled ? 1 : 0);
}
