/* tslint:disable */
/* eslint-disable */

/**
 * A profile while it is locked: delivers what was sealed, keeps what comes sealed.
 */
export class LockedProfile {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes in its part of an answer that was carried here: the rows to write. `not_here` when it
     * says nothing to this profile.
     */
    absorbCarried(answer: Uint8Array | number[]): any;
    /**
     * Takes an answer in: `{rows, again, unsent, allArrived, clockOffsetSeconds}`. The rows are
     * written in one transaction; the counts hold once they are.
     */
    absorb(response: Uint8Array | number[], device_seconds: number): any;
    /**
     * True when something was saved and the office has all of it.
     */
    allArrived(): boolean;
    /**
     * True when all of it is in a verified backup of the office: it may be removed. Undefined where
     * an older program left nothing to tell it by.
     */
    backedUp(): boolean | undefined;
    /**
     * The body of the next request; `device_seconds` is the uncorrected clock.
     */
    nextRequest(device_seconds: number, max_response_bytes: number): Uint8Array;
    /**
     * Opens what `Profile.openPass` gave, with the profile's rows; those whose key does not begin
     * with `g` are passed over and need not be read.
     */
    static open(pass: Uint8Array | number[], rows: readonly { key: string; bytes: Uint8Array | undefined }[]): LockedProfile;
    /**
     * Changes in segments that the office is not known to hold.
     */
    unsent(): number;
}

/**
 * A learner's record on this phone, open.
 */
export class Profile {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes an answer in: `{rows, again, catalogueVersion, clockOffsetSeconds, unknownWriters}`.
     *
     * After the failure `unknown_token`, or with `unknownWriters`, the server may have been
     * restored: see `returnRequest`.
     */
    absorb(response: Uint8Array | number[], device_seconds: number, now_seconds: number, random: Uint8Array | number[]): any;
    /**
     * Does a `StaffAction` once; the rows to write, none when it was done before.
     */
    actAsStaff(action_id: string, action_json: string, now_seconds: number, random: Uint8Array | number[]): any;
    /**
     * Does an action once; the rows to write, none when it was done before.
     */
    act(action_id: string, action_json: string, now_seconds: number, random: Uint8Array | number[]): any;
    /**
     * True when something was saved and the office has all of it.
     */
    allArrived(): boolean;
    /**
     * True when all of it is in a verified backup of the office: it may be removed.
     */
    backedUp(): boolean;
    /**
     * How many of them other keys wrote.
     */
    changesOfOthers(): number;
    /**
     * How many changes it holds.
     */
    changes(): number;
    /**
     * After `unknown_token`: no backup counts any more. The rows to write, before anything else.
     */
    doubtBackups(random: Uint8Array | number[]): any;
    /**
     * A half-filled form.
     */
    draft(name: string): string | undefined;
    /**
     * The body that asks who may hold a part of her key.
     */
    holdersQuestion(): Uint8Array;
    /**
     * The learner's id, in hex.
     */
    learner(): string;
    /**
     * Makes a key among them: `{key, kit}`.
     */
    makeRecovery(answer: Uint8Array | number[], random: Uint8Array | number[]): any;
    /**
     * Opens a profile from all of its rows: an app start with actors of its own.
     */
    constructor(data_key: Uint8Array | number[], rows: readonly { key: string; bytes: Uint8Array | undefined }[], random: Uint8Array | number[]);
    /**
     * The body of the next request; `device_seconds` is the uncorrected clock.
     */
    nextRequest(device_seconds: number, max_response_bytes: number): Uint8Array;
    /**
     * What a locked visit needs beside the rows under `g`; opens nothing of the record. Undefined
     * while the office's sealing key is not known.
     */
    openPass(): Uint8Array | undefined;
    /**
     * Keeps a half-filled form; an empty text forgets it.
     */
    putDraft(name: string, json: string, random: Uint8Array | number[]): any;
    /**
     * Names of those whom the answer names and central certifies.
     */
    readHolders(answer: Uint8Array | number[]): string[];
    /**
     * What its answer says, `known` (sync at once), `no_such_learner` or `not_entitled`, and what
     * to write: `{word, rows}`.
     */
    readReturn(response: Uint8Array | number[], random: Uint8Array | number[]): any;
    /**
     * The body of `POST /api/return`; undefined when this profile needs a new code.
     */
    returnRequest(): Uint8Array | undefined;
    /**
     * Takes in what came while it was locked; the rows to write. To be called once, before
     * anything else is asked of the profile.
     */
    settle(random: Uint8Array | number[]): any;
    /**
     * JSON of `StaffView`: the learner as staff see her.
     */
    staffView(): string;
    /**
     * Changes that the office is not known to hold.
     */
    unsent(): number;
    /**
     * JSON of `RecordView`.
     */
    view(): string;
}

