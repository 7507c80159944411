/**
 * The face of a staff device: everything that an office page may ask of the desk in this browser.
 *
 * Owns the shapes that cross between the desk's worker (core, storage, sync) and the office pages.
 * Must not: hold state, or know about wasm, IndexedDB or HTTP.
 *
 * A desk is one account's in one browser. It holds what staff may see of the learners of the cohorts
 * that were opened here, sealed under a secret of hers, and signs what she decides, offline too.
 * Records are folded by sync-core; a page never folds.
 */
import type {
  Became, BecameKind, Certificate, Day, EntryId, Hours, Knots, Message, Money, Notice, Payment, Presence, Referral, Road, Seconds, Secret, Session, SurveyAnswerFields, SurveyDays, SurveySource,
  SurveyView, TaskId, VersionId, WorkFields, WorkSource, WorkVersion,
} from '../engine/types';
import type { FollowReport } from '../api/follow';
import type { CohortId, LearnerId } from '../api/types';

export type { CohortId, Day, EntryId, Hours, LearnerId, Money, Presence, Secret, Seconds, Session, TaskId, VersionId, WorkFields, WorkSource, WorkVersion };

/** Where the desk of the account that was chosen is. Each is a whole new value. */
export type DeskStatus =
  /** Not known yet, or no account was chosen. */
  | { readonly state: 'asking' }
  /** This account has no desk in this browser: it may make one, once, online. */
  | { readonly state: 'absent' }
  | DeskClosed
  | DeskOpen;

export interface DeskClosed {
  readonly state: 'closed';
  /** Things decided here that the office is not known to have. They go at the next opening. */
  readonly unsent: number;
  /** Seconds before the next try when this was told; 0 when free. */
  readonly waitSeconds: number;
  /** How she proves herself. */
  readonly secret: Secret['kind'];
  /** `elsewhere`: another tab has it now. `storage_lost`: the browser took its storage away. */
  readonly why: 'closed' | 'elsewhere' | 'storage_lost';
}

export interface DeskOpen {
  readonly state: 'open';
  /** Things decided here that the office is not known to have. */
  readonly unsent: number;
  readonly road: Road;
  /**
   * What goes wrong with asking the office in this account's name. What was decided is sent all the
   * same; queues and lists are as they were. `signed_out`: nobody is signed in. `other_account`:
   * somebody else is, in this browser. `forbidden`: the account may not (any more).
   */
  readonly office: 'fine' | 'signed_out' | 'other_account' | 'forbidden';
  /** The account's time is over on this device: what is decided is kept, and takes no effect. */
  readonly revoked: boolean;
}

/** How a try ended. */
export type DeskTried =
  | { readonly result: 'ok' }
  /** Not the secret. `waitSeconds` before the next try, 0 when it may be at once. */
  | { readonly result: 'wrong'; readonly waitSeconds: number }
  /** Too soon after wrong tries: nothing was tried and nothing counted. */
  | { readonly result: 'wait'; readonly waitSeconds: number };

/** `would_lose`: so many things were decided here that the office is not known to have. */
export type DeskRemoval = { readonly result: 'removed' } | { readonly result: 'would_lose'; readonly unsent: number };

/**
 * Whether the desk can write for a learner.
 * - `here`: yes
 * - `waiting`: not registered yet; the next visit with the office in reach does it
 * - `related`: she is the account's own, or a relative: nobody decides on those
 * - `key_taken`: the office knows this device's key as another's; a new desk is needed for her
 * - `not_found`: not in the account's scope (any more)
 * - `revoked`: the office closed the account on this device
 */
export type DeskLearnerState = 'here' | 'waiting' | 'related' | 'key_taken' | 'not_found' | 'revoked';

export interface DeskLearner {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  readonly state: DeskLearnerState;
}

/** A cohort that was opened on this desk, as last fetched. */
export interface DeskCohort {
  readonly id: CohortId;
  readonly title: string;
  /** When its list was fetched, by the office's clock. */
  readonly asOf: Seconds;
  readonly learners: readonly DeskLearner[];
}

export type EntryState = Hours['state'];
export type Question = NonNullable<Hours['question']>;
export type Flag = 'overlap' | 'repeated' | 'long_day' | 'over_cap' | 'future' | 'too_soon' | 'clock' | 'edited' | 'two_versions';
export type Outcome = 'approve' | 'ask' | 'decline';

/** The terms of pay, as `decide` wants them. */
export interface Pay {
  readonly basis: 'hour' | 'unit' | 'period';
  /** Minor units for each of that. */
  readonly rate: number;
  readonly currency: string;
  /** Amounts are multiples of so many minor units. */
  readonly rounding: number;
}

