/**
 * From a code to a profile on this phone, such that a tab killed anywhere leaves either an
 * enrolment that goes on with the same key, or a whole profile.
 *
 * Owns the order of its steps:
 *   1. the list of profiles gets a `pending` entry with a wrapped data key;
 *   2. the profile's rows (the new writer's key) and the wrapped request are stored;
 *   3. the request leaves; a lost answer is asked for again with the same request;
 *   4. the rows of the answer are stored: from here the core opens the profile;
 *   5. the entry becomes `here` and is shown.
 * Must not: invent codes' meaning, or show a pending profile.
 */
import type { ProfileId } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import type { ProfileStore, StoredRow } from '../storage/adapter';
import { DATA_KEY_BYTES, type DeviceKeys, markOf, randomBytes, randomHex, unwrap, wrap } from '../storage/keys';
import { type Core, coreCode, RANDOM } from './core';
import { asFailure, Failure } from './failure';
import { Serial } from './serial';
import { type Fetch, postBytes, type Reply } from './sync/transport';

const ENROL_PATH = '/api/enrol';
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const PICTURES = 24;

export interface EnrolmentNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  readonly fetch: Fetch;
  openStore(database: string): Promise<ProfileStore>;
  removeStore(database: string): Promise<void>;
  now(): number;
}

export class Enrolment {
  readonly #needs: EnrolmentNeeds;
  readonly #serial = new Serial();

  constructor(needs: EnrolmentNeeds) {
    this.#needs = needs;
  }

