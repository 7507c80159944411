/**
 * Surveys as the programme asks them and as the record holds them, the conversation with staff, and what became of her.
 *
 * Owns these shapes. Must not: import anything but ids and words, or hold state.
 */
import type { Day, Held, Seconds } from './record';

type Words = Readonly<Record<string, string>>; // locale → words; `es` always present

export interface Survey {
  readonly id: string;
  readonly title: Words;
  readonly at: 'enrolment' | 'completion' | { readonly months_after_completion: number };
  readonly questions: readonly SurveyQuestion[];
}

export interface SurveyQuestion {
  readonly id: string;
  readonly text: Words;
  readonly kind: 'yes_no' | 'one' | 'many' | 'number' | 'text';
  readonly options?: readonly { readonly id: string; readonly title: Words }[];
  /** What a number counts. */
  readonly unit?: Words;
  /** Sealed for the office where it is answered: nobody reads it here again. */
  readonly sensitive?: boolean;
}

/** One answer: exactly one of these. */
export interface SurveyAnswer {
  readonly yes?: boolean;
  readonly options?: readonly string[];
  readonly number?: number;
  readonly text?: string;
  readonly preferNot?: boolean;
}

/** What is known here of a survey. */
export interface SurveyView {
  readonly day: Day;
  /** By question; what was sealed is not among them. */
  readonly answers: Readonly<Record<string, SurveyAnswer>>;
  /** Sensitive questions were asked with it. */
  readonly sealed: boolean;
  readonly hers: boolean;
  readonly source?: SurveySource;
}

export type SurveySource = 'call' | 'in_person' | 'paper';

/** The days that surveys are asked by. */
export interface SurveyDays {
  readonly enrolled: Day;
  readonly completed?: Day;
}

/** An answer on its way into the record. A question that was skipped is left out. */
export interface SurveyAnswerFields extends SurveyAnswer {
  readonly question: string;
  readonly sensitive: boolean;
}

/** One message of the conversation with those who accompany her. */
export interface Message {
  /** A UUID v7. */
  readonly id: string;
  readonly text: string;
  readonly hers: boolean;
  /** Of staff's: the name that it was sent under. */
  readonly sender?: string;
  /** Of staff's: who, the same on all of their devices. */
  readonly by?: string;
  /** Whoever holds this profile wrote it. */
  readonly mine: boolean;
  readonly at: Seconds;
  readonly held: Held;
}

export const BECAME_KINDS = ['step', 'job_found', 'job_ended', 'business_started', 'business_improved', 'formal_education', 'referred', 'award'] as const;
export type BecameKind = (typeof BECAME_KINDS)[number];

/** What became of her, as staff recorded it. */
export interface Became {
  readonly id: string;
  readonly kind: BecameKind;
  readonly day: Day;
  /** Of a step of placement: which. */
  readonly step?: string;
  readonly note?: string;
  /** The referral that it follows from. */
  readonly referral?: string;
  /** Of an award: which. */
  readonly award?: string;
}

/** A step of placement, as the programme names it. */
export interface PlacementStep {
  readonly id: string;
  readonly title: Words;
}
