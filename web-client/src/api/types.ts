/**
 * The JSON that staff pages receive, field for field as `docs/API.md` names it.
 *
 * Owns these shapes only. Must not: compute anything, or differ from that page.
 */

import type { LearnerSession } from './schedule';

/** Seconds since 1970 UTC, already corrected by the server where a phone's clock was off. */
export type Seconds = number;
/** `YYYY-MM-DD`. */
export type Day = string;
export type CohortId = string;
export type LearnerId = string;
export type CenterId = string;
export type DeviceNumber = number;
/** The public name of a key that may sign: one phone of one learner. */
export type WriterId = string;

export type Role = 'coordinator' | 'administrator' | 'facilitator' | 'mentor' | 'auditor';

/** A privileged act, by the word that `authority` and the audit log have for it. */
export type Act =
  | 'list_centers' | 'list_cohorts' | 'read_trainer_packs' | 'read_cohort' | 'read_record' | 'read_board' | 'read_contact' | 'list_devices' | 'read_notes'
  | 'read_statements' | 'read_reports' | 'read_people_behind' | 'export_named' | 'export_nameless' | 'read_accounts' | 'read_audit' | 'enrol' | 'edit_person' | 'merge_people' | 'record_kinship' | 'end_kinship'
  | 'manage_groups' | 'move_learner' | 'erase' | 'make_code' | 'confirm_writer' | 'rename_device' | 'revoke_device' | 'release_held' | 'reset_secret'
  | 'use_recovery_key' | 'take_courier_file' | 'register_desk' | 'record_attendance' | 'manage_sessions' | 'manage_notices' | 'decide' | 'decide_in_bulk' | 'enter_on_behalf' | 'write_notes'
  | 'send_message' | 'issue_certificate' | 'record_outcome' | 'close_statement' | 'mark_paid' | 'manage_accounts' | 'manage_centers'
  | 'manage_programme' | 'back_up';

/** A role that an account has, where and when. */
export interface Grant {
  readonly role: Role;
  readonly scope: 'programme' | 'center' | 'cohort' | 'learners';
  readonly center?: string;
  readonly cohort?: CohortId;
  readonly learners?: readonly LearnerId[];
  readonly from: Day;
  readonly until?: Day;
}

/** A grant in force, with what its role may do where it reaches. */
export interface SessionGrant extends Grant {
  readonly acts: readonly Act[];
}

export interface Session {
  readonly login: string;
  readonly name: string;
  readonly locale: string;
  /** The first of `roles`. */
  readonly role?: Role;
  /** In force today. */
  readonly roles: readonly Role[];
  readonly grants: readonly SessionGrant[];
  /** Her password was given to her: nothing else is open before she chooses her own. */
  readonly first_password: boolean;
  /** `to_enrol`: a role of hers must have one, and nothing else is open before she has it. */
  readonly second_factor: 'off' | 'on' | 'to_enrol';
}

export interface CohortHead {
  readonly id: CohortId;
  readonly title: string;
  readonly starts: Day;
  readonly weeks: number;
  readonly center?: CenterId;
  readonly learners: number;
}

export interface CohortReport {
  readonly cohort: { readonly id: CohortId; readonly title: string; readonly starts: Day; readonly weeks: number };
  readonly as_of: Seconds;
  /** Mondays, oldest first; as many as have begun. */
  readonly weeks: readonly Day[];
  readonly lessons_total: number;
  readonly funnel: Funnel;
  readonly learners: readonly LearnerRow[];
}

export interface Funnel {
  readonly enrolled: number;
  readonly started: number;
  readonly half: number;
  readonly completed: number;
}

export interface LearnerRow {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  readonly lessons_done: number;
  /** Where it is not the report's: by her version of the programme and her track. */
  readonly lessons_total?: number;
  /** When she last did something; absent when never. */
  readonly last_activity?: Seconds;
  /** When the server last heard from a phone of hers; absent when never. */
  readonly last_data?: Seconds;
  /** One number for each of the report's weeks. */
  readonly minutes_by_week: readonly number[];
  readonly minutes_total: number;
  readonly units_total: number;
  readonly open_questions: number;
  readonly phones: number;
  /** Changes known to exist that have not arrived. */
  readonly missing: number;
}

export interface LearnerRecord {
  readonly learner: {
    readonly id: LearnerId;
    readonly label: string;
    readonly name: string;
    readonly cohort: CohortId;
    readonly enrolled_at: Seconds;
  };
  readonly as_of: Seconds;
  readonly phones: readonly Phone[];
  readonly lessons: readonly LessonRecord[];
  readonly work: readonly EntryHistory[];
  /** The latest first. */
  readonly sessions: readonly LearnerSession[];
}

export interface Phone {
  readonly writer: WriterId;
  readonly label: string;
  readonly since: Seconds;
  readonly last_data?: Seconds;
  /** The phone's clock minus the server's. */
  readonly clock_offset_seconds: number;
  /** It used a printed code, and nobody said yet whether it is hers. */
  readonly waits?: boolean;
  /** While it waits: the three words on its screen, as places in the lists of `app/three-words`. */
  readonly compare_words?: readonly number[];
  readonly changes: number;
  readonly missing: number;
}

export interface ProgressFields {
  readonly state: 'open' | 'done';
  /** Index of the page reached, from 0. */
  readonly place: number;
  readonly seconds: number;
  readonly score_percent?: number;
  readonly completed_at?: Seconds;
}

