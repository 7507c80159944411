/* @ts-self-types="./chaski_core.d.ts" */

/**
 * A profile while it is locked: delivers what was sealed, keeps what comes sealed.
 */
export class LockedProfile {
    static __wrap(ptr) {
        const obj = Object.create(LockedProfile.prototype);
        obj.__wbg_ptr = ptr;
        LockedProfileFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        LockedProfileFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_lockedprofile_free(ptr, 0);
    }
    /**
     * Takes in its part of an answer that was carried here: the rows to write. `not_here` when it
     * says nothing to this profile.
     * @param {Uint8Array | number[]} answer
     * @returns {any}
     */
    absorbCarried(answer) {
        const ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.lockedprofile_absorbCarried(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Takes an answer in: `{rows, again, unsent, allArrived, clockOffsetSeconds}`. The rows are
     * written in one transaction; the counts hold once they are.
     * @param {Uint8Array | number[]} response
     * @param {number} device_seconds
     * @returns {any}
     */
    absorb(response, device_seconds) {
        const val2 = +device_seconds;
        const ptr0 = passArray8ToWasm0(response, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.lockedprofile_absorb(this.__wbg_ptr, ptr0, len0, val2);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * True when something was saved and the office has all of it.
     * @returns {boolean}
     */
    allArrived() {
        const ret = wasm.lockedprofile_allArrived(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * True when all of it is in a verified backup of the office: it may be removed. Undefined where
     * an older program left nothing to tell it by.
     * @returns {boolean | undefined}
     */
    backedUp() {
        const ret = wasm.lockedprofile_backedUp(this.__wbg_ptr);
        return ret === 0xFFFFFF ? undefined : ret !== 0;
    }
    /**
     * The body of the next request; `device_seconds` is the uncorrected clock.
     * @param {number} device_seconds
     * @param {number} max_response_bytes
     * @returns {Uint8Array}
     */
    nextRequest(device_seconds, max_response_bytes) {
        const ret = wasm.lockedprofile_nextRequest(this.__wbg_ptr, device_seconds, max_response_bytes);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Opens what `Profile.openPass` gave, with the profile's rows; those whose key does not begin
     * with `g` are passed over and need not be read.
     * @param {Uint8Array | number[]} pass
     * @param {readonly { key: string; bytes: Uint8Array | undefined }[]} rows
     * @returns {LockedProfile}
     */
    static open(pass, rows) {
        const ptr0 = passArray8ToWasm0(pass, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.lockedprofile_open(ptr0, len0, rows);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return LockedProfile.__wrap(ret[0]);
    }
    /**
     * Changes in segments that the office is not known to hold.
     * @returns {number}
     */
    unsent() {
        const ret = wasm.lockedprofile_unsent(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) LockedProfile.prototype[Symbol.dispose] = LockedProfile.prototype.free;

/**
 * A learner's record on this phone, open.
 */
export class Profile {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        ProfileFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_profile_free(ptr, 0);
    }
    /**
     * Takes an answer in: `{rows, again, catalogueVersion, clockOffsetSeconds, unknownWriters}`.
     *
     * After the failure `unknown_token`, or with `unknownWriters`, the server may have been
     * restored: see `returnRequest`.
     * @param {Uint8Array | number[]} response
     * @param {number} device_seconds
     * @param {number} now_seconds
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    absorb(response, device_seconds, now_seconds, random) {
        const val3 = +device_seconds;
        const val4 = +now_seconds;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(response, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_absorb(this.__wbg_ptr, ptr0, len0, val3, val4, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Does a `StaffAction` once; the rows to write, none when it was done before.
     * @param {string} action_id
     * @param {string} action_json
     * @param {number} now_seconds
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    actAsStaff(action_id, action_json, now_seconds, random) {
        const val4 = +now_seconds;
        let ptr0, len0, ptr1, len1, ptr2, len2;
        try {
            ptr0 = passStringToWasm0(action_id, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(action_json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len2 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_actAsStaff(this.__wbg_ptr, ptr0, len0, ptr1, len1, val4, ptr2, len2);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Does an action once; the rows to write, none when it was done before.
     * @param {string} action_id
     * @param {string} action_json
     * @param {number} now_seconds
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    act(action_id, action_json, now_seconds, random) {
        const val4 = +now_seconds;
        let ptr0, len0, ptr1, len1, ptr2, len2;
        try {
            ptr0 = passStringToWasm0(action_id, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(action_json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len2 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_act(this.__wbg_ptr, ptr0, len0, ptr1, len1, val4, ptr2, len2);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * True when something was saved and the office has all of it.
     * @returns {boolean}
     */
    allArrived() {
        const ret = wasm.profile_allArrived(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * True when all of it is in a verified backup of the office: it may be removed.
     * @returns {boolean}
     */
    backedUp() {
        const ret = wasm.profile_backedUp(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * How many of them other keys wrote.
     * @returns {number}
     */
    changesOfOthers() {
        const ret = wasm.profile_changesOfOthers(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * How many changes it holds.
     * @returns {number}
     */
    changes() {
        const ret = wasm.profile_changes(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * After `unknown_token`: no backup counts any more. The rows to write, before anything else.
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    doubtBackups(random) {
        const ptr0 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.profile_doubtBackups(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * A half-filled form.
     * @param {string} name
     * @returns {string | undefined}
     */
    draft(name) {
        const ptr0 = passStringToWasm0(name, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.profile_draft(this.__wbg_ptr, ptr0, len0);
        let v2;
        if (ret[0] !== 0) {
            v2 = getStringFromWasm0(ret[0], ret[1]);
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v2;
    }
    /**
     * The body that asks who may hold a part of her key.
     * @returns {Uint8Array}
     */
    holdersQuestion() {
        const ret = wasm.profile_holdersQuestion(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * The learner's id, in hex.
     * @returns {string}
     */
    learner() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.profile_learner(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * Makes a key among them: `{key, kit}`.
     * @param {Uint8Array | number[]} answer
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    makeRecovery(answer, random) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_makeRecovery(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Opens a profile from all of its rows: an app start with actors of its own.
     * @param {Uint8Array | number[]} data_key
     * @param {readonly { key: string; bytes: Uint8Array | undefined }[]} rows
     * @param {Uint8Array | number[]} random
     */
    constructor(data_key, rows, random) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(data_key, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_new(ptr0, len0, rows, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        ProfileFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * The body of the next request; `device_seconds` is the uncorrected clock.
     * @param {number} device_seconds
     * @param {number} max_response_bytes
     * @returns {Uint8Array}
     */
    nextRequest(device_seconds, max_response_bytes) {
        const ret = wasm.profile_nextRequest(this.__wbg_ptr, device_seconds, max_response_bytes);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * What a locked visit needs beside the rows under `g`; opens nothing of the record. Undefined
     * while the office's sealing key is not known.
     * @returns {Uint8Array | undefined}
     */
    openPass() {
        const ret = wasm.profile_openPass(this.__wbg_ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
    /**
     * Keeps a half-filled form; an empty text forgets it.
     * @param {string} name
     * @param {string} json
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    putDraft(name, json, random) {
        let ptr0, len0, ptr1, len1, ptr2, len2;
        try {
            ptr0 = passStringToWasm0(name, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(json, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len2 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_putDraft(this.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * Names of those whom the answer names and central certifies.
     * @param {Uint8Array | number[]} answer
     * @returns {string[]}
     */
    readHolders(answer) {
        const ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.profile_readHolders(this.__wbg_ptr, ptr0, len0);
        if (ret[3]) {
            throw takeFromExternrefTable0(ret[2]);
        }
        var v2 = getArrayJsValueFromWasm0(ret[0], ret[1]);
        wasm.__wbindgen_free(ret[0], ret[1] * 4, 4);
        return v2;
    }
    /**
     * What its answer says, `known` (sync at once), `no_such_learner` or `not_entitled`, and what
     * to write: `{word, rows}`.
     * @param {Uint8Array | number[]} response
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    readReturn(response, random) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = passArray8ToWasm0(response, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.profile_readReturn(this.__wbg_ptr, ptr0, len0, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * The body of `POST /api/return`; undefined when this profile needs a new code.
     * @returns {Uint8Array | undefined}
     */
    returnRequest() {
        const ret = wasm.profile_returnRequest(this.__wbg_ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
    /**
     * Takes in what came while it was locked; the rows to write. To be called once, before
     * anything else is asked of the profile.
     * @param {Uint8Array | number[]} random
     * @returns {any}
     */
    settle(random) {
        const ptr0 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.profile_settle(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
    /**
     * JSON of `StaffView`: the learner as staff see her.
     * @returns {string}
     */
    staffView() {
        let deferred2_0;
        let deferred2_1;
        try {
            const ret = wasm.profile_staffView(this.__wbg_ptr);
            var ptr1 = ret[0];
            var len1 = ret[1];
            if (ret[3]) {
                ptr1 = 0; len1 = 0;
                throw takeFromExternrefTable0(ret[2]);
            }
            deferred2_0 = ptr1;
            deferred2_1 = len1;
            return getStringFromWasm0(ptr1, len1);
        } finally {
            wasm.__wbindgen_free(deferred2_0, deferred2_1, 1);
        }
    }
    /**
     * Changes that the office is not known to hold.
     * @returns {number}
     */
    unsent() {
        const ret = wasm.profile_unsent(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * JSON of `RecordView`.
     * @returns {string}
     */
    view() {
        let deferred2_0;
        let deferred2_1;
        try {
            const ret = wasm.profile_view(this.__wbg_ptr);
            var ptr1 = ret[0];
            var len1 = ret[1];
            if (ret[3]) {
                ptr1 = 0; len1 = 0;
                throw takeFromExternrefTable0(ret[2]);
            }
            deferred2_0 = ptr1;
            deferred2_1 = len1;
            return getStringFromWasm0(ptr1, len1);
        } finally {
            wasm.__wbindgen_free(deferred2_0, deferred2_1, 1);
        }
    }
}
if (Symbol.dispose) Profile.prototype[Symbol.dispose] = Profile.prototype.free;

/**
 * One request of a locked phone.
 */
export class RecoveryAttempt {
    static __wrap(ptr) {
        const obj = Object.create(RecoveryAttempt.prototype);
        obj.__wbg_ptr = ptr;
        RecoveryAttemptFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        RecoveryAttemptFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_recoveryattempt_free(ptr, 0);
    }
    /**
     * The body that asks the holders.
     * @returns {Uint8Array}
     */
    beginBody() {
        const ret = wasm.recoveryattempt_beginBody(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Begins one; without a kit one of nobody's, which looks alike.
     * @param {Uint8Array | number[] | null | undefined} kit
     * @param {Uint8Array | number[]} random
     * @returns {RecoveryAttempt}
     */
    static begin(kit, random) {
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = isLikeNone(kit) ? 0 : passArray8ToWasm0(kit, wasm.__wbindgen_malloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.recoveryattempt_begin(ptr0, len0, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return RecoveryAttempt.__wrap(ret[0]);
    }
    /**
     * Until when it stands: seconds since 1970 by the server's clock.
     * @param {Uint8Array | number[]} answer
     * @returns {number}
     */
    begun(answer) {
        const ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.recoveryattempt_begun(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return ret[0];
    }
    /**
     * What the phone shows, and holders type.
     * @returns {string}
     */
    code() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.recoveryattempt_code(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * The body that asks how it stands.
     * @returns {Uint8Array}
     */
    lookBody() {
        const ret = wasm.recoveryattempt_lookBody(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * `{state: 'waits' | 'given' | 'over', names, key?}`
     * @param {Uint8Array | number[]} answer
     * @returns {any}
     */
    stands(answer) {
        const ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.recoveryattempt_stands(this.__wbg_ptr, ptr0, len0);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return takeFromExternrefTable0(ret[0]);
    }
}
if (Symbol.dispose) RecoveryAttempt.prototype[Symbol.dispose] = RecoveryAttempt.prototype.free;

/**
 * Takes its answer apart: for each of so many profiles what `Profile.absorb` takes, in their order.
 * @param {Uint8Array | number[]} answer
 * @param {number} asked
 * @returns {Array<any>}
 */
export function apartAnswers(answer, asked) {
    const val2 = +asked;
    const ptr0 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.apartAnswers(ptr0, len0, val2);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Makes a key for a code: `{request, rows}`. The rows are stored before the request leaves.
 * @param {string} code
 * @param {Uint8Array | number[]} data_key
 * @param {Uint8Array | number[]} random
 * @returns {any}
 */
export function beginEnrolment(code, data_key, random) {
    let ptr0, len0, ptr1, len1, ptr2, len2;
    try {
        ptr0 = passStringToWasm0(code, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(data_key, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        len2 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.beginEnrolment(ptr0, len0, ptr1, len1, ptr2, len2);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * What `POST /api/desks` asks for one learner: `{learner, public, proof}`, in hex.
 * @param {Uint8Array | number[]} device_seed
 * @param {string} learner
 * @returns {any}
 */
export function deskClaim(device_seed, learner) {
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(device_seed, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passStringToWasm0(learner, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.deskClaim(ptr0, len0, ptr1, len1);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Checks the answer for one learner; the rows of a new profile.
 * @param {Uint8Array | number[]} data_key
 * @param {Uint8Array | number[]} device_seed
 * @param {string} learner
 * @param {Uint8Array | number[]} answer
 * @param {Uint8Array | number[]} random
 * @returns {any}
 */
export function finishDesk(data_key, device_seed, learner, answer, random) {
    let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4;
    try {
        ptr0 = passArray8ToWasm0(data_key, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(device_seed, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passStringToWasm0(learner, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        len2 = WASM_VECTOR_LEN;
        ptr3 = passArray8ToWasm0(answer, wasm.__wbindgen_malloc);
        len3 = WASM_VECTOR_LEN;
        ptr4 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        len4 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr4) { wasm.__wbindgen_free(ptr4, len4 * 1, 1); }
        if (ptr3) { wasm.__wbindgen_free(ptr3, len3 * 1, 1); }
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.finishDesk(ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Checks the answer and gives `{rows, learner}`.
 * @param {Uint8Array | number[]} data_key
 * @param {readonly { key: string; bytes: Uint8Array | undefined }[]} rows
 * @param {Uint8Array | number[]} response
 * @param {number} _now_seconds
 * @param {Uint8Array | number[]} random
 * @returns {any}
 */
export function finishEnrolment(data_key, rows, response, _now_seconds, random) {
    const val4 = +_now_seconds;
    let ptr0, len0, ptr1, len1, ptr2, len2;
    try {
        ptr0 = passArray8ToWasm0(data_key, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(response, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        len2 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.finishEnrolment(ptr0, len0, rows, ptr1, len1, val4, ptr2, len2);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * A holder's answer to a request. `other_code` when the request's key is not the one whose code
 * she typed; `other_paper` when her paper does not open her part.
 * @param {Uint8Array | number[]} paper
 * @param {string} learner
 * @param {string} code
 * @param {Uint8Array | number[]} part
 * @param {Uint8Array | number[]} ephemeral
 * @param {Uint8Array | number[]} random
 * @returns {Uint8Array}
 */
export function holderAnswer(paper, learner, code, part, ephemeral, random) {
    let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5;
    try {
        ptr0 = passArray8ToWasm0(paper, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passStringToWasm0(learner, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        len1 = WASM_VECTOR_LEN;
        ptr2 = passStringToWasm0(code, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        len2 = WASM_VECTOR_LEN;
        ptr3 = passArray8ToWasm0(part, wasm.__wbindgen_malloc);
        len3 = WASM_VECTOR_LEN;
        ptr4 = passArray8ToWasm0(ephemeral, wasm.__wbindgen_malloc);
        len4 = WASM_VECTOR_LEN;
        ptr5 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        len5 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr5) { wasm.__wbindgen_free(ptr5, len5 * 1, 1); }
        if (ptr4) { wasm.__wbindgen_free(ptr4, len4 * 1, 1); }
        if (ptr3) { wasm.__wbindgen_free(ptr3, len3 * 1, 1); }
        if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.holderAnswer(ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, ptr5, len5);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v7 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v7;
}

/**
 * The public key of the bytes on a holder's paper.
 * @param {Uint8Array | number[]} paper
 * @returns {Uint8Array}
 */
export function holderPublic(paper) {
    const ptr0 = passArray8ToWasm0(paper, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.holderPublic(ptr0, len0);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v2 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v2;
}

/**
 * JSON `{worth, revokedOn?, name?, achievement?, programme?, day?, expires?}` of what stands after
 * the `#`, by the list that the programme published (JSON), on this day. `invalid`: list or day is
 * none.
 * @param {string} text
 * @param {string} issuers
 * @param {string} today
 * @returns {string}
 */
export function judgeLink(text, issuers, today) {
    let deferred5_0;
    let deferred5_1;
    try {
        let ptr0, len0, ptr1, len1, ptr2, len2;
        try {
            ptr0 = passStringToWasm0(text, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(issuers, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = passStringToWasm0(today, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len2 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.judgeLink(ptr0, len0, ptr1, len1, ptr2, len2);
        var ptr4 = ret[0];
        var len4 = ret[1];
        if (ret[3]) {
            ptr4 = 0; len4 = 0;
            throw takeFromExternrefTable0(ret[2]);
        }
        deferred5_0 = ptr4;
        deferred5_1 = len4;
        return getStringFromWasm0(ptr4, len4);
    } finally {
        wasm.__wbindgen_free(deferred5_0, deferred5_1, 1);
    }
}

/**
 * Holders that a kit names: `{staff, name}[]`.
 * @param {Uint8Array | number[]} kit
 * @returns {any}
 */
export function kitHolders(kit) {
    const ptr0 = passArray8ToWasm0(kit, wasm.__wbindgen_malloc);
    const len0 = WASM_VECTOR_LEN;
    const ret = wasm.kitHolders(ptr0, len0);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * The pieces of a file that came: `{kind: 'answer', answer}` for this phone; `{kind: 'bundle',
 * text}` of somebody else's, to be carried; else `{kind: 'trouble', code}`.
 * @param {Uint8Array | number[]} phone_secret
 * @param {Uint8Array | number[]} file
 * @returns {Array<any>}
 */
export function readCourier(phone_secret, file) {
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(phone_secret, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(file, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.readCourier(ptr0, len0, ptr1, len1);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Digest of the sources that this build was made from; a test compares it with the sources.
 * @returns {string}
 */
export function sourcesDigest() {
    let deferred1_0;
    let deferred1_1;
    try {
        const ret = wasm.sourcesDigest();
        deferred1_0 = ret[0];
        deferred1_1 = ret[1];
        return getStringFromWasm0(ret[0], ret[1]);
    } finally {
        wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
    }
}

/**
 * Stretches a secret (Argon2id, 32 bytes out). `memory_kib`, `passes`, `lanes` say what it costs;
 * `bad_cost` when they, or the salt (8 bytes or more), are out of bounds.
 * @param {Uint8Array | number[]} secret
 * @param {Uint8Array | number[]} salt
 * @param {number} memory_kib
 * @param {number} passes
 * @param {number} lanes
 * @returns {Uint8Array}
 */
export function stretch(secret, salt, memory_kib, passes, lanes) {
    const val3 = +memory_kib;
    const val4 = +passes;
    const val5 = +lanes;
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(secret, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(salt, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.stretch(ptr0, len0, ptr1, len1, val3, val4, val5);
    if (ret[3]) {
        throw takeFromExternrefTable0(ret[2]);
    }
    var v6 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
    wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
    return v6;
}

/**
 * Puts requests of several profiles (`Uint8Array[]`) into one: `{request, count}`, where `count` says
 * how many of them, from the first, it holds.
 * @param {Array<any>} requests
 * @returns {any}
 */
export function togetherRequest(requests) {
    const ret = wasm.togetherRequest(requests);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}

/**
 * Writes what locked profiles (`{pass: Uint8Array, rows}[]`) have for the office into a file:
 * `{text, pieces}`. Where no profile could be in it, a file that nobody opens.
 * @param {Uint8Array | number[]} phone_secret
 * @param {Array<any>} profiles
 * @param {number} device_seconds
 * @param {Uint8Array | number[]} random
 * @returns {any}
 */
export function writeBundle(phone_secret, profiles, device_seconds, random) {
    const val3 = +device_seconds;
    let ptr0, len0, ptr1, len1;
    try {
        ptr0 = passArray8ToWasm0(phone_secret, wasm.__wbindgen_malloc);
        len0 = WASM_VECTOR_LEN;
        ptr1 = passArray8ToWasm0(random, wasm.__wbindgen_malloc);
        len1 = WASM_VECTOR_LEN;
    } catch (e) {
        if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
        if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
        throw e;
    }
    const ret = wasm.writeBundle(ptr0, len0, profiles, val3, ptr1, len1);
    if (ret[2]) {
        throw takeFromExternrefTable0(ret[1]);
    }
    return takeFromExternrefTable0(ret[0]);
}
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg___wbindgen_string_get_7ce8eee7fd327545: function(arg0, arg1) {
            const obj = arg1;
            const ret = typeof(obj) === 'string' ? obj : undefined;
            var ptr1 = isLikeNone(ret) ? 0 : passStringToWasm0(ret, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            var len1 = WASM_VECTOR_LEN;
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
            getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
        },
        __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
        __wbg_from_eac91875c8a5ffa4: function(arg0) {
            const ret = Array.from(arg0);
            return ret;
        },
        __wbg_get_2080c49015e35254: function() { return handleError(function (arg0, arg1) {
            const ret = Reflect.get(arg0, arg1);
            return ret;
        }, arguments); },
        __wbg_get_unchecked_e6325ad374eff861: function(arg0, arg1) {
            const ret = arg0[arg1 >>> 0];
            return ret;
        },
        __wbg_instanceof_Uint8Array_d7aeb0dcb3108fea: function(arg0) {
            let result;
            try {
                result = arg0 instanceof Uint8Array;
            } catch (_) {
                result = false;
            }
            const ret = result;
            return ret;
        },
        __wbg_length_186163212ffe79c3: function(arg0) {
            const ret = arg0.length;
            return ret;
        },
        __wbg_length_b03a0fabb109b1e9: function(arg0) {
            const ret = arg0.length;
            return ret;
        },
        __wbg_new_13de428334042d26: function(arg0) {
            const ret = new Uint8Array(arg0);
            return ret;
        },
        __wbg_new_37eb45aaf5eeb820: function() {
            const ret = new Array();
            return ret;
        },
        __wbg_new_787b9fb330d55d78: function(arg0, arg1) {
            const ret = new Error(getStringFromWasm0(arg0, arg1));
            return ret;
        },
        __wbg_new_cd4348290afae586: function() {
            const ret = new Object();
            return ret;
        },
        __wbg_new_from_slice_b8daf545a41c6aa0: function(arg0, arg1) {
            const ret = new Uint8Array(getArrayU8FromWasm0(arg0, arg1));
            return ret;
        },
        __wbg_prototypesetcall_13162965d1fe7aa3: function(arg0, arg1, arg2) {
            Uint8Array.prototype.set.call(getArrayU8FromWasm0(arg0, arg1), arg2);
        },
        __wbg_push_c9f4893fc209f768: function(arg0, arg1) {
            const ret = arg0.push(arg1);
            return ret;
        },
        __wbg_set_2793479888329cb6: function() { return handleError(function (arg0, arg1, arg2) {
            const ret = Reflect.set(arg0, arg1, arg2);
            return ret;
        }, arguments); },
        __wbindgen_generic_0000000000000001: function(arg0) {
            // Cast intrinsic for `F64 -> Externref`.
            const ret = arg0;
            return ret;
        },
        __wbindgen_generic_0000000000000002: function(arg0, arg1) {
            // Cast intrinsic for `Ref(String) -> Externref`.
            const ret = getStringFromWasm0(arg0, arg1);
            return ret;
        },
        __wbindgen_init_externref_table: function() {
            const table = wasm.__wbindgen_externrefs;
            table.set(0, undefined);
            table.set(1024, undefined);
            table.set(1025, null);
            table.set(1026, true);
            table.set(1027, false);
        },
    };
    return {
        __proto__: null,
        "./chaski_core_bg.js": import0,
    };
}

const LockedProfileFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_lockedprofile_free(ptr, 1));
const ProfileFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_profile_free(ptr, 1));
const RecoveryAttemptFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_recoveryattempt_free(ptr, 1));

function addToExternrefTable0(obj) {
    const idx = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

function getArrayJsValueFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    const mem = getDataViewMemory0();
    const result = [];
    for (let i = ptr; i < ptr + 4 * len; i += 4) {
        result.push(wasm.__wbindgen_externrefs.get(mem.getUint32(i, true)));
    }
    wasm.__externref_drop_slice(ptr, len);
    return result;
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

let cachedDataViewMemory0 = null;
function getDataViewMemory0() {
    if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {
        cachedDataViewMemory0 = new DataView(wasm.memory.buffer);
    }
    return cachedDataViewMemory0;
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_exn_store(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasmInstance = instance;
    wasm = instance.exports;
    wasmModule = module;
    cachedDataViewMemory0 = null;
    cachedUint8ArrayMemory0 = null;
    wasm.__wbindgen_start();
    return wasm;
}

async function __wbg_load(module, imports) {
    if (typeof Response === 'function' && module instanceof Response) {
        if (!module.ok) {
            throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
        }

        if (typeof WebAssembly.instantiateStreaming === 'function') {
            try {
                return await WebAssembly.instantiateStreaming(module, imports);
            } catch (e) {
                const validResponse = expectedResponseType(module.type);

                if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
                    console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);

                } else { throw e; }
            }
        }

        const bytes = await module.arrayBuffer();
        return await WebAssembly.instantiate(bytes, imports);
    } else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }

    function expectedResponseType(type) {
        switch (type) {
            case 'basic': case 'cors': case 'default': return true;
        }
        return false;
    }
}

function initSync(module) {
    if (wasm !== undefined) return wasm;


    if (module !== undefined) {
        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
    }

    const imports = __wbg_get_imports();
    if (!(module instanceof WebAssembly.Module)) {
        module = new WebAssembly.Module(module);
    }
    const instance = new WebAssembly.Instance(module, imports);
    return __wbg_finalize_init(instance, module);
}

let __wbg_init_promise;
async function __wbg_init(module_or_path) {
    if (wasm !== undefined) return wasm;
    if (__wbg_init_promise === undefined) {
        __wbg_init_promise = __wbg_init_once(module_or_path);
        __wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
    }
    return __wbg_init_promise;
}

async function __wbg_init_once(module_or_path) {

    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }


    const imports = __wbg_get_imports();

    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }

    const { instance, module } = await __wbg_load(await module_or_path, imports);

    return __wbg_finalize_init(instance, module);
}

export { initSync, __wbg_init as default };
