/**
 * The face of the engine: everything that a screen may ask of the phone's own record.
 *
 * Owns the shapes that cross between the worker (core, storage, sync) and the screens.
 * Must not: import anything, hold state, or know about wasm, IndexedDB or HTTP.
 *
 * Values here are the folded view of the record, computed by sync-core; a screen never folds.
 */

/** Opaque local id of a profile on this device; says nothing about who it is. */
export type ProfileId = string & { readonly __brand: 'ProfileId' };
/** A lesson's stable id, eight characters, from the lesson pack. */
export type LessonId = string;
/** A work entry's id: a UUID v7, lower case with hyphens. */
export type EntryId = string;
/** A kind of paid work, as the programme names it. */
export type TaskId = string;
/** A calendar day at the learner's place, `YYYY-MM-DD`. */
export type Day = string;
/** Seconds since 1970, UTC, as the phone's clock had it, corrected by the last time anchor. */
export type Seconds = number;

/** One version of an entry, a decision or a payment: 64 hex digits. */
export type VersionId = string;
/** Where an entry that staff made for her is from. */
export type WorkSource = 'paper' | 'call' | 'dead_phone';

/** How far something has come, from this phone towards the office. */
export type Held = 'phone' | 'centre' | 'office';

/** The two ways to prove oneself. `none`: made before there were secrets; one is to be chosen at once. */
export type SecretKind = 'digits' | 'pictures';

/** What she opens her profile with. */
export type Secret =
  /** Exactly six digits. */
  | { readonly kind: 'digits'; readonly digits: string }
  /** Five of the sixteen secret pictures (0 to 15) in order; one may come again. */
  | { readonly kind: 'pictures'; readonly pictures: readonly number[] };

/** Proof, once more, of who holds the phone, before something that cannot be taken back. */
export type Proof =
  /** Only for a profile that has no secret yet. */
  | { readonly by: 'none' }
  | { readonly by: 'secret'; readonly secret: Secret }
  /** The twelve words as typed, in either language, or the text of the card's QR. */
  | { readonly by: 'card'; readonly text: string };

/** Who is to be opened: a profile that the lock screen shows, or "otro perfil" by its picture. */
export type Who = ProfileId | { readonly other: number };

/** How a try ended. Nothing but this tells whether a profile behind "otro perfil" exists. */
export type Tried =
  | { readonly result: 'ok'; readonly profile: ProfileId }
  /** Not the secret. `waitSeconds` before the next try, 0 when it may be at once. */
  | { readonly result: 'wrong'; readonly waitSeconds: number }
  /** Too soon after wrong tries: nothing was tried and nothing counted. */
  | { readonly result: 'wait'; readonly waitSeconds: number };

/** A recovery card, shown once and kept nowhere. Words and QR say the same. */
export interface Card {
  /** Twelve words in each language; either set opens. */
  readonly words: Readonly<Record<'es' | 'en', readonly string[]>>;
  /** Text of the QR: capital letters and digits only, and it names nobody. */
  readonly qr: string;
}

/** What would be gone for ever if a profile left this phone now. */
export interface Loss {
  /** Things saved here that the office is not known to have. */
  readonly unsent: number;
  /** The count may lag behind (a killed tab): there may be more. */
  readonly perhapsMore: boolean;
  /** The office has all, but is not known to have it in a backup. */
  readonly notBackedUp: boolean;
}

export type Removal = { readonly result: 'removed' } | { readonly result: 'would_lose'; readonly loss: Loss };

/** After so long out of sight a profile is locked. */
export type HiddenSeconds = 30 | 120;

/** What the lock screen may show of a profile without opening it. */
export interface ProfileSummary {
  readonly id: ProfileId;
  /** Index of the picture (0 to 23) in `ui/pictures`; unique among those that are not hidden. */
  readonly picture: number;
  /** Things saved here and not yet confirmed by the office; 0 when the owner hides her counts. */
  readonly unsent: number;
  /** True once something was saved and the office has all of it; false when counts are hidden. */
  readonly allArrived: boolean;
  readonly secret: SecretKind | 'none';
  readonly countsHidden: boolean;
  /** Behind "otro perfil". Such a profile is only ever told of to a tab that has it open. */
  readonly hidden: boolean;
  /** Only when the owner wants one. */
  readonly name?: string;
  /** Seconds before the next try when this was told; 0 when free. */
  readonly waitSeconds: number;
  /** A recovery card is in force. */
  readonly hasCard: boolean;
  readonly lockHiddenSeconds: HiddenSeconds;
}

/** Where the record is. A knot is full when its count equals `total`. */
export interface Knots {
  readonly total: number;
  readonly phone: number;
  readonly centre: number;
  readonly office: number;
}

export interface LessonProgress {
  readonly lesson: LessonId;
  readonly state: 'open' | 'done';
  /** Index of the page (section of the lesson) where she left off. */
  readonly place: number;
  readonly seconds: number;
  /** Best quiz score, 0 to 100; absent when no quiz was answered. */
  readonly scorePercent?: number;
  readonly completedAt?: Seconds;
  readonly lastAt: Seconds;
  readonly held: Held;
}

