/**
 * Whom to contact, and who accompanies whom, as the office tells it.
 *
 * Owns these shapes. Must not: import anything but ids.
 */
import type { LearnerId, Seconds } from './types';

export interface FollowReport {
  readonly as_of: Seconds;
  /** Who waits for an answer first, then who has most reasons. */
  readonly learners: readonly FollowLine[];
}

export interface FollowLine {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  /** When a phone of hers was last heard from. */
  readonly last_data?: Seconds;
  readonly why: readonly FollowReason[];
}

export type FollowReason =
  | { readonly kind: 'asked'; readonly since: Seconds }
  | { readonly kind: 'missed'; readonly session: string; readonly title: string; readonly day: string }
  /** Without `days` nothing ever came. */
  | { readonly kind: 'silent'; readonly days?: number }
  | { readonly kind: 'stuck'; readonly lesson: string; readonly since: Seconds };


/** Who accompanies whom in a cohort. */
export interface Groups {
  /** `group`: how many each accompanies, in whatever cohort. */
  readonly mentors: readonly { readonly login: string; readonly name: string; readonly group: number }[];
  readonly learners: readonly GroupedLearner[];
}

export interface GroupedLearner {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  /** Logins. */
  readonly mentors: readonly string[];
}
