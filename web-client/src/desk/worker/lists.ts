/**
 * The lists of a desk's cohorts, and its records' beginnings: fetched from the office in the
 * account's name, and kept.
 *
 * Owns who comes onto the desk and who leaves it. Must not: exchange records, or decide when to ask.
 */
import { pastOf } from '../queue';
import { type CohortId, DeskError, type DeskOpen, type LearnerId, type StaffView } from '../types';
import type { Book, CohortPage, Registered } from './book';
import type { DeskCore } from './core';
import { MOST_CLAIMS, Office, type OfficeAnswer } from './office';
import type { Sealing } from './sealing';

/** Of what was decided here, so much may be decided on again. */
const MOST_PAST = 500;

export interface ListsNeeds {
  readonly core: DeskCore;
  readonly book: Book;
  readonly sealing: Sealing;
  viewsOf(page: CohortPage): Promise<ReadonlyMap<LearnerId, StaffView>>;
  /** Nothing decided about her is known here that the office has not got. */
  mayLeave(learner: LearnerId): boolean;
  leaves(learner: LearnerId): Promise<void>;
  /** Somebody came onto the desk, or is known to the office again. */
  registered(): void;
  /** How asking in this account's name stands. */
  stands(standing: DeskOpen['office']): void;
}

export class Lists {
  readonly #needs: ListsNeeds;
  readonly #office: Office;
  /** The office was put back to a day before her key was registered: it is registered again. */
  readonly #unknown = new Set<LearnerId>();

  constructor(needs: ListsNeeds) {
    this.#needs = needs;
    this.#office = new Office(needs.book.login);
  }

  /** The office does not know this device's key for her. */
  notKnown(learner: LearnerId): void {
    this.#unknown.add(learner);
  }

  /**
   * Who is in the cohort, with a record for each in scope. `all`: also those whom the office did not
   * want registered are asked for again; that is a person's wish, and not for every minute.
   */
  async fetchCohort(cohort: CohortId, all: boolean): Promise<CohortPage> {
    const { book, core } = this.#needs;
    const seed = fromHex(book.seed);
    try {
      return await this.#inHerName(async () => {
        const report = await this.#office.cohort(cohort);
        const learners = report.learners.map(({ id, label, name }) => ({ id, label, name }));
        const missing = learners.map(({ id }) => id).filter((id) => this.#isMissing(id, all));
        for (let at = 0; at < missing.length; at += MOST_CLAIMS) {
          const some = missing.slice(at, at + MOST_CLAIMS);
          const answers = await this.#office.register(some.map((learner) => core.claim(seed, learner)));
          // Of a record that is here already nothing changes: key and tokens are the same as before.
          await book.register(await Promise.all(answers.map((answer) => this.#registered(seed, answer))));
          for (const { learner, answer } of answers) if (answer !== undefined) this.#unknown.delete(learner);
          if (answers.some(({ answer }) => answer !== undefined)) this.#needs.registered();
        }
        const before = book.cohort(cohort);
        const page = { past: [], ...before, id: cohort, title: report.cohort.title, asOf: report.as_of, learners };
        await book.putCohort(page);
        await this.#letLeave(before);
        return page;
      });
    } finally {
      seed.fill(0);
    }
  }

  /** What waits there. Where the account decides on nothing, there is no such list. */
  async fetchReview(cohort: CohortId): Promise<CohortPage> {
    const { book, viewsOf } = this.#needs;
    const review = await this.#inHerName(() => this.#office.review(cohort));
    const page = book.cohort(cohort);
    if (page === undefined) throw new DeskError('not_here');
    const { review: last, ...rest } = page;
    const before = [...page.past, ...(last?.entries ?? [])];
    const next = review === undefined ? rest : { ...rest, review, past: pastOf(before, review, await viewsOf(page), MOST_PAST) };
    await book.putCohort(next);
    return next;
  }

  /** Whom to contact there. Where the account contacts nobody, there is no such list. */
  async fetchFollowUp(cohort: CohortId): Promise<CohortPage> {
    const { book } = this.#needs;
    const follow = await this.#inHerName(() => this.#office.followUp(cohort));
    const page = book.cohort(cohort);
    if (page === undefined) throw new DeskError('not_here');
    const { follow: _, ...rest } = page;
    const next = follow === undefined ? rest : { ...rest, follow };
    await book.putCohort(next);
    return next;
  }

  #isMissing(learner: LearnerId, all: boolean): boolean {
    const state = this.#needs.book.learner(learner)?.state ?? 'waiting';
    return state === 'here' ? this.#unknown.has(learner) : all || state === 'waiting';
  }

  async #registered(seed: Uint8Array, { learner, answer, code }: OfficeAnswer): Promise<Registered> {
    if (answer === undefined) return { learner, state: code ?? 'waiting' };
    const { core, sealing } = this.#needs;
    const dataKey = await sealing.learnerKey(learner);
    try {
      return { learner, state: 'here', rows: core.finish(dataKey, seed, learner, fromHex(answer)) };
    } finally {
      dataKey.fill(0);
    }
  }

  /** Who is out of scope by now leaves the desk, once the office has all that was decided about her. */
  async #letLeave(before: CohortPage | undefined): Promise<void> {
    const { book, mayLeave, leaves } = this.#needs;
    const listed = new Set(book.cohorts().flatMap((page) => page.learners.map(({ id }) => id)));
    for (const { id } of before?.learners ?? []) {
      if (listed.has(id) || !mayLeave(id)) continue;
      await leaves(id);
      await book.leave(id);
    }
  }

  async #inHerName<T>(work: () => Promise<T>): Promise<T> {
    try {
      const done = await this.#office.inHerName(work);
      this.#needs.stands('fine');
      return done;
    } catch (cause) {
      const code = cause instanceof DeskError ? cause.code : undefined;
      if (code === 'signed_out' || code === 'other_account' || code === 'forbidden') this.#needs.stands(code);
      throw cause;
    }
  }
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}