/** One version of a work entry: what somebody wrote, never altered. */
export interface WorkVersion {
  /** `COUNTER@ACTORHEX`, the same name that the server and an exported document use. */
  readonly op: string;
  /** Its id, in hex: what answers name. */
  readonly version: VersionId;
  /** Where it is from, when her centre entered it for her. */
  readonly source?: WorkSource;
  readonly task: TaskId;
  readonly day: Day;
  readonly minutes?: number;
  readonly units?: number;
  /** Minute of the day (0 to 1439) when the work began. */
  readonly start?: number;
  readonly note?: string;
  readonly withdrawn: boolean;
  readonly at: Seconds;
  /** True when this phone wrote it. */
  readonly mine: boolean;
  readonly held: Held;
}

/** An amount in minor units; nothing is ever converted. */
export interface Money {
  readonly amount: number;
  /** Three capital letters. */
  readonly currency: string;
}

/** How an entry stands with staff. */
export interface Hours {
  readonly state: 'waiting' | 'asked' | 'approved' | 'declined' | 'withdrawn' | 'question';
  /** Why it is a question. */
  readonly question?: 'versions' | 'disagreement' | 'not_so' | 'second_person' | 'newer';
  readonly decision?: VersionId;
  /** Why it was asked or declined: a code. */
  readonly reason?: string;
  /** In the words of whoever decided. */
  readonly note?: string;
  /** She has answered what was asked. */
  readonly answered: boolean;
  /** How much is approved: minutes or units. */
  readonly minutes?: number;
  readonly units?: number;
  /** What it is worth. */
  readonly amount?: Money;
  /** The day of the newest payment that names it. */
  readonly paidOn?: Day;
}

export interface WorkEntry {
  readonly id: EntryId;
  /** Live versions, newest first. More than one is an open question. */
  readonly live: readonly WorkVersion[];
  readonly openQuestion: boolean;
  readonly hours: Hours;
  /** Superseded versions, newest first. */
  readonly earlier: readonly WorkVersion[];
}

/** Something that waits for her answer: a question of staff's, or an entry made for her. */
export interface StaffQuestion {
  readonly kind: 'asked' | 'assisted';
  readonly entry: EntryId;
  /** What the answer is about. */
  readonly about: VersionId;
  /** A code. */
  readonly reason?: string;
  /** In the words of whoever asks. */
  readonly note?: string;
  readonly source?: WorkSource;
}

export interface EarningsWeek {
  readonly monday: Day;
  readonly minutes: number;
  readonly units: number;
  /** By currency. */
  readonly approved: readonly Money[];
  /** What of it is in a payment already, by currency. */
  readonly paid: readonly Money[];
}

/** A payment that the office tells of. */
export interface Payment {
  /** What an answer to it is filed under. */
  readonly id: string;
  /** What an answer to it is about. */
  readonly version: VersionId;
  readonly from: Day;
  readonly to: Day;
  readonly amount: Money;
  readonly day: Day;
  /** A code. */
  readonly method: string;
  readonly entries: readonly EntryId[];
  /** What she said of it. */
  readonly answer?: 'received' | 'not_received';
}

/** Newest first, both. */
export interface Earnings {
  readonly weeks: readonly EarningsWeek[];
  readonly payments: readonly Payment[];
}

/** A record that the office refused for good: kept and shown, never dropped silently. */
export interface Refused {
  /** Stable code, turned into a sentence by i18n. */
  readonly code: string;
  readonly section: 'progress' | 'work' | 'other';
  readonly at: Seconds;
  /** The entry or lesson it was about. */
  readonly entity: string;
}

/** Everything of the open profile that screens show. */
export interface RecordView {
  readonly knots: Knots;
  readonly unsent: number;
  /** All of it is in a verified backup of the office: the profile may be removed. */
  readonly backedUp?: boolean;
  /** The office closed this profile on this phone: nothing more comes. What is written here is sent, and waits for somebody to look at it. */
  readonly revoked?: boolean;
  readonly lessons: Readonly<Record<LessonId, LessonProgress>>;
  /** Newest day first, then newest first. */
  readonly work: readonly WorkEntry[];
  /** What staff ask her, then what they entered for her. */
  readonly questions: readonly StaffQuestion[];
  readonly earnings: Earnings;
  readonly refused: readonly Refused[];
  /** Day of her first record, or of enrolment: where the weave begins. */
  readonly since: Day;
}

export interface WorkFields {
  readonly task: TaskId;
  readonly day: Day;
  readonly minutes?: number;
  readonly units?: number;
  readonly start?: number;
  readonly note?: string;
}

