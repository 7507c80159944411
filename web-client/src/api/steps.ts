/**
 * What a cohort's learners still have to meet, would like, and want confirmed, as `docs/API.md` says.
 *
 * Owns these shapes. Must not: do anything.
 */
import type { Text } from '../engine/types';
import type { LearnerId } from './types';

export interface Steps {
  readonly requirements: readonly { readonly id: string; readonly title: Text }[];
  readonly tracks: readonly { readonly id: string; readonly title: Text }[];
  readonly learners: readonly LearnerSteps[];
}

export interface LearnerSteps {
  readonly id: LearnerId;
  readonly label: string;
  readonly name: string;
  /** The version of the programme by which she goes. */
  readonly definition: number;
  readonly track?: string;
  readonly met: readonly string[];
  readonly not_yet: readonly string[];
  readonly not_asked: readonly string[];
  readonly choice?: { readonly track: string; readonly day: string; readonly reason?: string; readonly text?: string };
  readonly to_confirm?: readonly { readonly lesson: string; readonly course: Text; readonly title: Text }[];
}