export interface LessonRecord {
  readonly lesson: string;
  readonly title: string;
  readonly course: string;
  /** What all phones together say. */
  readonly folded: ProgressFields & { readonly last_at: Seconds };
  readonly by_writer: readonly { readonly writer: WriterId; readonly history: readonly ProgressVersion[] }[];
}

/** What somebody wrote once, never altered. */
export interface Version {
  readonly op: string;
  readonly writer: WriterId;
  readonly phone: string;
  readonly at: Seconds;
  readonly received_at: Seconds;
  readonly live: boolean;
  readonly standing: 'effective' | 'held';
  readonly change: string;
}

export type ProgressVersion = Version & ProgressFields;

export interface WorkFields {
  readonly task: string;
  readonly day: Day;
  /** What day she meant, where the phone's date was wrong when it was written. */
  readonly corrected_day?: Day;
  readonly minutes?: number;
  readonly units?: number;
  /** Minute of the day. */
  readonly start?: number;
  readonly note?: string;
  readonly withdrawn: boolean;
}

export type WorkVersion = Version & WorkFields;

export interface EntryHistory {
  readonly entry: string;
  readonly open_question: boolean;
  readonly live: readonly WorkVersion[];
  /** Newest first, live versions included. */
  readonly history: readonly WorkVersion[];
}

export interface CohortQuestion {
  readonly learner: { readonly id: LearnerId; readonly label: string; readonly name: string };
  readonly entry: EntryHistory;
}

export interface CenterHead {
  readonly id: CenterId;
  readonly title: string;
  readonly cohorts: number;
}

/**
 * Where a phone is with its changes: `all_here` (everything known of is here), `arriving` (it said
 * that it has more), `incomplete` (something that exists has not come), `revoked`, `replaced`.
 */
export type PhoneState = 'all_here' | 'arriving' | 'incomplete' | 'revoked' | 'replaced';

export interface PhoneLine {
  readonly device?: DeviceNumber;
  readonly label: string;
  readonly last_data?: Seconds;
  readonly state: PhoneState;
  /** Changes that it still had when it was last heard from, by its own word, less what came since. */
  readonly unsent: number;
  /** Changes known to exist that have not arrived. */
  readonly missing: number;
  /** Changes that came and wait for others. */
  readonly waiting: number;
  /** At a centre's own computer: how often it brought what only the main office opens, and has not got. */
  readonly carried?: number;
  /** Which are missing, as the phone numbers them from 1. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[];
}

export interface LearnerName {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
}

/** A certificate that ends within thirty days, within seven, or has ended. */
export interface CertificateEnd {
  readonly until: Seconds;
  readonly urgency: 'soon' | 'urgent' | 'over';
}

/** A hub of a centre, as central knows it. */
export interface HubLine {
  readonly id: string;
  readonly label: string;
  readonly last_seen?: Seconds;
  /** Changes that it said it still had. */
  readonly unsent: number;
  readonly certificate_until?: Seconds;
  readonly certificate?: CertificateEnd;
}

/** What a hub still has for central, and what central did not take of it. */
export interface ToCentral {
  readonly last_contact?: Seconds;
  readonly unsent: number;
  /** People and phones that were taken in here, of whom central has not heard. */
  readonly people: number;
  readonly phones: number;
  /** Without `changes`: she herself, or a phone of hers. */
  readonly refused: readonly { readonly learner: LearnerName; readonly code: string; readonly changes?: number }[];
}

export interface Board {
  readonly center: { readonly id: CenterId; readonly title: string };
  readonly since: Seconds;
  readonly silent_days: number;
  readonly may_leave: number;
  readonly seen: number;
  /** Those first that somebody should look at. */
  readonly here: readonly (PhoneLine & { readonly learner: LearnerName; readonly cohort: string })[];
  /** The longest first. */
  readonly silent: readonly {
    readonly learner: LearnerName;
    readonly cohort: string;
    readonly last_data?: Seconds;
    readonly days: number;
    readonly has_phone: boolean;
  }[];
  /** At central; absent from older servers. */
  readonly hubs?: readonly HubLine[];
  /** At a hub: its own way to central. */
  readonly to_central?: ToCentral;
  /** Of the server that was asked, when it ends soon. */
  readonly certificate?: CertificateEnd;
}

export type RevocationReason = 'lost' | 'stolen' | 'broken' | 'handed_over' | 'other';

export interface Device extends PhoneLine {
  readonly device: DeviceNumber;
  readonly writer: WriterId;
  readonly since: Seconds;
  readonly clock_offset_seconds: number;
  readonly changes: number;
  /** Changes of hers that have no effect until somebody releases them. */
  readonly held_back: number;
  readonly revoked?: { readonly at: Seconds; readonly reason: RevocationReason };
  readonly replaced_at?: Seconds;
}

/** A phone whose key was used elsewhere too, and hours of the branch that gave way. */
export interface Fork {
  readonly device: DeviceNumber;
  readonly work: readonly { readonly entry: string; readonly task: string; readonly day: Day; readonly minutes?: number; readonly units?: number }[];
}

export interface Devices {
  readonly as_of: Seconds;
  /** Absent where no key forked. */
  readonly forks?: readonly Fork[];
  /** Where the server's record stood: what a release speaks of. */
  readonly through: number;
  readonly devices: readonly Device[];
}
