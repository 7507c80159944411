/**
 * What a page and its worker say to each other, and a worker to the worker that leads.
 *
 * Owns the shapes only. Must not: hold state or do anything.
 *
 * Every ask names what it is about in full (the profile, the action's id), so that it may be put
 * again to another worker after one died, and is done once all the same.
 */
import type { Action, EngineEvent, Lesson, LessonId, ProfileId, Seconds } from './types';

export type Ask =
  | { readonly do: 'hello' }
  | { readonly do: 'enrol'; readonly code: string; readonly picture: number }
  | { readonly do: 'open'; readonly profile: ProfileId }
  | { readonly do: 'close'; readonly profile: ProfileId }
  | { readonly do: 'act'; readonly profile: ProfileId; readonly actionId: string; readonly action: Action }
  | { readonly do: 'saveDraft'; readonly profile: ProfileId; readonly name: string; readonly json: string }
  | { readonly do: 'loadDraft'; readonly profile: ProfileId; readonly name: string }
  | { readonly do: 'download'; readonly pack: string }
  | { readonly do: 'stopDownload'; readonly pack: string }
  | { readonly do: 'lesson'; readonly pack: string; readonly lesson: LessonId }
  | { readonly do: 'poke'; readonly why: Poke }
  | { readonly do: 'anyOpen' };

/** Why the road should be looked at. */
export type Poke = 'saved' | 'open' | 'visible' | 'hidden' | 'online' | 'offline' | 'asked' | 'tick';

export type Answer = ProfileId | boolean | string | Lesson | undefined;

/** What the leading worker tells every tab. With a profile, only tabs that have it open hear it. */
export type Told =
  | { readonly kind: 'event'; readonly profile?: ProfileId; readonly event: EngineEvent }
  | { readonly kind: 'clock'; readonly clock: ClockReading };

/** Device clock minus server clock as last measured. */
export interface ClockReading {
  readonly offsetSeconds: number;
  readonly serverSeconds: Seconds;
}

export type ToWorker =
  | { readonly kind: 'start'; readonly module: WebAssembly.Module }
  | { readonly kind: 'ask'; readonly id: string; readonly ask: Ask }
  /** The page goes to sleep, or wakes: a sleeping tab must not hold what others need. */
  | { readonly kind: 'sleep' }
  | { readonly kind: 'wake' };

export type ToPage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: string; readonly value: Answer }
  | { readonly kind: 'refusal'; readonly id: string; readonly code: string }
  | Told
  /** The core trapped: its memory cannot be trusted. The page starts another worker. */
  | { readonly kind: 'broken'; readonly why: string };