export interface QueueVersion {
  readonly version: VersionId;
  readonly by: 'learner' | 'staff';
  readonly source?: WorkSource;
  readonly at: Seconds;
  readonly task: TaskId;
  readonly day: Day;
  /** What day she meant, where the phone's date was wrong when it was written; only the office can tell. */
  readonly corrected_day?: Day;
  readonly minutes?: number;
  readonly units?: number;
  readonly start?: number;
  readonly note?: string;
  readonly withdrawn: boolean;
}

export interface QueueDecision {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly note?: string;
  readonly at: Seconds;
  /** Hers, from whichever device. */
  readonly mine: boolean;
  /** It is on what the entry says now. */
  readonly speaks: boolean;
}

/** What this account last decided on an entry, while it is on what the entry says now. */
export interface OwnDecision {
  readonly outcome: Outcome;
  readonly at: Seconds;
  readonly minutes?: number;
  readonly units?: number;
  readonly amount?: Money;
  readonly reason?: string;
  readonly note?: string;
  /** The office has it. False: decided here, not sent yet. */
  readonly sent: boolean;
}

/** Why she cannot decide on it, or should leave it to somebody else. */
export type Obstacle =
  | Exclude<DeskLearnerState, 'here'>
  /** It is a disagreement in which she has spoken: a third person settles it. */
  | 'spoke'
  /** She entered it for her: somebody else approves. */
  | 'entered'
  /** The desk has not got this entry yet: after the next exchange. */
  | 'not_here'
  /** Something of it was written by a newer program than this. */
  | 'newer';

export interface QueueEntry {
  readonly learner: { readonly id: LearnerId; readonly label: string; readonly name: string };
  readonly entry: EntryId;
  /** As the desk knows it now; where it has no record of hers, as the office said. */
  readonly state: EntryState;
  readonly question?: Question;
  /** Why it was asked or declined: a code. */
  readonly reason?: string;
  readonly note?: string;
  /** She has answered what was asked. */
  readonly answered: boolean;
  /** Her words in answer, the newest. */
  readonly answer?: string;
  /** As the office saw it; empty for what the office's list did not have yet. */
  readonly flags: readonly Flag[];
  /** Entries that an overlap or a repetition is with. */
  readonly with: readonly EntryId[];
  /** May be approved with others at once. */
  readonly bulk: boolean;
  /** Terms for the first live version; absent: the programme pays nothing, or it is not known here. */
  readonly pay?: Pay & { readonly amount?: number };
  /** More than one: all must be named in a decision (`seen`), one of them chosen. */
  readonly live: readonly QueueVersion[];
  readonly earlier: readonly QueueVersion[];
  /** Newest first. */
  readonly decisions: readonly QueueDecision[];
  readonly own?: OwnDecision;
  readonly obstacle?: Obstacle;
  /** The office's list had it; false: only this desk's records do. */
  readonly listed: boolean;
}

/** Something decided here that the office refused for good, and that has no effect. */
export interface Refusal {
  readonly learner: { readonly id: LearnerId; readonly label: string; readonly name: string };
  /** `over_limit`, `not_yours`, …: stable, turned into a sentence by i18n. */
  readonly code: string;
  /** `decision`, `work`, `note`, … */
  readonly section: string;
  /** The entry, or what else it was about. */
  readonly entity: string;
  readonly at: Seconds;
}

/** What waits for a decision in a cohort, as last fetched and as decided here since. */
export interface Queue {
  readonly cohort: CohortId;
  /** When the office made the list; absent: it was never fetched, only this desk's records are shown. */
  readonly asOf?: Seconds;
  /** How much may be approved at once in a day. */
  readonly bulk?: { readonly entries: number; readonly amount: number };
  /** Still to be decided: waiting, asked, or a question. Oldest day first. */
  readonly entries: readonly QueueEntry[];
  /** On which her own word stands, newest first: she may decide again. */
  readonly decided: readonly QueueEntry[];
  /** Newest first. */
  readonly refused: readonly Refusal[];
}

