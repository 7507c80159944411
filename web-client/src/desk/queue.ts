/**
 * The review list as a desk shows it: what the office listed, under what this desk knows by now.
 *
 * Owns how the two are laid over each other. Pure. Must not: fold a record (`sync-core` has), judge
 * who may decide (the office does), or keep anything.
 *
 * The desk's records are newer than the list as a rule, so how an entry stands is theirs to say; what
 * is odd about it, and what it would be worth, only the office can tell, since it sees all of a
 * person's entries and the programme's rates.
 */
import type { LearnerName } from '../api/types';
import type {
  CohortId, DeskLearner, EntryId, LearnerId, Obstacle, OwnDecision, Pay, Queue, QueueDecision, QueueEntry, QueueVersion, Refusal,
  Seconds, StaffDecision, StaffEntry, StaffView, WorkVersion,
} from './types';

/** An entry as `GET /api/cohorts/{id}/review` lists it. */
export interface Listed extends Pick<QueueEntry, 'entry' | 'state' | 'question' | 'reason' | 'answered' | 'flags' | 'with' | 'bulk' | 'pay'> {
  readonly learner: LearnerName;
  readonly live: readonly QueueVersion[];
  readonly earlier: readonly QueueVersion[];
  readonly decisions: readonly { readonly outcome: QueueDecision['outcome']; readonly reason?: string; readonly at: Seconds }[];
}

export interface Review {
  readonly as_of: Seconds;
  readonly bulk: { readonly entries: number; readonly amount: number };
  readonly entries: readonly Listed[];
}

export interface QueueParts {
  readonly cohort: CohortId;
  readonly learners: readonly DeskLearner[];
  readonly review?: Review;
  /** Entries that were listed once and decided here since: they may be decided on again. */
  readonly past: readonly Listed[];
  readonly views: ReadonlyMap<LearnerId, StaffView>;
}

const OPEN: ReadonlySet<QueueEntry['state']> = new Set(['waiting', 'asked', 'question']);

export function queueOf({ cohort, learners, review, past, views }: QueueParts): Queue {
  const listed = new Map((review?.entries ?? []).map((each) => [keyOf(each.learner.id, each.entry), each]));
  const known = new Map([...past.map((each) => [keyOf(each.learner.id, each.entry), each] as const), ...listed]);
  const states = new Map(learners.map((learner) => [learner.id, learner]));
  const all: QueueEntry[] = [];
  for (const learner of learners) {
    for (const entry of views.get(learner.id)?.entries ?? []) {
      const key = keyOf(learner.id, entry.id);
      all.push(merged(learner, entry, known.get(key), listed.has(key)));
    }
  }
  for (const each of listed.values()) {
    const isKnown = views.get(each.learner.id)?.entries.some(({ id }) => id === each.entry) === true;
    if (!isKnown) all.push(asListed(each, states.get(each.learner.id)));
  }
  const at = (entry: QueueEntry): Seconds => entry.own?.at ?? 0;
  return {
    cohort,
    ...(review === undefined ? {} : { asOf: review.as_of, bulk: review.bulk }),
    entries: all.filter(({ state }) => OPEN.has(state)).sort(byDay),
    decided: all.filter(({ own }) => own !== undefined).sort((a, b) => at(b) - at(a)),
    refused: learners.flatMap((learner) => refusals(learner, views.get(learner.id))).sort((a, b) => b.at - a.at),
  };
}

/** What of the list before is to be kept beside the next one: what was decided here, the newest first. */
export function pastOf(before: readonly Listed[], next: Review, views: ReadonlyMap<LearnerId, StaffView>, most: number): readonly Listed[] {
  const still = new Set(next.entries.map((each) => keyOf(each.learner.id, each.entry)));
  const at = new Map<string, Seconds>();
  for (const [learner, view] of views) {
    for (const entry of view.entries) {
      const own = ownOf(entry);
      if (own !== undefined) at.set(keyOf(learner, entry.id), own.at);
    }
  }
  const kept = new Map<string, Listed>();
  for (const each of before) {
    const key = keyOf(each.learner.id, each.entry);
    if (!still.has(key) && at.has(key)) kept.set(key, each);
  }
  return [...kept].sort(([a], [b]) => (at.get(b) ?? 0) - (at.get(a) ?? 0)).slice(0, most).map(([, each]) => each);
}