  /** The same code again goes on where it stopped. */
  enrol(code: string, picture: number): Promise<ProfileId> {
    return this.#serial.run(async () => {
      try {
        return await this.#enrol(normalise(code), picture);
      } catch (cause) {
        throw asFailure(cause);
      }
    });
  }

  /** Shows what was answered before a tab died in step 4. Run once when this worker takes the lead. */
  finishInterrupted(): Promise<void> {
    return this.#serial.run(async () => {
      for (const entry of await this.#needs.device.profiles()) {
        if (entry.state === 'pending') await this.#showIfAnswered(entry, entry.picture).catch(() => undefined);
      }
    });
  }

  async #enrol(code: string, picture: number): Promise<ProfileId> {
    const { device } = this.#needs;
    const keys = await device.keys();
    const codeMark = await markOf(keys, 'code', code);
    const known = (await device.profiles()).find((entry) => entry.codeMark === codeMark);
    if (known?.state === 'here') {
      // Never opened: whoever asked did not hear the answer (a leader that died) and asks again.
      if (!known.opened) return known.id as ProfileId;
      throw new Failure('already_here');
    }
    const entry = known ?? (await this.#begin(keys, codeMark, picture));
    const shown = await this.#showIfAnswered(entry, picture);
    if (shown !== undefined) return shown;

    const request = await this.#request(keys, entry, code);
    const reply = await postBytes(this.#needs.fetch, ENROL_PATH, request, {
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (reply.kind !== 'body') throw await this.#refused(entry, reply);
    await this.#finish(keys, entry, reply.bytes);
    const id = await this.#showIfAnswered(entry, picture);
    if (id === undefined) throw new Failure('server_trouble');
    return id;
  }

  async #begin(keys: DeviceKeys, codeMark: string, picture: number): Promise<ProfileEntry> {
    const id = randomHex(16);
    const dataKey = await wrap(keys, id, randomBytes(DATA_KEY_BYTES));
    const entry: ProfileEntry = {
      id,
      database: randomHex(16),
      picture,
      dataKey,
      state: 'pending',
      unsent: 0,
      allArrived: false,
      unsettled: false,
      opened: false,
      codeMark,
    };
    await this.#needs.device.putProfile(entry);
    return entry;
  }

  /** The request of this enrolment: the one that was stored, else a new one, stored first. */
  async #request(keys: DeviceKeys, entry: ProfileEntry, code: string): Promise<Uint8Array> {
    if (entry.request !== undefined) return unwrap(keys, aboutRequest(entry), entry.request);
    const dataKey = await unwrap(keys, entry.id, entry.dataKey);
    const begun = this.#needs.core.beginEnrolment(code, dataKey, randomBytes(RANDOM.begin));
    dataKey.fill(0);
    const store = await this.#needs.openStore(entry.database);
    try {
      // What an attempt before left, with a request that was never kept and so never sent, goes.
      const stale = (await store.load()).map((row) => ({ key: row.key, bytes: undefined }));
      const fresh = new Set(begun.rows.map((row) => row.key));
      await store.write([...stale.filter((row) => !fresh.has(row.key)), ...begun.rows]);
    } finally {
      store.close();
    }
    // After the rows: a request that is kept, and so may be sent, always has its key beside it.
    const request = await wrap(keys, aboutRequest(entry), begun.request);
    await this.#needs.device.changeProfile(entry.id, { request });
    return begun.request;
  }

  async #finish(keys: DeviceKeys, entry: ProfileEntry, answer: Uint8Array): Promise<void> {
    const dataKey = await unwrap(keys, entry.id, entry.dataKey);
    const store = await this.#needs.openStore(entry.database);
    try {
      const rows = await store.load();
      const { core, now } = this.#needs;
      const finished = this.#believe(() => core.finishEnrolment(dataKey, rows, answer, now(), randomBytes(RANDOM.finish)));
      await store.write(finished.rows);
    } finally {
      dataKey.fill(0);
      store.close();
    }
  }

  /** An answer that is not one: the pending key stays, and the same code may be tried again. */
  #believe<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw coreCode(cause) === undefined ? cause : new Failure('server_trouble');
    }
  }

  /** Step 5, when the rows make a profile. Undefined when they do not yet. */
  async #showIfAnswered(entry: ProfileEntry, picture: number): Promise<ProfileId | undefined> {
    const { device } = this.#needs;
    const keys = await device.keys();
    const learner = await this.#learnerOf(keys, entry);
    if (learner === undefined) return undefined;
    const learnerMark = await markOf(keys, 'learner', learner);
    const here = (await device.profiles()).filter((other) => other.state === 'here' && other.id !== entry.id);
    if (here.some((other) => other.learnerMark === learnerMark)) {
      await this.#forget(entry); // empty: a record is only ever made in a profile that is shown
      throw new Failure('already_here');
    }
    const { request: _answered, ...rest } = entry;
    const taken = new Set(here.map((other) => other.picture));
    const shown = { ...rest, state: 'here', picture: freePicture(picture, taken), learnerMark, unsettled: true } as const;
    await device.putProfile(shown);
    return entry.id as ProfileId;
  }

  async #learnerOf(keys: DeviceKeys, entry: ProfileEntry): Promise<string | undefined> {
    const store = await this.#needs.openStore(entry.database);
    let rows: readonly StoredRow[];
    try {
      rows = await store.load();
    } finally {
      store.close();
    }
    if (rows.length === 0) return undefined;
    const dataKey = await unwrap(keys, entry.id, entry.dataKey);
    try {
      const profile = this.#needs.core.openProfile(dataKey, rows, randomBytes(RANDOM.open));
      const learner = profile.learner();
      profile.free();
      return learner;
    } catch (cause) {
      if (coreCode(cause) !== undefined) return undefined; // not answered yet: no profile in these rows
      throw cause;
    } finally {
      dataKey.fill(0);
    }
  }

  async #refused(entry: ProfileEntry, reply: Exclude<Reply, { kind: 'body' }>): Promise<Failure> {
    if (reply.kind === 'unreachable') return new Failure(reply.reached ? 'server_trouble' : 'offline');
    switch (reply.code) {
      case 'code_unknown':
      case 'code_expired':
        await this.#forget(entry); // a mistyped code must not leave a key behind
        return new Failure(reply.code);
      case 'too_many_tries':
        return new Failure(reply.code);
      default:
        return new Failure('server_trouble');
    }
  }

  async #forget(entry: ProfileEntry): Promise<void> {
    await this.#needs.device.removeProfile(entry.id);
    await this.#needs.removeStore(entry.database).catch(() => undefined);
  }
}

/**
 * People type what they see: case, spaces and dashes carry nothing, and the letters that codes
 * leave out are read as the digits they look like.
 */
export function normalise(code: string): string {
  return code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

function freePicture(wished: number, taken: ReadonlySet<number>): number {
  if (!taken.has(wished)) return wished;
  for (let picture = 0; picture < PICTURES; picture += 1) if (!taken.has(picture)) return picture;
  return wished;
}

const aboutRequest = (entry: ProfileEntry): string => `${entry.id} request`;
