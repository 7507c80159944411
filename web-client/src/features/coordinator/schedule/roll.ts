/**
 * A roll, put together of what the desk holds and of what the office said.
 *
 * Owns that: the desk's word on a mark is newer than the office's list; only the office knows
 * whether a scan's code was the right one. Must not: fold words (sync-core did), or draw.
 */
import type { Mark, Presence, Roll, ScheduledSession, SessionId } from '../../../api/schedule';
import type { Desk, DeskCohort, DeskLearnerState, LearnerId, Session, StaffView } from '../../../desk/types';

export interface RollLine {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  readonly mark?: Mark;
  /** Why nothing can be noted about her here. */
  readonly obstacle?: Exclude<DeskLearnerState, 'here'>;
}

/** A session as a roll needs it, wherever it is known from. */
export interface RollSession {
  readonly id: SessionId;
  readonly cohort: string;
  readonly title: string;
  readonly day: string;
  /** `HH:MM`. */
  readonly start: string;
  readonly cancelled: boolean;
}

export function ofOffice({ id, cohort, title, day, start, cancelled }: ScheduledSession): RollSession {
  return { id, cohort, title, day, start, cancelled };
}

/** What the desk has of a cohort. */
export interface Held {
  readonly cohort: DeskCohort | undefined;
  readonly views: ReadonlyMap<LearnerId, StaffView>;
}

export async function held(desk: Pick<Desk, 'cohorts' | 'learner'>, id: string): Promise<Held> {
  const cohort = (await desk.cohorts()).find((each) => each.id === id);
  const views = new Map<LearnerId, StaffView>();
  for (const { id: learner, state } of cohort?.learners ?? []) {
    // One that is not here yet is listed all the same.
    if (state === 'here') await desk.learner(learner).then((view) => views.set(learner, view), () => undefined);
  }
  return { cohort, views };
}

/** A cohort's sessions as the desk's records tell of them; the latest first. */
export function sessionsOf(views: Iterable<StaffView>, cohort: string): readonly RollSession[] {
  const found = new Map<SessionId, RollSession>();
  for (const view of views) {
    for (const session of view.sessions) {
      if (session.title !== undefined && session.cohort === cohort) found.set(session.id, told(session, session.title));
    }
  }
  return [...found.values()].sort((a, b) => `${b.day} ${b.start}`.localeCompare(`${a.day} ${a.start}`));
}

/** The session as the desk's records tell of it; absent when none of them does. */
export function ofDesk(views: Iterable<StaffView>, id: SessionId): RollSession | undefined {
  for (const view of views) {
    const found = view.sessions.find((session) => session.id === id);
    if (found?.title !== undefined) return told(found, found.title);
  }
  return undefined;
}

function told({ id, cohort = '', day, start = 0, cancelled = false }: Session, title: string): RollSession {
  const two = (n: number) => String(n).padStart(2, '0');
  return { id, cohort, title, day, start: `${two(Math.floor(start / 60))}:${two(start % 60)}`, cancelled };
}

/** The desk's list, each with what is known of her. */
export function linesOf(cohort: DeskCohort, views: ReadonlyMap<LearnerId, StaffView>, id: SessionId, office: Roll | undefined): readonly RollLine[] {
  return cohort.learners.map(({ id: learner, label, name, state }) => {
    const mark = merged(markOf(views.get(learner), id), office?.learners.find((line) => line.id === learner)?.mark);
    return { id: learner, label, name, ...(mark && { mark }), ...(state !== 'here' && { obstacle: state }) };
  });
}

function markOf(view: StaffView | undefined, id: SessionId): Mark | undefined {
  const attended = view?.sessions.find((session) => session.id === id)?.attended;
  if (!attended) return undefined;
  const { presence, called, scanned, differing } = attended;
  return { presence, called, differing, ...(scanned && { scan: 'not_compared' as const }) };
}

function merged(desk: Mark | undefined, office: Mark | undefined): Mark | undefined {
  if (!desk) return office;
  return office?.scan === undefined ? desk : { ...desk, scan: office.scan };
}

/** About whom nothing is said, and something can be. */
export function left(lines: readonly RollLine[]): readonly RollLine[] {
  return lines.filter((line) => line.mark === undefined && line.obstacle === undefined);
}

/** What the desk is told. */
export function call(session: RollSession, presence: Presence) {
  return { type: 'attend', session: session.id, presence, day: session.day } as const;
}
