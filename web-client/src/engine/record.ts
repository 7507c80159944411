/**
 * The open profile's record as screens see it, and what a learner may do to it.
 *
 * Owns these shapes. Must not: import anything but shapes, or hold state.
 *
 * Values here are the folded view of the record, computed by sync-core; a screen never folds.
 */

import type { Notice, Referral } from './notices';
import type { Text } from './courses';
import type { Became, Message, SurveyAnswerFields, SurveyDays, SurveyView } from './surveys';

/** A lesson's stable id, eight characters, from the lesson pack. */
export type LessonId = string;
/** A work entry's id: a UUID v7, lower case with hyphens. */
export type EntryId = string;
/** A kind of paid work, as the programme names it. */
export type TaskId = string;
/** A calendar day at the learner's place, `YYYY-MM-DD`. */
export type Day = string;
/** Seconds since 1970, UTC, as the phone's clock had it, corrected by the last time anchor. */
export type Seconds = number;

/** A UUID v7. */
export type SessionId = string;
/** One version of an entry, a decision or a payment: 64 hex digits. */
export type VersionId = string;
/** Where an entry that staff made for her is from. */
export type WorkSource = 'paper' | 'call' | 'dead_phone';

/** How far something has come, from this phone towards the office. */
export type Held = 'phone' | 'centre' | 'office';

/** Where the record is. A knot is full when its count equals `total`. */
export interface Knots {
  readonly total: number;
  readonly phone: number;
  readonly centre: number;
  readonly office: number;
}

export interface LessonProgress {
  readonly lesson: LessonId;
  readonly state: 'open' | 'done';
  /** Index of the page (section of the lesson) where she left off. */
  readonly place: number;
  readonly seconds: number;
  /** Best quiz score, 0 to 100; absent when no quiz was answered. */
  readonly scorePercent?: number;
  readonly completedAt?: Seconds;
  readonly lastAt: Seconds;
  readonly held: Held;
}

/** One version of a work entry: what somebody wrote, never altered. */
export interface WorkVersion {
  /** `COUNTER@ACTORHEX`, the same name that the server and an exported document use. */
  readonly op: string;
  /** Its id, in hex: what answers name. */
  readonly version: VersionId;
  /** Where it is from, when her centre entered it for her. */
  readonly source?: WorkSource;
  readonly task: TaskId;
  readonly day: Day;
  readonly minutes?: number;
  readonly units?: number;
  /** Minute of the day (0 to 1439) when the work began. */
  readonly start?: number;
  readonly note?: string;
  readonly withdrawn: boolean;
  readonly at: Seconds;
  /** True when this phone wrote it. */
  readonly mine: boolean;
  readonly held: Held;
}

/** An amount in minor units; nothing is ever converted. */
export interface Money {
  readonly amount: number;
  /** Three capital letters. */
  readonly currency: string;
}

/** How an entry stands with staff. */
export interface Hours {
  readonly state: 'waiting' | 'asked' | 'approved' | 'declined' | 'withdrawn' | 'question';
  /** Why it is a question. */
  readonly question?: 'versions' | 'disagreement' | 'not_so' | 'second_person' | 'newer';
  readonly decision?: VersionId;
  /** Why it was asked or declined: a code. */
  readonly reason?: string;
  /** In the words of whoever decided. */
  readonly note?: string;
  /** She has answered what was asked. */
  readonly answered: boolean;
  /** What she answered, where it was more than a correction. */
  readonly answer?: { readonly kind: AnswerKind; readonly text?: string };
  /** The question that her correction answered, until staff say more; `of` is the version that it was about. */
  readonly corrected?: { readonly reason: string; readonly note?: string; readonly of: VersionId };
  /** How much is approved: minutes or units. */
  readonly minutes?: number;
  readonly units?: number;
  /** What it is worth. */
  readonly amount?: Money;
  /** The day of the newest payment that names it. */
  readonly paidOn?: Day;
}

export interface WorkEntry {
  readonly id: EntryId;
  /** Live versions, newest first. More than one is an open question. */
  readonly live: readonly WorkVersion[];
  readonly openQuestion: boolean;
  readonly hours: Hours;
  /** Superseded versions, newest first. */
  readonly earlier: readonly WorkVersion[];
}

