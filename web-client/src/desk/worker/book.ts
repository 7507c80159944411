/**
 * What a desk knows beside records: its device's seed, who is on it and since when not, its cohorts
 * with their lists. Sealed, one row each.
 *
 * Owns these rows, and that a learner is on the desk exactly when her record's first rows are. Must
 * not: ask the office, or open a record.
 */
import type { FollowReport } from '../../api/follow';
import type { LearnerName } from '../../api/types';
import type { Row } from '../../storage/adapter';
import { Serial } from '../../worker/serial';
import type { Listed, Review } from '../queue';
import type { CohortId, DeskLearnerState, LearnerId, Seconds } from '../types';
import type { Sealing } from './sealing';
import type { Shelves } from './shelves';

/** What the office said when her key was to be registered; `revoked` is in her record. */
export type KeptState = Exclude<DeskLearnerState, 'revoked'>;

export interface KeptLearner {
  readonly slot: number;
  readonly state: KeptState;
}

/** A cohort as last fetched. */
export interface CohortPage {
  readonly id: CohortId;
  readonly title: string;
  readonly asOf: Seconds;
  readonly learners: readonly LearnerName[];
  readonly review?: Review;
  /** Whom to contact, as last fetched. */
  readonly follow?: FollowReport;
  /** Entries that were listed once and decided here since. */
  readonly past: readonly Listed[];
}

/** What became of registering her; `rows` with `here`. */
export interface Registered {
  readonly learner: LearnerId;
  readonly state: KeptState;
  readonly rows?: readonly Row[];
}

interface Index {
  readonly login: string;
  /** Hex. */
  readonly seed: string;
  readonly slots: number;
  readonly learners: Readonly<Record<LearnerId, KeptLearner>>;
  readonly cohorts: readonly { readonly id: CohortId; readonly slot: number }[];
}

const INDEX = 'b';

export interface BookNeeds {
  readonly desk: string;
  readonly shelves: Shelves;
  readonly sealing: Sealing;
  ensureRoom(): Promise<void>;
}

export class Book {
  readonly #needs: BookNeeds;
  readonly #serial = new Serial();
  readonly #pages = new Map<CohortId, CohortPage>();
  #index: Index;

  private constructor(needs: BookNeeds, index: Index) {
    this.#needs = needs;
    this.#index = index;
  }

  /** A new desk's. */
  static async begin(needs: BookNeeds, login: string, seed: string): Promise<Book> {
    const book = new Book(needs, { login, seed, slots: 0, learners: {}, cohorts: [] });
    await book.#write([], book.#index);
    return book;
  }

  static async open(needs: BookNeeds): Promise<Book> {
    const read = async (row: string): Promise<unknown> => {
      const [found] = await needs.shelves.load(row);
      if (found === undefined || found.key !== '') throw new Error(`no row ${row}`);
      return needs.sealing.open(aboutOf(needs.desk, row), found.bytes);
    };
    const book = new Book(needs, (await read(INDEX)) as Index);
    for (const { id, slot } of book.#index.cohorts) book.#pages.set(id, (await read(pageRow(slot))) as CohortPage);
    return book;
  }

  get login(): string {
    return this.#index.login;
  }

  get seed(): string {
    return this.#index.seed;
  }

  learner(learner: LearnerId): KeptLearner | undefined {
    return this.#index.learners[learner];
  }

  /** Who has a record here. */
  here(): readonly LearnerId[] {
    return Object.entries(this.#index.learners).flatMap(([learner, { state }]) => (state === 'here' ? [learner] : []));
  }

  cohort(id: CohortId): CohortPage | undefined {
    return this.#pages.get(id);
  }

  cohorts(): readonly CohortPage[] {
    return [...this.#pages.values()];
  }

  putCohort(page: CohortPage): Promise<void> {
    return this.#serial.run(async () => {
      const known = this.#index.cohorts.find(({ id }) => id === page.id);
      const slot = known?.slot ?? this.#index.slots;
      const row = await this.#sealed(pageRow(slot), page);
      if (known !== undefined) await this.#write([row]);
      else await this.#write([row], { ...this.#index, slots: slot + 1, cohorts: [...this.#index.cohorts, { id: page.id, slot }] });
      this.#pages.set(page.id, page);
    });
  }

  /** Takes what the office said of some; a record that is here already stays. */
  register(said: readonly Registered[]): Promise<void> {
    return this.#serial.run(async () => {
      const rows: Row[] = [];
      const learners = { ...this.#index.learners };
      let { slots } = this.#index;
      for (const { learner, state, rows: first } of said) {
        if (learners[learner]?.state === 'here') continue;
        const slot = learners[learner]?.slot ?? slots;
        if (slot === slots) slots += 1;
        learners[learner] = { slot, state };
        for (const row of first ?? []) rows.push({ ...row, key: shelfOf(slot) + row.key });
      }
      await this.#write(rows, { ...this.#index, slots, learners });
    });
  }

  /** Nothing here names her any more: no record, and no list. */
  async erase(learner: LearnerId): Promise<void> {
    const isAnothers = (listed: Listed): boolean => listed.learner.id !== learner;
    for (const page of this.cohorts()) {
      const { review, follow, ...rest } = page;
      await this.putCohort({
        ...rest,
        learners: page.learners.filter(({ id }) => id !== learner),
        past: page.past.filter(isAnothers),
        ...(review && { review: { ...review, entries: review.entries.filter(isAnothers) } }),
        ...(follow && { follow: { ...follow, learners: follow.learners.filter(({ id }) => id !== learner) } }),
      });
    }
    await this.leave(learner);
  }

  /** Her record leaves the desk, all of it. */
  leave(learner: LearnerId): Promise<void> {
    return this.#serial.run(async () => {
      const { [learner]: kept, ...learners } = this.#index.learners;
      if (kept === undefined) return;
      const beginning = shelfOf(kept.slot);
      const rows = (await this.#needs.shelves.load(beginning)).map(({ key }) => ({ key: beginning + key, bytes: undefined }));
      await this.#write(rows, { ...this.#index, learners });
    });
  }

  async #write(rows: readonly Row[], index?: Index): Promise<void> {
    const all = index === undefined ? rows : [...rows, await this.#sealed(INDEX, index)];
    await this.#needs.ensureRoom();
    await this.#needs.shelves.write(all);
    if (index !== undefined) this.#index = index;
  }

  async #sealed(row: string, value: unknown): Promise<Row> {
    return { key: row, bytes: await this.#needs.sealing.seal(aboutOf(this.#needs.desk, row), value) };
  }
}

/** Where her record's rows begin: a number, that names nobody. */
export const shelfOf = (slot: number): string => `p${slot}/`;
/** Ends with a mark, so that no row's name begins another's. */
const pageRow = (slot: number): string => `c${slot}/`;
const aboutOf = (desk: string, row: string): string => `${desk} ${row}`;
