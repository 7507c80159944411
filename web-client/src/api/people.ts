/**
 * The JSON of taking people in and reaching them, field for field as `docs/API.md` names it.
 *
 * Owns these shapes only.
 */
import type { CohortId, Day, LearnerId, Seconds, WriterId } from './types';

export type CodeKind = 'screen' | 'printed';
export type Covered = 'record' | 'contact' | 'reports';

export interface Consent {
  readonly covers: readonly Covered[];
  readonly version: string;
  /** Absent: today. */
  readonly given?: Day;
}

export interface Contact {
  readonly channel: 'call' | 'message' | 'none';
  readonly number?: string;
  /** `HH:MM`. */
  readonly from?: string;
  readonly until?: string;
  readonly ask_for?: string;
  readonly leave_message?: boolean;
}

/** How she may be reached, as far as anybody asked her. */
export type KnownContact = Contact | { readonly channel: 'not_asked' };

/** As she says; `unsaid`: she prefers not to say. */
export type Gender = 'female' | 'male' | 'other' | 'unsaid';

export interface NewPerson {
  /** 32 hex digits chosen here: sent again, it is the same person. */
  readonly id: LearnerId;
  readonly name: string;
  readonly birth_year?: number;
  readonly about?: string;
  readonly track?: string;
  readonly gender?: Gender;
  /** A region's id. */
  readonly region?: string;
  readonly consent: Consent;
  readonly contact?: Contact;
  readonly code: CodeKind;
  readonly confirm_duplicate?: boolean;
}

export interface PersonName {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  readonly cohort: CohortId;
}

export interface Alike extends PersonName {
  readonly why: 'name' | 'number';
}

export interface HandedCode {
  readonly code: string;
  readonly kind: CodeKind;
  readonly expires_at: Seconds;
  /** Made at a centre's hub: the phone waits until somebody has compared its three words. */
  readonly waits?: true;
}

export type Enrolled =
  | { readonly state: 'saved'; readonly learner: PersonName; readonly code: HandedCode }
  | { readonly state: 'alike'; readonly alike: readonly Alike[] };

export interface Person {
  readonly learner: PersonName;
  readonly birth_year?: number;
  readonly about?: string;
  readonly track?: string;
  readonly gender?: Gender;
  readonly region?: string;
  /** The newest first. */
  readonly consents: readonly (Consent & { readonly given: Day; readonly recorded_at: Seconds; readonly recorded_by?: string })[];
  readonly contact: 'not_asked' | 'no' | 'yes';
}

/** What is to change; what is absent stays, what is `null` is taken away. */
export interface PersonEdit {
  readonly name?: string;
  readonly birth_year?: number | null;
  readonly about?: string | null;
  readonly track?: string | null;
  readonly gender?: Gender | null;
  readonly region?: string | null;
  readonly consent?: Consent;
  readonly contact?: Contact;
}

export interface WriterAnswer {
  readonly writer: WriterId;
  readonly is_hers: boolean;
}

export interface TableFault {
  /** As a spreadsheet counts: the head is row 1. Absent: the table as a whole. */
  readonly row?: number;
  readonly column?: string;
  readonly problem: string;
}

export interface AlikeRow {
  readonly row: number;
  readonly name: string;
  readonly known?: readonly Alike[];
  readonly rows?: readonly number[];
}

export type Import =
  | { readonly state: 'faults'; readonly faults: readonly TableFault[] }
  | { readonly state: 'fine'; readonly people: readonly { readonly row: number; readonly name: string; readonly birth_year?: number }[]; readonly alike: readonly AlikeRow[] }
  | { readonly state: 'saved'; readonly learners: readonly PersonName[] };

/** A phone that asks two holders to open a profile. */
export interface RecoveryRequest {
  readonly learner: PersonName;
  readonly made_at: Seconds;
  readonly expires_at: Seconds;
  readonly ephemeral: string;
  /** Her part; absent when she has none, or has answered. */
  readonly part?: string;
  /** Names of those who have answered. */
  readonly given: readonly string[];
}