/** Something that waits for her answer: a question of staff's, or an entry made for her. */
export interface StaffQuestion {
  readonly kind: 'asked' | 'assisted';
  readonly entry: EntryId;
  /** What the answer is about. */
  readonly about: VersionId;
  /** A code. */
  readonly reason?: string;
  /** In the words of whoever asks. */
  readonly note?: string;
  readonly source?: WorkSource;
}

export interface EarningsWeek {
  readonly monday: Day;
  readonly minutes: number;
  readonly units: number;
  /** By currency. */
  readonly approved: readonly Money[];
  /** What of it is in a payment already, by currency. */
  readonly paid: readonly Money[];
}

/** A payment that the office tells of. */
export interface Payment {
  /** What an answer to it is filed under. */
  readonly id: string;
  /** What an answer to it is about. */
  readonly version: VersionId;
  readonly from: Day;
  readonly to: Day;
  readonly amount: Money;
  readonly day: Day;
  /** A code. */
  readonly method: string;
  readonly entries: readonly EntryId[];
  /** What she said of it. */
  readonly answer?: 'received' | 'not_received';
}

/** Newest first, both. */
export interface Earnings {
  readonly weeks: readonly EarningsWeek[];
  readonly payments: readonly Payment[];
}

/** A workshop held at a time, of her cohort. Without `title` the phone was not told of it yet. */
export interface Session {
  readonly id: SessionId;
  readonly day: Day;
  readonly cohort?: string;
  readonly title?: string;
  /** Minute of the day, by the clock where it is held. */
  readonly start?: number;
  readonly minutes?: number;
  readonly place?: string;
  /** `https://…`, when it is held by video. */
  readonly link?: string;
  readonly facilitator?: string;
  /** It is not held. */
  readonly cancelled?: boolean;
  /** Absent: nothing is said of it. */
  readonly attended?: Attended;
}

export type Presence = 'present' | 'late' | 'absent' | 'excused';

export interface Attended {
  readonly presence: Presence;
  /** Staff said so; otherwise only her scan does. */
  readonly called: boolean;
  readonly scanned: boolean;
  /** Members of staff say different things. */
  readonly differing: boolean;
}

/** A record that the office refused for good: kept and shown, never dropped silently. */
export interface Refused {
  /** Stable code, turned into a sentence by i18n. */
  readonly code: string;
  readonly section: 'progress' | 'work' | 'other';
  readonly at: Seconds;
  /** The entry or lesson it was about. */
  readonly entity: string;
}

/** Everything of the open profile that screens show. */
export interface RecordView {
  readonly knots: Knots;
  readonly unsent: number;
  /** All of it is in a verified backup of the office: the profile may be removed. */
  readonly backedUp?: boolean;
  /** The office closed this profile on this phone: nothing more comes. What is written here is sent, and waits for somebody to look at it. */
  readonly revoked?: boolean;
  /** While staff are yet to say that this phone is hers: words to compare, as places in the lists of `app/three-words`. */
  readonly compareWords?: readonly number[];
  /** The office went back to an older copy and does not know this profile; everything is kept here. */
  readonly notKnown?: NotKnown;
  readonly lessons: Readonly<Record<LessonId, LessonProgress>>;
  /** Newest day first, then newest first. */
  readonly work: readonly WorkEntry[];
  /** What staff ask her, then what they entered for her. */
  readonly questions: readonly StaffQuestion[];
  readonly earnings: Earnings;
  /** Her cohort's workshops, and any that something is said of; the earliest first. */
  readonly sessions: readonly Session[];
  /** Surveys that something was answered to, by name; absent when none. */
  readonly surveys?: Readonly<Record<string, SurveyView>>;
  readonly surveyDays: SurveyDays;
  /** Her conversation with those who accompany her, oldest first; absent when nothing was said. */
  readonly messages?: readonly Message[];
  /** Her place in her cohort, where the office said one; else she goes by the version in force. */
  readonly enrolment?: Enrolment;
  /** By requirement, where anything was said of it. */
  readonly requirements?: Readonly<Record<string, { readonly met: boolean; readonly byStaff: boolean }>>;
  /** Lessons elsewhere that staff confirmed. */
  readonly confirmed?: readonly LessonId[];
  /** The track that she would like, as she said last. */
  readonly choice?: TrackChoice;
  /** What became of her, as staff recorded it, newest day first; absent when nothing was. */
  readonly outcomes?: readonly Became[];
  /** What her cohort is told and was not closed; absent when nothing is. */
  readonly notices?: readonly Notice[];
  /** What would be sent of her to companies, newest first; absent when nothing was written. */
  readonly referrals?: readonly Referral[];
  /** What she was given for what she completed, the latest first; absent when nothing. */
  readonly certificates?: readonly Certificate[];
  /** When two people of staff opened a profile of hers, newest first; absent when never. */
  readonly recoveries?: readonly { readonly code: string; readonly at: Seconds; readonly holders: readonly string[] }[];
  readonly refused: readonly Refused[];
  /** Day of her first record, or of enrolment: where the weave begins. */
  readonly since: Day;
}