function merged(learner: DeskLearner, entry: StaffEntry, known: Listed | undefined, listed: boolean): QueueEntry {
  const { hours } = entry;
  const own = ownOf(entry);
  const obstacle = learner.state === 'here' ? obstacleOf(entry, own) : learner.state;
  const answer = entry.answers.find(({ kind, live, text }) => kind === 'reply' && live && text !== undefined);
  const same = known !== undefined && sameVersions(known.live, entry.live);
  const pay = known && payFor(known, entry.live[0], same);
  return {
    learner: nameOf(learner),
    entry: entry.id,
    state: hours.state,
    ...of('question', hours.question),
    ...of('reason', hours.reason),
    ...of('note', hours.note),
    answered: hours.answered,
    ...of('answer', answer?.text),
    flags: flagsOf(entry, known),
    with: known?.with ?? [],
    bulk: same && known.bulk && hours.state === 'waiting' && obstacle === undefined,
    ...of('pay', pay),
    live: entry.live.map((version) => timed(version, known)),
    earlier: entry.earlier.map((version) => timed(version, known)),
    decisions: entry.decisions.flatMap(decisionOf),
    ...of('own', own),
    ...of('obstacle', obstacle),
    listed,
  };
}

/** Of a learner of whom the desk has no record, or has not got this entry yet. */
function asListed(each: Listed, learner: DeskLearner | undefined): QueueEntry {
  const state = learner?.state ?? 'not_found';
  const obstacle: Obstacle = state === 'here' ? 'not_here' : state;
  const decisions = each.decisions.map((decision) => ({ ...decision, mine: false, speaks: false }));
  return { ...each, bulk: false, decisions, obstacle, listed: true };
}

function ownOf(entry: StaffEntry): OwnDecision | undefined {
  const said = entry.decisions.find(({ mine, live, speaks }) => mine && live && speaks);
  if (said?.outcome === undefined) return undefined;
  const { outcome, at, minutes, units, amount, currency, reason, note, sent } = said;
  const worth = amount === undefined || currency === undefined ? undefined : { amount, currency };
  return {
    outcome, at, sent,
    ...of('minutes', minutes), ...of('units', units), ...of('amount', worth), ...of('reason', reason), ...of('note', note),
  };
}

function obstacleOf({ hours, live }: StaffEntry, own: OwnDecision | undefined): Obstacle | undefined {
  if (hours.question === 'newer') return 'newer';
  if (hours.question === 'disagreement' || hours.question === 'not_so') return own === undefined ? undefined : 'spoke';
  const isHers = live.every(({ source, mine }) => source !== undefined && mine);
  return isHers || (hours.question === 'second_person' && own !== undefined) ? 'entered' : undefined;
}

/** What the office saw of it, and what every desk sees. */
function flagsOf(entry: StaffEntry, known: Listed | undefined): QueueEntry['flags'] {
  const flags = (known?.flags ?? []).filter((flag) => flag !== 'two_versions');
  return entry.live.length > 1 ? [...flags, 'two_versions'] : flags;
}

/** Rates go by task and day; an amount also by how much. */
function payFor(known: Listed, first: WorkVersion | undefined, same: boolean): QueueEntry['pay'] {
  const { pay, live } = known;
  if (pay === undefined || same) return pay;
  if (live[0]?.task !== first?.task || live[0]?.day !== first?.day) return undefined;
  const { basis, rate, currency, rounding } = pay;
  return { basis, rate, currency, rounding } satisfies Pay;
}

function sameVersions(listed: readonly QueueVersion[], live: readonly WorkVersion[]): boolean {
  const ids = new Set(listed.map(({ version }) => version));
  return ids.size === live.length && live.every(({ version }) => ids.has(version));
}

function versionOf({ version, source, task, day, minutes, units, start, note, withdrawn, at }: WorkVersion): QueueVersion {
  return {
    version, by: source === undefined ? 'learner' : 'staff', at, task, day, withdrawn,
    ...of('source', source), ...of('minutes', minutes), ...of('units', units), ...of('start', start), ...of('note', note),
  };
}

/** When it was written only the office can put right, which knows what the phone's clock was worth. */
function timed(version: WorkVersion, known: Listed | undefined): QueueVersion {
  const own = versionOf(version);
  const listed = [...(known?.live ?? []), ...(known?.earlier ?? [])].find((each) => each.version === own.version);
  return listed === undefined ? own : { ...own, at: listed.at, ...of('corrected_day', listed.corrected_day) };
}

function decisionOf({ outcome, reason, note, at, mine, speaks }: StaffDecision): readonly QueueDecision[] {
  if (outcome === undefined) return [];
  return [{ outcome, at, mine, speaks, ...of('reason', reason), ...of('note', note) }];
}

function refusals(learner: DeskLearner, view: StaffView | undefined): readonly Refusal[] {
  return (view?.refused ?? []).map((refused) => ({ learner: nameOf(learner), ...refused }));
}

function nameOf({ id, label, name }: DeskLearner): LearnerName {
  return { id, label, name };
}

function byDay(a: QueueEntry, b: QueueEntry): number {
  const day = ({ live }: QueueEntry): string => live[0]?.day ?? '';
  return day(a) === day(b) ? compare(a.entry, b.entry) : compare(day(a), day(b));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const keyOf = (learner: LearnerId, entry: EntryId): string => `${learner}/${entry}`;

function of<K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [key in K]?: V });
}