/** One learner as staff see her; field for field as sync-core's `StaffView`. */
export interface StaffView {
  readonly learner: LearnerId;
  readonly knots: Knots;
  /** Changes written here that the office is not known to have. */
  readonly unsent: number;
  readonly revoked: boolean;
  /** Newest day first. */
  readonly entries: readonly StaffEntry[];
  readonly payments: readonly Payment[];
  /** Every live word on a session, newest day first. */
  readonly attendance: readonly AttendanceWord[];
  /** Her cohort's sessions and how she stands with each; the earliest first. */
  readonly sessions: readonly Session[];
  /** Surveys that something was answered to, by name; absent when none. What was sealed is not among the answers. */
  readonly surveys?: Readonly<Record<string, SurveyView>>;
  readonly surveyDays: SurveyDays;
  /** The conversation with her, oldest first; absent when nothing was said. */
  readonly messages?: readonly Message[];
  /** What became of her, newest day first; absent when nothing was recorded. */
  readonly outcomes?: readonly Became[];
  /** What was given to her, the latest first; absent when nothing was. */
  readonly certificates?: readonly Certificate[];
  /** What her cohort is told; absent when nothing is. */
  readonly notices?: readonly Notice[];
  /** What would be sent of her to companies, newest first; absent when nothing was written. */
  readonly referrals?: readonly Referral[];
  /** Newest first, without those taken back. */
  readonly notes: readonly StaffNote[];
  /** By due day, without those taken back. */
  readonly followups: readonly Followup[];
  /** Newest first. */
  readonly refused: readonly { readonly code: string; readonly section: string; readonly entity: string; readonly at: Seconds }[];
}

export interface StaffEntry {
  readonly id: EntryId;
  readonly hours: Hours;
  /** Newest first. */
  readonly live: readonly WorkVersion[];
  readonly earlier: readonly WorkVersion[];
  readonly decisions: readonly StaffDecision[];
  readonly answers: readonly StaffAnswer[];
}

export interface StaffDecision {
  readonly version: VersionId;
  /** Who, in hex: the same on all of her devices. */
  readonly by: string;
  readonly mine: boolean;
  readonly at: Seconds;
  /** Not replaced by its writer. */
  readonly live: boolean;
  /** On the versions that are live now. */
  readonly speaks: boolean;
  /** The office has it. */
  readonly sent: boolean;
  /** Absent when a newer program wrote it. */
  readonly outcome?: Outcome;
  readonly chosen?: VersionId;
  readonly minutes?: number;
  readonly units?: number;
  readonly amount?: number;
  readonly currency?: string;
  readonly reason?: string;
  readonly note?: string;
}

export interface StaffAnswer {
  readonly kind: 'yes' | 'not_so' | 'reply' | 'received' | 'not_received';
  readonly about: VersionId;
  /** Entered for her by staff. */
  readonly assisted: boolean;
  readonly at: Seconds;
  readonly live: boolean;
  readonly text?: string;
}

/** One word on one session; hers (`scanned`) and staff's stand side by side. */
export interface AttendanceWord {
  readonly session: string;
  readonly day: Day;
  readonly presence: Presence;
  readonly scanned: boolean;
  readonly note?: string;
}

/** What became of a try to reach her. */
export type ContactOutcome = 'answered' | 'no_answer' | 'message_left' | 'wrong_number';

export interface StaffNote {
  readonly id: string;
  readonly text: string;
  readonly mine: boolean;
  /** Where it is of a try to reach her. */
  readonly contact?: ContactOutcome;
  readonly at: Seconds;
}

export interface Followup {
  readonly id: string;
  readonly text: string;
  readonly due: Day;
  /** When it was done. */
  readonly done?: Day;
  readonly at: Seconds;
}

/** One thing that staff do about a learner. Saved whole or not at all; ids are UUID v7. */
export type StaffAction =
  /** `seen`: the live versions that were on the screen. Approving needs `pay`. */
  | {
      readonly type: 'decide';
      readonly entry: EntryId;
      readonly seen: readonly VersionId[];
      readonly chosen: VersionId;
      readonly outcome: Outcome;
      /** What counts, where it is approved; neither: what the chosen version says. */
      readonly minutes?: number;
      readonly units?: number;
      readonly pay?: Pay;
      /** A code. */
      readonly reason?: string;
      readonly note?: string;
      /** With many others at once. */
      readonly bulk?: boolean;
    }
  /** `seen`: the desk's own versions (`op`) that were on the screen, when it is written again. */
  | {
      readonly type: 'enter_work';
      readonly entry: EntryId;
      readonly fields: WorkFields;
      readonly source: WorkSource;
      readonly withdrawn?: boolean;
      readonly seen?: readonly string[];
    }
  | { readonly type: 'attend'; readonly session: string; readonly presence: Presence; readonly day: Day; readonly note?: string }
  /** Written down for her. `sensitive`: it has questions that are sealed. */
  | { readonly type: 'survey'; readonly survey: string; readonly day: Day; readonly answers: readonly SurveyAnswerFields[]; readonly sensitive: boolean; readonly source: SurveySource }
  /** To her, under the name that she knows the sender by. */
  | { readonly type: 'message'; readonly message: string; readonly text: string; readonly sender: string }
  | { readonly type: 'outcome'; readonly outcome: string; readonly kind: BecameKind; readonly day: Day; readonly step?: string; readonly note?: string; readonly withdrawn?: boolean; readonly referral?: string; readonly award?: string }
  /** What would be sent of her to a company; another text in its place is asked anew. */
  | { readonly type: 'referral'; readonly referral: string; readonly opening: string; readonly company: string; readonly text: string; readonly day: Day; readonly withdrawn?: boolean }
  | { readonly type: 'note'; readonly note: string; readonly text: string; readonly withdrawn?: boolean; readonly contact?: ContactOutcome }
  | { readonly type: 'followup'; readonly followup: string; readonly text: string; readonly due: Day; readonly done?: Day; readonly withdrawn?: boolean };

