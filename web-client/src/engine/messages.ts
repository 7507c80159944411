/**
 * What a page and its worker say to each other, and a worker to the worker that leads.
 *
 * Owns the shapes, and the one name, only. Must not: hold state or do anything.
 *
 * Every ask names what it is about in full (the profile, the action's id), so that it may be put
 * again to another worker after one died, and is done once all the same.
 */
import type {
  Action, Asked, Asking, Brought, Card, CourierFile, EngineEvent, Helper, HiddenSeconds, Lesson, LessonId, Loss, ProfileId, Proof, Removal, Seconds, Secret, Tried, Who,
} from './types';

export type Ask =
  | { readonly do: 'hello' }
  | { readonly do: 'enrol'; readonly code: string; readonly picture: number; readonly secret: Secret; readonly visit: boolean }
  | { readonly do: 'lendPhone'; readonly lent: boolean }
  | { readonly do: 'erasedRead' }
  | { readonly do: 'open'; readonly who: Who; readonly proof: Proof }
  /** A tab that has a profile open says so to a new leader. */
  | { readonly do: 'resume'; readonly profile: ProfileId; readonly dataKey: Uint8Array<ArrayBuffer> }
  /** A tab that has just opened a profile wants to see it. */
  | { readonly do: 'show'; readonly profile: ProfileId }
  | { readonly do: 'close'; readonly profile: ProfileId }
  | { readonly do: 'lock'; readonly profile: ProfileId }
  | { readonly do: 'setSecret'; readonly profile: ProfileId; readonly changeId: string; readonly next: Secret; readonly proof: Proof }
  | { readonly do: 'makeCard'; readonly profile: ProfileId; readonly secret: Secret }
  | { readonly do: 'helpers'; readonly profile: ProfileId }
  | { readonly do: 'makeCentreKey'; readonly profile: ProfileId; readonly secret: Secret; readonly names: readonly string[] }
  | { readonly do: 'dropCentreKey'; readonly profile: ProfileId }
  | { readonly do: 'centreKey'; readonly profile: ProfileId }
  | { readonly do: 'askCentre'; readonly who: Who }
  | { readonly do: 'lookCentre' }
  | { readonly do: 'setFace'; readonly profile: ProfileId; readonly face: Face }
  | { readonly do: 'lossOf'; readonly profile: ProfileId }
  | { readonly do: 'remove'; readonly profile: ProfileId; readonly named?: Loss }
  | { readonly do: 'act'; readonly profile: ProfileId; readonly actionId: string; readonly action: Action }
  | { readonly do: 'saveDraft'; readonly profile: ProfileId; readonly name: string; readonly json: string }
  | { readonly do: 'loadDraft'; readonly profile: ProfileId; readonly name: string }
  | { readonly do: 'download'; readonly pack: string }
  | { readonly do: 'stopDownload'; readonly pack: string }
  | { readonly do: 'lesson'; readonly pack: string; readonly lesson: LessonId }
  | { readonly do: 'writeCourier' }
  | { readonly do: 'openCourier'; readonly file: Uint8Array<ArrayBuffer> }
  | { readonly do: 'parcelAnswer'; readonly parcel: string }
  | { readonly do: 'forgetParcel'; readonly parcel: string }
  | { readonly do: 'poke'; readonly why: Poke }
  | { readonly do: 'anyOpen' };

/** Why the road should be looked at. */
export type Poke = 'saved' | 'open' | 'visible' | 'hidden' | 'online' | 'offline' | 'asked' | 'tick';

/** What of a profile its owner may change for the lock screen. */
export type Face =
  | { readonly set: 'countsHidden' | 'hidden'; readonly to: boolean }
  | { readonly set: 'name'; readonly to: string | undefined }
  | { readonly set: 'lockHiddenSeconds'; readonly to: HiddenSeconds };

/**
 * A profile that was opened for a tab. Its data key stays with the tab's worker, so that the
 * profile outlives a change of leader; the page never sees it.
 */
export interface Opened {
  readonly result: 'ok';
  readonly profile: ProfileId;
  readonly dataKey: Uint8Array<ArrayBuffer>;
}

export type Answer = boolean | string | Lesson | Opened | (Tried & { readonly card?: Card }) | Removal | Loss
  | Brought | CourierFile | readonly string[] | readonly Helper[] | Asked | Asking | { readonly result: 'changed' } | undefined;

/** What the leading worker tells every tab. With a profile, only tabs that have it open hear it. */
export type Told =
  | { readonly kind: 'event'; readonly profile?: ProfileId; readonly event: EngineEvent }
  | { readonly kind: 'clock'; readonly clock: ClockReading }
  /** No tab has it open any more. */
  | { readonly kind: 'locked'; readonly profile: ProfileId };

/** Neutral name of the channel on which the workers of this origin speak. */
export const CHANNEL = 'c';

/** Neutral name of the visits that the service worker is asked for. */
export const VISIT = 'v';

/**
 * Put on the channel by a page that may be gone the next moment: a page's own message is on its way
 * before the page can go.
 */
export interface LockNote {
  readonly kind: 'lock';
  readonly profile: ProfileId;
}

/** Device clock minus server clock as last measured. */
export interface ClockReading {
  readonly offsetSeconds: number;
  readonly serverSeconds: Seconds;
  /** Oldest first, the last few: between which two measurements the clock was set or lost its date. */
  readonly jumps?: readonly ClockJump[];
}

export interface ClockJump {
  readonly since: Seconds;
  readonly until: Seconds;
  /** By how much it moved ahead. */
  readonly seconds: number;
  /** Device clock minus server clock from then on. */
  readonly offset: number;
}

export type ToWorker =
  /** `held`: what the worker before this one had open for the page, should it have trapped. */
  | { readonly kind: 'start'; readonly module: WebAssembly.Module; readonly held?: Opened }
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
  | { readonly kind: 'broken'; readonly why: string; readonly held?: Opened };
