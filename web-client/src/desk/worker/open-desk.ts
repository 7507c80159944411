/**
 * A desk that is open: its records, its cohorts and its road.
 *
 * Owns what happens to them and in what order, until it is closed. Must not: judge a secret
 * (`door.ts`), or know tabs.
 */
import type { FollowReport } from '../../api/follow';
import { correctedNow, setClock } from '../../engine/clock';
import type { Poke } from '../../engine/messages';
import type { Road } from '../../engine/types';
import type { DeviceDatabase } from '../../storage/device-database';
import { coreCode } from '../../worker/core';
import { Broken, Moved } from '../../worker/failure';
import { Serial } from '../../worker/serial';
import { SyncLoop, type Visit } from '../../worker/sync/loop';
import { comeBack } from '../../worker/sync/return';
import type { Fetch } from '../../worker/sync/transport';
import { Visitor } from '../../worker/sync/visit';
import { queueOf } from '../queue';
import {
  type CohortId, type DeskCohort, DeskError, type DeskLearner, type DeskNews, type DeskOpen, type LearnerId, type Queue,
  type StaffAction, type StaffView,
} from '../types';
import type { Book, CohortPage } from './book';
import type { DeskCore } from './core';
import { Group, MOST } from './group';
import { Lists } from './lists';
import { Records } from './records';
import type { Sealing } from './sealing';
import type { Shelves } from './shelves';
import type { Tally } from './tally';

/** Lists are fetched again with a round, but not more often than this. */
const LISTS_EVERY_MS = 50_000;

export interface OpenDeskNeeds {
  readonly core: DeskCore;
  readonly book: Book;
  readonly shelves: Shelves;
  readonly sealing: Sealing;
  readonly device: DeviceDatabase;
  readonly tally: Tally;
  readonly fetch: Fetch;
  readonly online: () => boolean;
  readonly steadyMs: () => number;
  ensureRoom(): Promise<boolean>;
  makeRoom(): Promise<boolean>;
  news(news: DeskNews): void;
  /** What `status` says changed. */
  onStatus(): void;
  /** `Moved`: another tab has it now. `Broken`: the core's memory cannot be trusted. */
  onEnd(cause: Moved | Broken): void;
}

export class OpenDesk {
  readonly #needs: OpenDeskNeeds;
  readonly #records: Records;
  readonly #lists: Lists;
  readonly #loop: SyncLoop;
  readonly #visitor: Visitor;
  readonly #exchanges = new Serial();
  #road: Road = { state: 'rest' };
  #standing: DeskOpen['office'] = 'fine';
  #listsMs = -Infinity;
  #closed = false;