/**
 * One request of a locked phone.
 */
export class RecoveryAttempt {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The body that asks the holders.
     */
    beginBody(): Uint8Array;
    /**
     * Begins one; without a kit one of nobody's, which looks alike.
     */
    static begin(kit: Uint8Array | number[] | null | undefined, random: Uint8Array | number[]): RecoveryAttempt;
    /**
     * Until when it stands: seconds since 1970 by the server's clock.
     */
    begun(answer: Uint8Array | number[]): number;
    /**
     * What the phone shows, and holders type.
     */
    code(): string;
    /**
     * The body that asks how it stands.
     */
    lookBody(): Uint8Array;
    /**
     * `{state: 'waits' | 'given' | 'over', names, key?}`
     */
    stands(answer: Uint8Array | number[]): any;
}

/**
 * Takes its answer apart: for each of so many profiles what `Profile.absorb` takes, in their order.
 */
export function apartAnswers(answer: Uint8Array | number[], asked: number): Array<any>;

/**
 * Makes a key for a code: `{request, rows}`. The rows are stored before the request leaves.
 */
export function beginEnrolment(code: string, data_key: Uint8Array | number[], random: Uint8Array | number[]): any;

/**
 * What `POST /api/desks` asks for one learner: `{learner, public, proof}`, in hex.
 */
export function deskClaim(device_seed: Uint8Array | number[], learner: string): any;

/**
 * Checks the answer for one learner; the rows of a new profile.
 */
export function finishDesk(data_key: Uint8Array | number[], device_seed: Uint8Array | number[], learner: string, answer: Uint8Array | number[], random: Uint8Array | number[]): any;

/**
 * Checks the answer and gives `{rows, learner}`.
 */
export function finishEnrolment(data_key: Uint8Array | number[], rows: readonly { key: string; bytes: Uint8Array | undefined }[], response: Uint8Array | number[], _now_seconds: number, random: Uint8Array | number[]): any;

/**
 * A holder's answer to a request. `other_code` when the request's key is not the one whose code
 * she typed; `other_paper` when her paper does not open her part.
 */
export function holderAnswer(paper: Uint8Array | number[], learner: string, code: string, part: Uint8Array | number[], ephemeral: Uint8Array | number[], random: Uint8Array | number[]): Uint8Array;

/**
 * The public key of the bytes on a holder's paper.
 */
export function holderPublic(paper: Uint8Array | number[]): Uint8Array;

/**
 * JSON `{worth, revokedOn?, name?, achievement?, programme?, day?, expires?}` of what stands after
 * the `#`, by the list that the programme published (JSON), on this day. `invalid`: list or day is
 * none.
 */
export function judgeLink(text: string, issuers: string, today: string): string;

/**
 * Holders that a kit names: `{staff, name}[]`.
 */
export function kitHolders(kit: Uint8Array | number[]): any;

/**
 * The pieces of a file that came: `{kind: 'answer', answer}` for this phone; `{kind: 'bundle',
 * text}` of somebody else's, to be carried; else `{kind: 'trouble', code}`.
 */
export function readCourier(phone_secret: Uint8Array | number[], file: Uint8Array | number[]): Array<any>;

/**
 * Digest of the sources that this build was made from; a test compares it with the sources.
 */
export function sourcesDigest(): string;

/**
 * Stretches a secret (Argon2id, 32 bytes out). `memory_kib`, `passes`, `lanes` say what it costs;
 * `bad_cost` when they, or the salt (8 bytes or more), are out of bounds.
 */
export function stretch(secret: Uint8Array | number[], salt: Uint8Array | number[], memory_kib: number, passes: number, lanes: number): Uint8Array;

