/**
 * A desk in memory, for tests of the office pages: it keeps what is decided and says when it is sent.
 *
 * Owns a stand-in of `Desk`, with what a test sets up. Must not: be part of a build, or hold a rule
 * of the record; `sync-core` has those. An approval here is worth what the entry's `pay` says.
 */
import type { FollowReport } from '../api/follow';
import type { Secret } from '../engine/types';
import {
  type CohortId, type Desk, type DeskCohort, DeskError, type DeskNews, type DeskRemoval, type DeskStatus, type DeskTried,
  type LearnerId, type OwnDecision, type Queue, type QueueEntry, type StaffAction, type StaffView,
} from './types';

export interface FakeDeskWorld {
  /** Who is signed in, and whether the office can be reached. */
  login?: string;
  online: boolean;
  readonly cohorts: readonly DeskCohort[];
  readonly queues: Readonly<Record<CohortId, Queue>>;
  readonly learners?: Readonly<Record<LearnerId, Partial<StaffView>>>;
}

/** Everything that was done, with whom it is about. */
export interface FakeAct {
  readonly learner: LearnerId;
  readonly action: StaffAction;
}

type Decide = Extract<StaffAction, { type: 'decide' }>;

const EMPTY: Omit<StaffView, 'learner'> = {
  knots: { total: 0, phone: 0, centre: 0, office: 0 },
  unsent: 0,
  revoked: false,
  entries: [],
  payments: [],
  attendance: [],
  sessions: [],
  surveyDays: { enrolled: '2026-09-01' },
  notes: [],
  followups: [],
  refused: [],
};

export class FakeDesk implements Desk {
  status: DeskStatus = { state: 'asking' };
  readonly acts: FakeAct[] = [];
  /** What the next `act` fails with. */
  failNext: DeskError | undefined;
  readonly world: FakeDeskWorld;
  readonly #listeners = new Set<(news: DeskNews) => void>();
  readonly #secrets = new Map<string, string>();
  readonly #queues: Map<CohortId, Queue>;
  readonly #views: Map<LearnerId, StaffView>;
  readonly #visited = new Set<CohortId>();
  #chosen: string | undefined;
  #unsent = 0;
  #seconds = 1_790_000_000;

  constructor(world: FakeDeskWorld) {
    this.world = world;
    this.#queues = new Map(Object.entries(world.queues));
    const learners = world.cohorts.flatMap((cohort) => cohort.learners.map(({ id }) => id));
    this.#views = new Map(learners.map((learner) => [learner, { ...EMPTY, learner, ...world.learners?.[learner] }]));
  }

  subscribe(listener: (news: DeskNews) => void): () => void {
    this.#listeners.add(listener);
    listener({ kind: 'status', status: this.status });
    return () => this.#listeners.delete(listener);
  }

  async choose(login: string | undefined): Promise<void> {
    this.#chosen = login;
    this.#tell(login === undefined ? { state: 'asking' } : this.#resting());
  }