  constructor(needs: OpenDeskNeeds) {
    this.#needs = needs;
    const { book, core, shelves, sealing, ensureRoom, makeRoom } = needs;
    this.#records = new Records({
      core, shelves, sealing, ensureRoom, makeRoom,
      slotOf: (learner) => book.learner(learner)?.slot,
      now: () => correctedNow(),
      onChange: (learner) => void this.#changed(learner),
    });
    this.#lists = new Lists({
      core, book, sealing,
      viewsOf: (page) => this.#viewsOf(page),
      mayLeave: (learner) => needs.tally.of(learner) === 0,
      leaves: async (learner) => {
        await this.#records.drop(learner);
        needs.tally.forget(learner);
      },
      registered: () => this.#loop.poke('saved'),
      stands: (standing) => this.#stand(standing),
    });
    this.#visitor = new Visitor({ fetch: needs.fetch, taken: ({ clockOffsetSeconds }) => this.#keepClock(clockOffsetSeconds) });
    this.#loop = new SyncLoop({
      due: async () => groupsOf(book.here()).map((_, at) => String(at)),
      visit: (at, signal) => this.#exchange(groupsOf(book.here())[Number(at)] ?? [], signal),
      afterRound: (reached) => void this.#afterRound(reached),
      road: (road) => this.#setRoad(road),
      contacted: () => undefined,
      online: needs.online,
      random: Math.random,
      nowMs: Date.now,
    });
  }

  /** Everything is read once, so that counts are known; then the road is tried. */
  async begin(): Promise<void> {
    for (const learner of this.#needs.book.here()) await this.#changed(learner);
    this.poke('open');
  }

  status(): DeskOpen {
    const { unsent, revoked } = this.#needs.tally;
    return { state: 'open', unsent, revoked, road: this.#road, office: this.#standing };
  }

  poke(why: Poke): void {
    // Asked for by a person: lists too.
    if (why === 'asked') this.#listsMs = -Infinity;
    if (!this.#closed) this.#loop.poke(why);
  }

  /** What is being saved is let finish: it was asked for before. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#loop.stop();
    await this.#records.close();
    await this.#needs.tally.settle().catch(() => undefined);
    this.#needs.shelves.close();
  }

  async act(learner: LearnerId, actionId: string, action: StaffAction): Promise<void> {
    this.#mustBeHere(learner);
    const { tally } = this.#needs;
    await tally.saving(async () => {
      try {
        await this.#records.act(learner, actionId, action);
        tally.count(learner, await this.#records.view(learner));
        // Before whoever asked hears that it is decided.
        this.#needs.onStatus();
      } catch (cause) {
        // What the core refused was not saved; of anything else only the disk knows.
        if (coreCode(cause) === undefined) tally.doubt();
        throw cause;
      }
    });
    this.#loop.poke('saved');
  }

  learner(learner: LearnerId): Promise<StaffView> {
    this.#mustBeHere(learner);
    return this.#records.view(learner);
  }

  async cohorts(): Promise<readonly DeskCohort[]> {
    return Promise.all(this.#needs.book.cohorts().map((page) => this.#shown(page)));
  }

  followUp(cohort: CohortId): FollowReport | undefined {
    const page = this.#needs.book.cohort(cohort);
    if (page === undefined) throw new DeskError('not_here');
    return page.follow;
  }

  async queue(cohort: CohortId): Promise<Queue> {
    const page = this.#needs.book.cohort(cohort);
    if (page === undefined) throw new DeskError('not_here');
    const { learners } = await this.#shown(page);
    const { review, past } = page;
    const views = await this.#viewsOf(page);
    return queueOf({ cohort, learners, past, views, ...(review === undefined ? {} : { review }) });
  }

  /** The cohort's list, a record for each learner in scope, what they hold, and the review list. */
  async visit(cohort: CohortId): Promise<DeskCohort> {
    const fresh = await this.#lists.fetchCohort(cohort, true);
    for (const group of groupsOf(this.#hereOf(fresh))) {
      const visit = await this.#exchange(group, new AbortController().signal);
      if (visit.kind === 'unreachable') throw new DeskError(visit.reached ? 'server_trouble' : 'offline');
    }
    await this.#lists.fetchReview(cohort);
    const page = await this.#lists.fetchFollowUp(cohort);
    this.#needs.news({ kind: 'cohort', cohort });
    return this.#shown(page);
  }

  /** One at a time: a record has one request on the road, and knows one answer. */
  #exchange(learners: readonly LearnerId[], signal: AbortSignal): Promise<Visit> {
    return this.#exchanges.run(() => this.#exchangeNow(learners, signal));
  }

  async #exchangeNow(learners: readonly LearnerId[], signal: AbortSignal): Promise<Visit> {
    const { core } = this.#needs;
    const group = new Group({
      core,
      session: (learner) => this.#records.session(learner),
      vouch: async (learner) =>
        (await comeBack(await this.#records.session(learner), this.#needs.fetch, signal)) === 'known',
      trouble: (learner, code) => this.#trouble(learner, code),
    }, learners);
    try {
      return await this.#visitor.visit(group, signal);
    } catch (cause) {
      if (cause instanceof Moved || cause instanceof Broken) this.#needs.onEnd(cause);
      throw cause;
    }
  }

  #trouble(learner: LearnerId, code: string): void {
    if (code === 'erased') void this.#erase(learner);
    if (code === 'unknown_token') this.#lists.notKnown(learner);
    // No name and no record: an id alone, so that somebody may look it up.
    console.error('desk', learner, code);
  }

  /** Central's word, signed: what was decided about her and not sent goes with the rest. */
  async #erase(learner: LearnerId): Promise<void> {
    const { book, tally, news, onStatus, onEnd } = this.#needs;
    try {
      await this.#records.drop(learner);
      tally.forget(learner);
      await book.erase(learner);
      for (const { id } of book.cohorts()) news({ kind: 'cohort', cohort: id });
      onStatus();
    } catch (cause) {
      // Said again at the next visit.
      if (cause instanceof Moved || cause instanceof Broken) onEnd(cause);
    }
  }

  async #afterRound(reached: boolean): Promise<void> {
    const { steadyMs } = this.#needs;
    if (!reached || this.#closed || steadyMs() - this.#listsMs < LISTS_EVERY_MS) return;
    this.#listsMs = steadyMs();
    await this.#needs.tally.settle().catch(() => undefined);
    for (const { id } of this.#needs.book.cohorts()) {
      try {
        await this.#lists.fetchCohort(id, false);
        await this.#lists.fetchReview(id);
        await this.#lists.fetchFollowUp(id);
        this.#needs.news({ kind: 'cohort', cohort: id });
      } catch (cause) {
        if (cause instanceof Moved || cause instanceof Broken) this.#needs.onEnd(cause);
        // As it was; what stands in the way is in the status.
        if (cause instanceof DeskError && cause.code !== 'not_found') return;
      }
    }
  }

  #stand(standing: DeskOpen['office']): void {
    if (this.#standing === standing || this.#closed) return;
    this.#standing = standing;
    this.#needs.onStatus();
  }

  #setRoad(road: Road): void {
    this.#road = road;
    if (!this.#closed) this.#needs.onStatus();
  }

  async #changed(learner: LearnerId): Promise<void> {
    try {
      const view = await this.#records.view(learner);
      this.#needs.tally.count(learner, view);
      this.#needs.news({ kind: 'records', learners: [learner] });
      this.#needs.onStatus();
    } catch (cause) {
      if (cause instanceof Moved || cause instanceof Broken) this.#needs.onEnd(cause);
      else this.#trouble(learner, String(cause));
    }
  }

  async #keepClock(offsetSeconds: number): Promise<void> {
    const clock = { offsetSeconds, serverSeconds: Math.floor(Date.now() / 1000 - offsetSeconds) };
    setClock(clock);
    await this.#needs.device.putSetting('clock', clock).catch(() => undefined);
  }

  /** Counted before they are shown: nothing is seen as decided beside "all is sent". */
  async #viewsOf(page: CohortPage): Promise<ReadonlyMap<LearnerId, StaffView>> {
    const { tally } = this.#needs;
    const views = new Map<LearnerId, StaffView>();
    const before = tally.unsent;
    for (const learner of this.#hereOf(page)) {
      const view = await this.#records.view(learner);
      tally.count(learner, view);
      views.set(learner, view);
    }
    if (tally.unsent !== before) this.#needs.onStatus();
    return views;
  }

  #hereOf(page: CohortPage): readonly LearnerId[] {
    return page.learners.map(({ id }) => id).filter((id) => this.#needs.book.learner(id)?.state === 'here');
  }

  async #shown({ id, title, asOf, learners }: CohortPage): Promise<DeskCohort> {
    const { book, tally } = this.#needs;
    const state = (learner: LearnerId): DeskLearner['state'] => {
      const kept = book.learner(learner)?.state ?? 'waiting';
      return kept === 'here' && tally.isRevoked(learner) ? 'revoked' : kept;
    };
    return { id, title, asOf, learners: learners.map((learner) => ({ ...learner, state: state(learner.id) })) };
  }

  #mustBeHere(learner: LearnerId): void {
    const state = this.#needs.book.learner(learner)?.state;
    if (state === 'related' || state === 'key_taken') throw new DeskError(state);
    if (state !== 'here') throw new DeskError('not_here');
  }
}

function groupsOf(learners: readonly LearnerId[]): readonly (readonly LearnerId[])[] {
  const groups: LearnerId[][] = [];
  for (let at = 0; at < learners.length; at += MOST) groups.push(learners.slice(at, at + MOST));
  return groups;
}
