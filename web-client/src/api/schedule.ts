/**
 * The JSON of sessions and attendance, field for field as `docs/API.md` names it.
 *
 * Owns these shapes only.
 */
import type { CohortId, Day, LearnerName, Seconds } from './types';

/** A UUID v7. */
export type SessionId = string;
export type Presence = 'present' | 'late' | 'absent' | 'excused';
export const PRESENCES: readonly Presence[] = ['present', 'late', 'absent', 'excused'];

/** A workshop held at a time. (What signing in opens is `Session` in `types.ts`.) */
export interface ScheduledSession {
  readonly id: SessionId;
  readonly cohort: CohortId;
  readonly title: string;
  readonly day: Day;
  /** `HH:MM`. */
  readonly start: string;
  readonly minutes: number;
  readonly place?: string;
  readonly link?: string;
  readonly facilitator?: string;
  /** Of the programme's series of workshops. */
  readonly series?: string;
  readonly cancelled: boolean;
}

export type NewSession = Omit<ScheduledSession, 'cohort' | 'cancelled'>;

/** What is to change; what is absent stays, what is `null` is taken away. */
export interface SessionEdit {
  readonly title?: string;
  readonly day?: Day;
  readonly start?: string;
  readonly minutes?: number;
  readonly place?: string | null;
  readonly link?: string | null;
  readonly facilitator?: string | null;
  readonly series?: string | null;
  readonly cancelled?: boolean;
}

export interface Mark {
  readonly presence: Presence;
  /** Staff said so; otherwise only her scan does. */
  readonly called: boolean;
  readonly scan?: 'verified' | 'not_verified' | 'not_compared';
  /** Members of staff say different things; `presence` is the latest. */
  readonly differing: boolean;
}

export interface Counts {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
  readonly not_said: number;
}

export interface Roll {
  readonly as_of: Seconds;
  readonly session: ScheduledSession;
  /** What the session's code holds besides its id. */
  readonly proof: string;
  readonly learners: readonly (LearnerName & { readonly mark?: Mark })[];
}

export interface AttendanceReport {
  readonly as_of: Seconds;
  /** The earliest first. */
  readonly sessions: readonly (ScheduledSession & { readonly counts: Counts })[];
  readonly learners: readonly (LearnerName & { readonly counts: Counts; readonly series?: Readonly<Record<string, number>>; readonly marks: Readonly<Record<SessionId, Mark>> })[];
}

/** One session on a learner's page. */
export interface LearnerSession extends Partial<Mark> {
  readonly session: SessionId;
  /** Absent: nobody here knows this session. */
  readonly title?: string;
  readonly day: Day;
  readonly cancelled: boolean;
}