/** Why the desk could not do what was asked: a stable code, never a technical text. */
export type DeskFailure =
  | 'not_open' // closed, or never made
  | 'exists' // this account has a desk in this browser already
  | 'offline' // this needs the office, which cannot be reached
  | 'signed_out' // nobody is signed in
  | 'other_account' // somebody else is signed in in this browser
  | 'forbidden' // the account may not
  | 'not_found' // no such cohort, or out of scope
  | 'server_trouble' // reachable, but could not answer
  | 'not_here' // the desk has no record of this learner, or never opened this cohort
  | 'related' // her own hours, or a relative's
  | 'key_taken' // this device's key is another's
  | 'changed' // what was on the screen is not what is live now: look again
  | 'unknown_entry'
  | 'invalid' // a field is missing or out of range
  | 'too_long' // more than one change may hold
  | 'no_sealing_key' // what only the office reads cannot be sealed before a visit
  | 'not_released' // she has not said yes to what would be sent
  | 'storage_full'
  | 'storage_lost';

export class DeskError extends Error {
  constructor(readonly code: DeskFailure) {
    super(code);
  }
}

export type DeskNews =
  | { readonly kind: 'status'; readonly status: DeskStatus }
  /** Records changed, safely on the disk: what was shown of these learners is to be asked for anew. */
  | { readonly kind: 'records'; readonly learners: readonly LearnerId[] }
  /** A list was fetched anew. */
  | { readonly kind: 'cohort'; readonly cohort: CohortId };

export interface Desk {
  /** As last told. */
  readonly status: DeskStatus;
  /** Tells the present status at once, then all news. */
  subscribe(listener: (news: DeskNews) => void): () => void;
  /**
   * Whose desk this is about: the login of who is signed in or, offline, as she types it. One of
   * another account that is open here is closed. Undefined: nobody's.
   */
  choose(login: string | undefined): Promise<void>;
  /** Makes the desk of the chosen account, who must be signed in, and leaves it open. */
  create(secret: Secret): Promise<void>;
  /** One try; needs no network. It is closed in every other tab. */
  open(secret: Secret): Promise<DeskTried>;
  /** Closes it and drops its keys. What was decided is kept, and goes at the next opening. */
  close(): Promise<void>;
  /**
   * Takes the chosen account's desk out of this browser, whoever forgot its secret too. Without
   * `named`, or when the loss is not (any more) so many, it stays and the answer says what would be lost.
   */
  remove(named?: number): Promise<DeskRemoval>;
  /**
   * Opens a cohort on this desk with the office in reach: its list, a record for each learner in
   * scope, the review list. Resolves when all of it is here. Once opened it is kept up to date while
   * the pages are seen, and everything below works offline.
   */
  visit(cohort: CohortId): Promise<DeskCohort>;
  /** Cohorts that were opened here. */
  cohorts(): Promise<readonly DeskCohort[]>;
  queue(cohort: CohortId): Promise<Queue>;
  /** Whom to contact, as last fetched; undefined where the account contacts nobody. */
  followUp(cohort: CohortId): Promise<FollowReport | undefined>;
  learner(learner: LearnerId): Promise<StaffView>;
  /**
   * Resolves when it is durable in this browser; it is sent by itself. The same action object put
   * again after a failure is done once.
   */
  act(learner: LearnerId, action: StaffAction): Promise<void>;
  /** Tries the road now. Never needed: only so that a person may ask. */
  tryNow(): void;
}
