/**
 * The face of the engine: everything that a screen may ask of the phone's own record.
 *
 * Owns what crosses between the worker (core, storage, sync) and the screens; the shapes of each
 * concept stand in a file of their own and are handed on from here.
 * Must not: hold state, or know about wasm, IndexedDB or HTTP.
 */
import type { Catalogue, Download, Lesson } from './courses';
import type { Brought, CourierFile, ParcelSummary } from './courier';
import type { Asked, Asking, Card, Helper, HiddenSeconds, Loss, ProfileId, ProfileSummary, Proof, Removal, Secret, Tried, Who } from './profiles';
import type { Action, LessonId, RecordView, Seconds } from './record';

export type * from './courier';
export type * from './courses';
export type * from './profiles';
export type * from './record';
export type * from './surveys';
export type * from './notices';
export { NOTICE_KINDS } from './notices';
export { BECAME_KINDS } from './surveys';

/** What the phone knows of the road, for the knots' sentence. */
export type Road =
  | { readonly state: 'offline' }
  | { readonly state: 'waiting'; readonly retryAt: Seconds }
  | { readonly state: 'sending' }
  | { readonly state: 'rest'; readonly lastContact?: Seconds };

/** Why the engine could not do what was asked: a stable code, never a technical text. */
export type EngineFailure =
  | 'code_unknown' // no such enrolment code, or already used
  | 'code_expired'
  | 'too_many_tries'
  | 'already_here' // this learner has a profile on this phone
  | 'offline' // enrolment needs the network
  | 'server_trouble' // reachable, but could not answer
  | 'storage_full'
  | 'too_long' // more than one change may hold
  | 'no_sealing_key' // what is only the office's to read cannot be sealed before a visit
  | 'storage_lost' // storage failed; reloaded from what was kept
  | 'not_open' // no profile is open
  | 'other_secret' // this code was begun on this phone with another secret
  | 'no_helpers' // fewer than two people of staff could help
  | 'busy_elsewhere'; // another tab holds the profile and did not answer

export class EngineError extends Error {
  constructor(readonly code: EngineFailure) {
    super(code);
  }
}

/** Emitted by the engine; each carries the whole new value, so that a screen only shows it. */
export type EngineEvent =
  | { readonly type: 'profiles'; readonly profiles: readonly ProfileSummary[] }
  /** Whether the centre lends this phone. */
  | { readonly type: 'lent'; readonly lent: boolean }
  /** A profile was deleted here by the office's word, and nobody has read so yet. */
  | { readonly type: 'erased'; readonly erased: boolean }
  | { readonly type: 'record'; readonly record: RecordView | undefined }
  | { readonly type: 'road'; readonly road: Road }
  /** Device clock minus server clock where it is off by more than a day, else 0. */
  | { readonly type: 'clock'; readonly offsetSeconds: number }
  /** Files of others that this phone carries. */
  | { readonly type: 'parcels'; readonly parcels: readonly ParcelSummary[] }
  | { readonly type: 'catalogue'; readonly catalogue: Catalogue }
  /** That of a version that is not in force any more, by which somebody here goes. */
  | { readonly type: 'earlier_catalogue'; readonly version: number; readonly catalogue: Catalogue }
  | { readonly type: 'download'; readonly pack: string; readonly download: Download };

export interface Engine {
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /**
   * Redeems a code, makes keys and an empty profile sealed with the secret, and leaves it open;
   * needs the network once. The same code again goes on where it stopped, with the same secret.
   * With `visit` it leaves by itself, when it is locked and nothing is lost by that.
   * A profile that she has here already stays until all of it has left and the new one holds it.
   */
  enrol(code: string, picture: number, secret: Secret, visit?: boolean): Promise<ProfileId>;
  /** Says that the centre lends this phone, or that it does not any more. */
  lendPhone(lent: boolean): Promise<void>;
  /** Somebody has read that a profile was deleted by the office's word. */
  readErased(): Promise<void>;
  /**
   * One try. Without a secret only a profile that has none yet (`secret: 'none'`) opens, and the
   * first thing to do is `setSecret`. The record is known when this resolves with `ok`.
   */
  open(who: Who, secret?: Secret): Promise<Tried>;
  /** One try with a recovery card; then choose a new secret with `setSecret` and the same card. */
  openWithCard(who: Who, text: string): Promise<Tried>;
  /** A new secret for the open profile. Until this resolves with `ok` the old one is in force. */
  setSecret(next: Secret, proof: Proof): Promise<Tried>;
  /** A new recovery card for the open profile; it voids the one before. Kept nowhere: show it. */
  makeCard(secret: Secret): Promise<Tried & { readonly card?: Card }>;
  /** Names of those who could open her profile two together; needs the network. */
  helpers(): Promise<readonly string[]>;
  /** Lets these people, any two together, open the open profile. `changed`: they are not the same any more. */
  makeCentreKey(secret: Secret, names: readonly string[]): Promise<Tried | { readonly result: 'changed' }>;
  dropCentreKey(): Promise<void>;
  /** Whom the open profile's key names; undefined where there is none. */
  centreKey(): Promise<readonly Helper[] | undefined>;
  /** Asks the holders to open a profile; needs the network. A new request ends the one before. */
  askCentre(who: Who): Promise<Asked>;
  /** How that stands; `ok`: it is open, and a new secret is chosen next, with the proof `centre`. */
  lookCentre(): Promise<Asking>;
  /** This tab leaves the profile; where no other tab has it open, it is locked. */
  close(): Promise<void>;
  /**
   * Locks the open profile (or the named one) in every tab: keys and record are dropped. Asks
   * nothing of the network and saves nothing: what is half-filled is saved before.
   */
  lock(profile?: ProfileId): Promise<void>;
  /** What would be lost for ever if it left now; undefined when nothing. Changes nothing. */
  lossOf(profile: ProfileId): Promise<Loss | undefined>;
  /**
   * Takes a profile off this phone. Without `named`, or when the loss is not (any more) the one
   * named, it stays and the answer says what would be lost. Nothing lost: removed at once.
   */
  removeProfile(profile: ProfileId, named?: Loss): Promise<Removal>;
  /** For the open profile: what the lock screen shows of it. */
  hideCounts(hide: boolean): Promise<void>;
  hideProfile(hide: boolean): Promise<void>;
  /** Undefined or empty: no name. */
  nameProfile(name: string | undefined): Promise<void>;
  lockHiddenAfter(seconds: HiddenSeconds): Promise<void>;
  /** Resolves when the save is durable on this phone; rejects with `EngineError` otherwise. */
  act(action: Action): Promise<void>;
  /** A half-filled form, sealed with the profile, so that a killed tab loses no answer. */
  saveDraft(name: string, draft: unknown): Promise<void>;
  loadDraft(name: string): Promise<unknown>;
  /** Starts or goes on with a download; progress comes as `download` events. */
  download(pack: string): Promise<void>;
  stopDownload(pack: string): void;
  /** Undefined when the pack is not (whole) on the phone. Image sources are usable as they are. */
  lesson(pack: string, lesson: LessonId): Promise<Lesson | undefined>;
  /** What all profiles on this phone have for the office, as a file for whoever goes there. */
  courierFile(): Promise<CourierFile>;
  /** Takes in a file that came: answers for this phone, or somebody else's to be carried. */
  openCourier(file: Uint8Array<ArrayBuffer>): Promise<Brought>;
  /** The office's answer to a parcel, to be carried back. */
  parcelAnswer(parcel: string): Promise<string | undefined>;
  forgetParcel(parcel: string): Promise<void>;
  /** Tries the road now. Never needed: only so that a person may ask. */
  tryNow(): void;
}