/** One thing a learner does. Saved whole or not at all. */
export type Action =
  /** Page reached, with the seconds spent since the last such action. */
  | { readonly type: 'lesson_place'; readonly lesson: LessonId; readonly place: number; readonly seconds: number }
  | { readonly type: 'lesson_quiz'; readonly lesson: LessonId; readonly place: number; readonly seconds: number; readonly scorePercent: number }
  | { readonly type: 'lesson_done'; readonly lesson: LessonId; readonly place: number; readonly seconds: number; readonly scorePercent?: number }
  | { readonly type: 'work_add'; readonly entry: EntryId; readonly fields: WorkFields }
  /** Replaces exactly the versions that she saw (`op`s): one that arrives meanwhile stays. */
  | { readonly type: 'work_correct'; readonly entry: EntryId; readonly fields: WorkFields; readonly seen: readonly string[] }
  | { readonly type: 'work_withdraw'; readonly entry: EntryId; readonly seen: readonly string[] }
  /** Undo of a withdrawal: replaces whatever is live. */
  | { readonly type: 'work_restore'; readonly entry: EntryId }
  /** Her word on what staff asked, entered or paid; `reply` has text. */
  | { readonly type: 'answer'; readonly subject: string; readonly kind: AnswerKind; readonly about: VersionId; readonly text?: string };

export type AnswerKind = 'yes' | 'not_so' | 'reply' | 'received' | 'not_received';

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
  | 'storage_lost' // storage failed; reloaded from what was kept
  | 'not_open' // no profile is open
  | 'other_secret' // this code was begun on this phone with another secret
  | 'busy_elsewhere'; // another tab holds the profile and did not answer

export class EngineError extends Error {
  constructor(readonly code: EngineFailure) {
    super(code);
  }
}

/** Emitted by the engine; each carries the whole new value, so that a screen only shows it. */
export type EngineEvent =
  | { readonly type: 'profiles'; readonly profiles: readonly ProfileSummary[] }
  | { readonly type: 'record'; readonly record: RecordView | undefined }
  | { readonly type: 'road'; readonly road: Road }
  /** Device clock minus server clock where it is off by more than a day, else 0. */
  | { readonly type: 'clock'; readonly offsetSeconds: number }
  | { readonly type: 'catalogue'; readonly catalogue: Catalogue }
  | { readonly type: 'download'; readonly pack: string; readonly download: Download };

export type Download =
  | { readonly state: 'absent' }
  | { readonly state: 'partial'; readonly gotBytes: number; readonly totalBytes: number; readonly running: boolean }
  | { readonly state: 'here' }
  | { readonly state: 'no_room'; readonly gotBytes: number; readonly totalBytes: number };

export type Text = Readonly<Record<string, string>>; // locale → words; `es` always present

/** The programme as a phone needs it: what may be learnt and what work is paid. */
export interface Catalogue {
  readonly programme: { readonly id: string; readonly title: Text };
  readonly courses: readonly Course[];
  readonly tasks: readonly Task[];
  /** Ways through the programme; absent where there are none. */
  readonly tracks?: readonly { readonly id: string; readonly title: Text }[];
}
export interface Course {
  readonly id: string;
  readonly title: Text;
  /** Language of the lessons. */
  readonly language: string;
  /** The course that this one says in another language, lesson by lesson. */
  readonly sameAs?: string;
  readonly pack: string;
  /** Content hash of the pack's manifest: a new one means new content. */
  readonly version: string;
  readonly sizeBytes: number;
  readonly lessons: readonly LessonHead[];
}
export interface LessonHead {
  readonly id: LessonId;
  readonly title: string;
  /** Depth in the table of contents, 0 or 1. */
  readonly level: number;
  readonly pages: number;
  readonly minutes: number;
  readonly hasQuiz: boolean;
}
export interface Task {
  readonly id: TaskId;
  readonly title: Text;
  /** Name of an icon in `ui/icons`. */
  readonly icon: string;
  readonly measure: 'minutes' | 'units';
  /** What a unit is, when measured in units ("imágenes"). */
  readonly unit?: Text;
}

/** One lesson, finished HTML, sanitised at import; from the pack's files on the phone. */
export interface Lesson {
  readonly id: LessonId;
  readonly title: string;
  readonly language: string;
  readonly pages: readonly Page[];
}
export type Page =
  | { readonly kind: 'text'; readonly html: string }
  | { readonly kind: 'quiz'; readonly quiz: Quiz };
export interface Quiz {
  readonly title?: string;
  readonly questions: readonly {
    readonly ask: string;
    readonly options: readonly { readonly text: string; readonly right: boolean; readonly why?: string }[];
  }[];
}

export interface Engine {
  subscribe(listener: (event: EngineEvent) => void): () => void;
  /**
   * Redeems a code, makes keys and an empty profile sealed with the secret, and leaves it open;
   * needs the network once. The same code again goes on where it stopped, with the same secret.
   */
  enrol(code: string, picture: number, secret: Secret): Promise<ProfileId>;
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
  /** This tab leaves the profile; where no other tab has it open, it is locked. */
  close(): Promise<void>;
  /**
   * Locks the open profile (or the named one) in every tab: keys and record are dropped. Asks
   * nothing of the network and saves nothing: what is half-filled is saved before.
   */
  lock(profile?: ProfileId): Promise<void>;
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
  /** Tries the road now. Never needed: only so that a person may ask. */
  tryNow(): void;
}
