/**
 * The face of the wasm core as the worker uses it.
 *
 * Owns these shapes, so that everything above them can be tested with a double.
 * Must not: load wasm (`wasm.ts` does) or add rules of its own.
 *
 * What is relied on: `act` with an id that was done before changes nothing and answers no rows; a
 * call that throws an error with a `code` left the profile as it was; `absorb` accepts an answer to
 * a request made before later actions; no call does I/O or reads a clock; every profile, every
 * enrolment and every stretching has an instance of its own, of which nothing stays when it is done.
 */
import type { Helper } from '../engine/types';
import type { Row, StoredRow } from '../storage/adapter';
import type { Stretch } from '../storage/wrapping';

export type { Row };

export interface Core {
  beginEnrolment(code: string, dataKey: Uint8Array, random: Uint8Array): { request: Uint8Array; rows: Row[] };
  finishEnrolment(
    dataKey: Uint8Array,
    rows: readonly StoredRow[],
    response: Uint8Array,
    nowSeconds: number,
    random: Uint8Array,
  ): { rows: Row[]; learner: string };
  openProfile(dataKey: Uint8Array, rows: readonly StoredRow[], random: Uint8Array): CoreProfile;
  /** A profile that stays locked: its pass, and its rows (those under `g` are looked at). */
  openLocked(pass: Uint8Array, rows: readonly StoredRow[]): CoreLocked;
  /** A request for the centre's recovery key; without a kit one of nobody's, which looks alike. */
  beginRecovery(kit: Uint8Array | undefined, random: Uint8Array): CoreAttempt;
  kitHolders(kit: Uint8Array): readonly Helper[];
  /** What locked profiles have for the office, as a file; where none could be in it, one that nobody opens. */
  writeBundle(phoneSecret: Uint8Array, profiles: readonly Travelling[], deviceSeconds: number, random: Uint8Array): { text: string; pieces: number };
  /** The pieces of a courier file that came. */
  readCourier(phoneSecret: Uint8Array, file: Uint8Array): CourierPiece[];
  /** Argon2id. The secret's copy in the core is wiped, and its instance dropped. */
  readonly stretch: Stretch;
}

/** A profile as it may be taken along without its owner: its pass, and its rows under `g`. */
export interface Travelling {
  readonly pass: Uint8Array;
  readonly rows: readonly StoredRow[];
}

export type CourierPiece =
  /** For this phone, opened; each profile takes its part. */
  | { readonly kind: 'answer'; readonly answer: Uint8Array }
  /** Somebody else's, to be carried. */
  | { readonly kind: 'bundle'; readonly text: string }
  | { readonly kind: 'trouble'; readonly code: string };

export interface CoreProfile {
  /** Takes in what came while it was locked; called once, before anything else. */
  settle(random: Uint8Array): Row[];
  /** What a locked visit needs; undefined while the office's sealing key is not known. */
  openPass(): Uint8Array | undefined;
  /** JSON of `RecordView`. */
  view(): string;
  act(actionId: string, actionJson: string, nowSeconds: number, random: Uint8Array): Row[];
  putDraft(name: string, json: string, random: Uint8Array): Row[];
  draft(name: string): string | undefined;
  /** `deviceSeconds` is the phone's own, uncorrected clock: one half of a time anchor. */
  nextRequest(deviceSeconds: number, maxResponseBytes: number): Uint8Array;
  absorb(response: Uint8Array, deviceSeconds: number, nowSeconds: number, random: Uint8Array): Absorbed;
  unsent(): number;
  allArrived(): boolean;
  /** All of it is in a verified backup of the office: the profile may be removed. */
  backedUp(): boolean;
  /** The body of `POST /api/return`, after `unknown_token`; undefined when a new code is needed. */
  returnRequest(): Uint8Array | undefined;
  /** After `unknown_token`, before anything else: no backup of the office counts any more. */
  doubtBackups(random: Uint8Array): Row[];
  /** What its answer says: `known` (sync at once), `no_such_learner` or `not_entitled`. */
  readReturn(response: Uint8Array, random: Uint8Array): { word: string; rows: Row[] };
  /** The body that asks who may hold a part of her centre's recovery key. */
  holdersQuestion(): Uint8Array;
  /** Names of those whom the answer names and the office certifies. */
  readHolders(answer: Uint8Array): string[];
  /** A key split among them: `key` wraps the data key and is forgotten, `kit` is kept. */
  makeRecovery(answer: Uint8Array, random: Uint8Array): { key: Uint8Array; kit: Uint8Array };
  /** How many changes it holds, and how many of them other keys wrote. */
  changes(): number;
  changesOfOthers(): number;
  learner(): string;
  free(): void;
}

export interface CoreLocked {
  nextRequest(deviceSeconds: number, maxResponseBytes: number): Uint8Array;
  absorb(response: Uint8Array, deviceSeconds: number): Omit<Absorbed, 'catalogueVersion'>;
  /** Takes in its part of an answer that was carried here; `not_here` when there is none. */
  absorbCarried(answer: Uint8Array): Row[];
  unsent(): number;
  allArrived(): boolean;
  /** Undefined where an older program left nothing to tell it by. */
  backedUp(): boolean | undefined;
  free(): void;
}

export interface CoreAttempt {
  /** What the phone shows, and holders type. */
  code(): string;
  beginBody(): Uint8Array;
  /** Until when it stands, of the answer. */
  begun(answer: Uint8Array): number;
  lookBody(): Uint8Array;
  stands(answer: Uint8Array): { state: 'waits' | 'given' | 'over'; names: string[]; key: Uint8Array | undefined };
  free(): void;
}

export interface Absorbed {
  rows: Row[];
  again: boolean;
  catalogueVersion: string;
  clockOffsetSeconds: number;
  /** The server may have been restored and does not know whose changes these are: `returnRequest`. */
  unknownWriters?: boolean;
}

/** How many random bytes each call wants. */
export const RANDOM = { begin: 96, finish: 64, open: 64, act: 64, draft: 64, absorb: 256, settle: 256, returning: 256, recovery: 64, courier: 64 } as const;

/** The code of an error that the core threw on purpose; undefined for anything else. */
export function coreCode(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

/** True when wasm itself trapped (a panic): the instance's memory is not to be trusted any more. */
export function isTrap(cause: unknown): boolean {
  return cause instanceof WebAssembly.RuntimeError;
}