/** As it was given; a programme may call things otherwise later. */
export interface Certificate {
  readonly id: string;
  /** As the programme names it. */
  readonly certificate: string;
  readonly title: Text;
  readonly programme: Text;
  readonly name: string;
  readonly day: Day;
  readonly expires?: Day;
  /** Who of the staff gave it; absent: it was given by itself. */
  readonly by?: string;
  /** What stands after `/v#` in its code. */
  readonly link: string;
  readonly revoked?: Day;
  /** Why it was taken back. */
  readonly reason?: string;
}

export interface Enrolment {
  readonly cohort: string;
  readonly state: 'enrolled' | 'paused' | 'left' | 'completed' | 'ended';
  readonly day: Day;
  readonly track?: string;
  /** The version of the programme by which she goes; absent: the one in force. */
  readonly definition?: number;
}

export interface TrackChoice {
  readonly track: string;
  readonly day: Day;
  /** A code. */
  readonly reason?: string;
  readonly text?: string;
}

/** Why: it does not know her at all, or knows her and asks for a new code. */
export type NotKnown = 'no_such_learner' | 'not_entitled';

export interface WorkFields {
  readonly task: TaskId;
  readonly day: Day;
  readonly minutes?: number;
  readonly units?: number;
  readonly start?: number;
  readonly note?: string;
}

/** One thing a learner does. Saved whole or not at all. */
export type Action =
  /** Page reached, with the seconds spent since the last such action. */
  | { readonly type: 'lesson_place'; readonly lesson: LessonId; readonly place: number; readonly seconds: number }
  | { readonly type: 'lesson_quiz'; readonly lesson: LessonId; readonly place: number; readonly seconds: number; readonly scorePercent: number }
  | { readonly type: 'lesson_done'; readonly lesson: LessonId; readonly place: number; readonly seconds: number; readonly scorePercent?: number }
  | { readonly type: 'work_add'; readonly entry: EntryId; readonly fields: WorkFields }
  /** Replaces exactly the versions that she saw (`op`s): one that arrives meanwhile stays. */
  | { readonly type: 'work_correct'; readonly entry: EntryId; readonly fields: WorkFields; readonly seen: readonly string[] }
  | { readonly type: 'work_withdraw'; readonly entry: EntryId; readonly seen: readonly string[] }
  /** Undo of a withdrawal: replaces whatever is live. */
  | { readonly type: 'work_restore'; readonly entry: EntryId }
  /** Her word on what staff asked, entered or paid; `reply` has text. */
  | { readonly type: 'answer'; readonly subject: string; readonly kind: AnswerKind; readonly about: VersionId; readonly text?: string }
  /** She scanned a session's code, with what it holds besides the session. Twice is once. */
  | { readonly type: 'attend'; readonly session: SessionId; readonly day: Day; readonly proof?: string }
  /** Answers to a survey: those given before and not repeated stand. `sensitive`: it has questions that are sealed. */
  | { readonly type: 'survey'; readonly survey: string; readonly day: Day; readonly answers: readonly SurveyAnswerFields[]; readonly sensitive: boolean }
  /** To those who accompany her. */
  | { readonly type: 'message'; readonly message: string; readonly text: string }
  /** She says whether she meets a requirement; the latest word stands. */
  | { readonly type: 'interest'; readonly opening: string; readonly interested: boolean; readonly day: Day }
  /** Her word on exactly the version of a text about her that she read. */
  | { readonly type: 'release'; readonly referral: string; readonly about: VersionId; readonly allowed: boolean; readonly day: Day }
  | { readonly type: 'requirement'; readonly requirement: string; readonly met: boolean; readonly day: Day }
  /** She chooses a track, or another one. */
  | { readonly type: 'choose_track'; readonly track: string; readonly day: Day; readonly reason?: string; readonly text?: string };

export type AnswerKind = 'yes' | 'not_so' | 'reply' | 'received' | 'not_received';