/**
 * Puts requests of several profiles (`Uint8Array[]`) into one: `{request, count}`, where `count` says
 * how many of them, from the first, it holds.
 */
export function togetherRequest(requests: Array<any>): any;

/**
 * Writes what locked profiles (`{pass: Uint8Array, rows}[]`) have for the office into a file:
 * `{text, pieces}`. Where no profile could be in it, a file that nobody opens.
 */
export function writeBundle(phone_secret: Uint8Array | number[], profiles: Array<any>, device_seconds: number, random: Uint8Array | number[]): any;

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_lockedprofile_free: (a: number, b: number) => void;
    readonly __wbg_profile_free: (a: number, b: number) => void;
    readonly __wbg_recoveryattempt_free: (a: number, b: number) => void;
    readonly apartAnswers: (a: number, b: number, c: number) => [number, number, number];
    readonly beginEnrolment: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
    readonly deskClaim: (a: number, b: number, c: number, d: number) => [number, number, number];
    readonly finishDesk: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number) => [number, number, number];
    readonly finishEnrolment: (a: number, b: number, c: any, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly holderAnswer: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number, l: number) => [number, number, number, number];
    readonly holderPublic: (a: number, b: number) => [number, number, number, number];
    readonly judgeLink: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number, number];
    readonly kitHolders: (a: number, b: number) => [number, number, number];
    readonly lockedprofile_absorb: (a: number, b: number, c: number, d: number) => [number, number, number];
    readonly lockedprofile_absorbCarried: (a: number, b: number, c: number) => [number, number, number];
    readonly lockedprofile_allArrived: (a: number) => number;
    readonly lockedprofile_backedUp: (a: number) => number;
    readonly lockedprofile_nextRequest: (a: number, b: number, c: number) => [number, number];
    readonly lockedprofile_open: (a: number, b: number, c: any) => [number, number, number];
    readonly lockedprofile_unsent: (a: number) => number;
    readonly profile_absorb: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
    readonly profile_act: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly profile_actAsStaff: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number];
    readonly profile_allArrived: (a: number) => number;
    readonly profile_backedUp: (a: number) => number;
    readonly profile_changes: (a: number) => number;
    readonly profile_changesOfOthers: (a: number) => number;
    readonly profile_doubtBackups: (a: number, b: number, c: number) => [number, number, number];
    readonly profile_draft: (a: number, b: number, c: number) => [number, number];
    readonly profile_holdersQuestion: (a: number) => [number, number];
    readonly profile_learner: (a: number) => [number, number];
    readonly profile_makeRecovery: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly profile_new: (a: number, b: number, c: any, d: number, e: number) => [number, number, number];
    readonly profile_nextRequest: (a: number, b: number, c: number) => [number, number];
    readonly profile_openPass: (a: number) => [number, number];
    readonly profile_putDraft: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number];
    readonly profile_readHolders: (a: number, b: number, c: number) => [number, number, number, number];
    readonly profile_readReturn: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly profile_returnRequest: (a: number) => [number, number];
    readonly profile_settle: (a: number, b: number, c: number) => [number, number, number];
    readonly profile_staffView: (a: number) => [number, number, number, number];
    readonly profile_unsent: (a: number) => number;
    readonly profile_view: (a: number) => [number, number, number, number];
    readonly readCourier: (a: number, b: number, c: number, d: number) => [number, number, number];
    readonly recoveryattempt_begin: (a: number, b: number, c: number, d: number) => [number, number, number];
    readonly recoveryattempt_beginBody: (a: number) => [number, number];
    readonly recoveryattempt_begun: (a: number, b: number, c: number) => [number, number, number];
    readonly recoveryattempt_code: (a: number) => [number, number];
    readonly recoveryattempt_lookBody: (a: number) => [number, number];
    readonly recoveryattempt_stands: (a: number, b: number, c: number) => [number, number, number];
    readonly sourcesDigest: () => [number, number];
    readonly stretch: (a: number, b: number, c: number, d: number, e: number, f: number, g: number) => [number, number, number, number];
    readonly togetherRequest: (a: any) => [number, number, number];
    readonly writeBundle: (a: number, b: number, c: any, d: number, e: number, f: number) => [number, number, number];
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __externref_drop_slice: (a: number, b: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
