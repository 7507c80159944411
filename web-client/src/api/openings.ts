/**
 * The JSON of notices and of an opening's candidates, field for field as `docs/API.md` names it.
 *
 * Owns these shapes only.
 */
import type { NoticeKind, ReferralState } from '../engine/types';
import type { CohortId, Day, LearnerName, Seconds } from './types';

/** A UUID v7. */
export type NoticeId = string;

export interface KeptNotice {
  readonly id: NoticeId;
  readonly cohort: CohortId;
  readonly kind: NoticeKind;
  readonly title: string;
  /** In lines. */
  readonly text: string;
  readonly ends_on: Day;
  /** Who answers for it; of an opening, who verified it. */
  readonly by: string;
  readonly place?: string;
  readonly link?: string;
  readonly company?: string;
  readonly tracks: readonly string[];
  readonly courses: readonly string[];
  readonly certificates: readonly string[];
  /** Of an opening: somebody answers for it as it stands. */
  readonly verified: boolean;
  readonly verified_at?: Seconds;
  /** Phones are told of it, until the day on which it ends. */
  readonly told: boolean;
  readonly closed: boolean;
  /** Of an opening, in a list: how many of the cohort. */
  readonly interested?: number;
}

/** As it is to stand. */
export interface NoticeForm {
  /** Of a new one. */
  readonly id?: NoticeId;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly text: string;
  readonly ends_on: Day;
  readonly place?: string;
  readonly link?: string;
  readonly company?: string;
  readonly tracks?: readonly string[];
  readonly courses?: readonly string[];
  readonly certificates?: readonly string[];
  /** Whoever sends this answers for the opening, under her name. */
  readonly verified?: boolean;
  readonly closed?: boolean;
}

/** One thing that is asked for; of tracks any one of them. */
export type Reason = { readonly tracks: readonly string[] } | { readonly course: string } | { readonly certificate: string };

export interface Candidate extends LearnerName {
  /** She has all that is asked for. */
  readonly fits: boolean;
  readonly interested: boolean;
  readonly has: readonly Reason[];
  readonly lacks: readonly Reason[];
  readonly referrals?: readonly { readonly referral: string; readonly state: ReferralState }[];
  readonly referred_on?: Day;
  readonly placed_on?: Day;
}

export interface Candidates {
  readonly opening: KeptNotice;
  readonly learners: readonly Candidate[];
}
