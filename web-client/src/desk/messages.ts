/**
 * What an office page and its desk's worker say to each other.
 *
 * Owns the shapes only. Must not: hold state or do anything.
 */
import type { FollowReport } from '../api/follow';
import type { Poke } from '../engine/messages';
import type {
  CohortId, DeskCohort, DeskNews, DeskRemoval, DeskTried, LearnerId, Queue, Secret, StaffAction, StaffView,
} from './types';

/** `act` names itself, so that it may be put again and is done once all the same. */
export type DeskAsk =
  | { readonly do: 'choose'; readonly login: string | undefined }
  | { readonly do: 'create'; readonly secret: Secret }
  | { readonly do: 'open'; readonly secret: Secret }
  | { readonly do: 'close' }
  | { readonly do: 'remove'; readonly named?: number }
  | { readonly do: 'visit'; readonly cohort: CohortId }
  | { readonly do: 'cohorts' }
  | { readonly do: 'queue'; readonly cohort: CohortId }
  | { readonly do: 'follow_up'; readonly cohort: CohortId }
  | { readonly do: 'learner'; readonly learner: LearnerId }
  | { readonly do: 'act'; readonly learner: LearnerId; readonly actionId: string; readonly action: StaffAction }
  | { readonly do: 'poke'; readonly why: Poke };

export type DeskAnswer = DeskTried | DeskRemoval | DeskCohort | readonly DeskCohort[] | FollowReport | Queue | StaffView | undefined;

export type ToDesk =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module }
  | { readonly kind: 'ask'; readonly id: string; readonly ask: DeskAsk };

export type FromDesk =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: string; readonly value: DeskAnswer }
  /** A `DeskFailure`, or a bug in its own words. */
  | { readonly kind: 'refusal'; readonly id: string; readonly code: string }
  | { readonly kind: 'news'; readonly news: DeskNews }
  /** The core trapped: its memory cannot be trusted. The page starts another worker. */
  | { readonly kind: 'broken'; readonly why: string };