  async create(secret: Secret): Promise<void> {
    const login = this.#mustBeSignedIn();
    if (this.#secrets.has(login)) throw new DeskError('exists');
    this.#secrets.set(login, JSON.stringify(secret));
    this.#opens();
  }

  async open(secret: Secret): Promise<DeskTried> {
    const kept = this.#secrets.get(this.#chosen ?? '');
    if (kept === undefined) throw new DeskError('not_open');
    if (kept !== JSON.stringify(secret)) return { result: 'wrong', waitSeconds: 0 };
    this.#opens();
    return { result: 'ok' };
  }

  async close(): Promise<void> {
    if (this.status.state === 'open') this.#tell(this.#resting());
  }

  async remove(named?: number): Promise<DeskRemoval> {
    if (this.#unsent > 0 && this.#unsent !== named) return { result: 'would_lose', unsent: this.#unsent };
    this.#secrets.delete(this.#chosen ?? '');
    this.#unsent = 0;
    this.#tell({ state: 'absent' });
    return { result: 'removed' };
  }

  async visit(cohort: CohortId): Promise<DeskCohort> {
    this.#mustBeOpen();
    this.#mustBeSignedIn();
    const found = this.world.cohorts.find(({ id }) => id === cohort);
    if (found === undefined) throw new DeskError('not_found');
    this.#visited.add(cohort);
    this.#news({ kind: 'cohort', cohort });
    return found;
  }

  async cohorts(): Promise<readonly DeskCohort[]> {
    this.#mustBeOpen();
    return this.world.cohorts.filter(({ id }) => this.#visited.has(id));
  }

  async followUp(cohort: CohortId): Promise<FollowReport | undefined> {
    if (!this.#visited.has(cohort)) throw new DeskError('not_here');
    return { as_of: 1_795_000_000, learners: [] };
  }

  async queue(cohort: CohortId): Promise<Queue> {
    this.#mustBeOpen();
    const queue = this.#queues.get(cohort);
    if (!this.#visited.has(cohort) || queue === undefined) throw new DeskError('not_here');
    return queue;
  }

  async learner(learner: LearnerId): Promise<StaffView> {
    this.#mustBeOpen();
    const view = this.#views.get(learner);
    if (view === undefined) throw new DeskError('not_here');
    return view;
  }

  async act(learner: LearnerId, action: StaffAction): Promise<void> {
    this.#mustBeOpen();
    const failure = this.failNext;
    this.failNext = undefined;
    if (failure !== undefined) throw failure;
    if (!this.#views.has(learner)) throw new DeskError('not_here');
    this.#seconds += 1;
    if (action.type === 'decide') this.#decide(action);
    else this.#views.set(learner, after(await this.learner(learner), action, this.#seconds));
    this.acts.push({ learner, action });
    this.#unsent += 1;
    this.#opens();
    this.#news({ kind: 'records', learners: [learner] });
    if (this.world.online) this.tryNow();
  }

  /** What was decided is sent, where the office can be reached. */
  tryNow(): void {
    if (!this.world.online || this.status.state !== 'open') return;
    this.#unsent = 0;
    for (const [cohort, queue] of this.#queues) {
      const sent = (entry: QueueEntry): QueueEntry => (entry.own === undefined ? entry : { ...entry, own: { ...entry.own, sent: true } });
      this.#queues.set(cohort, { ...queue, entries: queue.entries.map(sent), decided: queue.decided.map(sent) });
    }
    this.#opens();
    this.#news({ kind: 'records', learners: [...this.#views.keys()] });
  }

  #decide(action: Decide): void {
    for (const [cohort, queue] of this.#queues) {
      const entry = [...queue.entries, ...queue.decided].find((each) => each.entry === action.entry);
      if (entry === undefined) continue;
      const live = entry.live.map(({ version }) => version).sort().join();
      if (live !== [...action.seen].sort().join()) throw new DeskError('changed');
      if (action.outcome === 'approve' && action.pay === undefined) throw new DeskError('invalid');
      const decided: QueueEntry = { ...entry, state: STATES[action.outcome], own: ownOf(entry, action, this.#seconds) };
      const others = (list: readonly QueueEntry[]): readonly QueueEntry[] => list.filter((each) => each.entry !== action.entry);
      const entries = action.outcome === 'ask' ? [...others(queue.entries), decided] : others(queue.entries);
      this.#queues.set(cohort, { ...queue, entries, decided: [decided, ...others(queue.decided)] });
      return;
    }
    throw new DeskError('unknown_entry');
  }

  #mustBeSignedIn(): string {
    if (!this.world.online) throw new DeskError('offline');
    if (this.world.login === undefined) throw new DeskError('signed_out');
    if (this.#chosen !== this.world.login) throw new DeskError('other_account');
    return this.world.login;
  }

  #mustBeOpen(): void {
    if (this.status.state !== 'open') throw new DeskError('not_open');
  }

  #resting(): DeskStatus {
    if (!this.#secrets.has(this.#chosen ?? '')) return { state: 'absent' };
    return { state: 'closed', unsent: this.#unsent, waitSeconds: 0, secret: 'digits', why: 'closed' };
  }

  #opens(): void {
    const road = this.world.online ? ({ state: 'rest' } as const) : ({ state: 'offline' } as const);
    this.#tell({ state: 'open', unsent: this.#unsent, road, office: 'fine', revoked: false });
  }

  #tell(status: DeskStatus): void {
    this.status = status;
    this.#news({ kind: 'status', status });
  }

  #news(news: DeskNews): void {
    for (const listener of [...this.#listeners]) listener(news);
  }
}

const STATES = { approve: 'approved', ask: 'asked', decline: 'declined' } as const;

function ownOf(entry: QueueEntry, action: Decide, at: number): OwnDecision {
  const { outcome, reason, note, minutes, units } = action;
  const chosen = entry.live.find(({ version }) => version === action.chosen);
  const quantity = outcome !== 'approve' ? {} : {
    ...of('minutes', minutes ?? (units === undefined ? chosen?.minutes : undefined)),
    ...of('units', units ?? (minutes === undefined ? chosen?.units : undefined)),
  };
  const worth = entry.pay?.amount;
  const amount = outcome === 'approve' && worth !== undefined && action.pay !== undefined
    ? { amount: { amount: worth, currency: action.pay.currency } } : {};
  return { outcome, at, sent: false, ...quantity, ...amount, ...of('reason', reason), ...of('note', note) };
}

function after(view: StaffView, action: Exclude<StaffAction, Decide>, at: number): StaffView {
  switch (action.type) {
    case 'attend': {
      const { session, presence, day, note } = action;
      const others = view.attendance.filter((each) => each.scanned || each.session !== session);
      const sessions = view.sessions.map((each) =>
        each.id === session ? { ...each, attended: { presence, called: true, scanned: each.attended?.scanned === true, differing: false } } : each);
      return { ...view, sessions, attendance: [{ session, day, presence, scanned: false, ...of('note', note) }, ...others] };
    }
    case 'survey': {
      const { survey, day, answers, sensitive, source } = action;
      const open = Object.fromEntries(answers.filter((each) => !each.sensitive).map(({ question, sensitive: _, ...said }) => [question, said]));
      const before = view.surveys?.[survey]?.answers;
      return { ...view, surveys: { ...view.surveys, [survey]: { day, answers: { ...before, ...open }, sealed: sensitive, hers: false, source } } };
    }
    case 'outcome': {
      const { outcome, kind, day, step, note, referral, award } = action;
      const others = (view.outcomes ?? []).filter(({ id }) => id !== outcome);
      return { ...view, outcomes: action.withdrawn === true ? others : [{ id: outcome, kind, day, ...of('step', step), ...of('note', note), ...of('referral', referral), ...of('award', award) }, ...others] };
    }
    case 'referral': {
      const { referral, opening, company, text, day } = action;
      const others = (view.referrals ?? []).filter(({ id }) => id !== referral);
      return { ...view, referrals: action.withdrawn === true ? others : [{ id: referral, opening, company, text, day, version: `${at}`, state: 'asked' }, ...others] };
    }
    case 'message': {
      const { message, text, sender } = action;
      return { ...view, messages: [...(view.messages ?? []), { id: message, text, sender, hers: false, mine: true, at, held: 'phone' }] };
    }
    case 'note': {
      const others = view.notes.filter(({ id }) => id !== action.note);
      return { ...view, notes: action.withdrawn === true ? others : [{ id: action.note, text: action.text, mine: true, at, ...of('contact', action.contact) }, ...others] };
    }
    case 'followup': {
      const { followup, text, due, done } = action;
      const others = view.followups.filter(({ id }) => id !== followup);
      const said = { id: followup, text, due, at, ...of('done', done) };
      return { ...view, followups: action.withdrawn === true ? others : [...others, said].sort((a, b) => (a.due < b.due ? -1 : 1)) };
    }
    case 'enter_work': {
      const { entry, fields, source, withdrawn = false } = action;
      const version = { op: `1@${at}`, version: `${at}`.padStart(64, '0'), source, ...fields, withdrawn, at, mine: true, held: 'phone' as const };
      const hours = { state: withdrawn ? ('withdrawn' as const) : ('waiting' as const), answered: false };
      const said = { id: entry, hours, live: [version], earlier: [], decisions: [], answers: [] };
      return { ...view, entries: [said, ...view.entries.filter(({ id }) => id !== entry)] };
    }
  }
}

function of<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}
