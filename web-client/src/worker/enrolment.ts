/**
 * From a code to a profile on this phone, such that a tab killed anywhere leaves either an
 * enrolment that goes on with the same key, or a whole profile.
 *
 * Owns the order of its steps:
 *   1. the list of profiles gets a `pending` entry, its data key already under her secret;
 *   2. the profile's rows (the new writer's key) and the wrapped request are stored;
 *   3. the request leaves; a lost answer is asked for again with the same request;
 *   4. what the answer gave is put into the entry, sealed, and from there into the profile's rows:
 *      from here on nobody's secret is needed to go on;
 *   5. the entry becomes `here` and is shown.
 * Must not: invent codes' meaning, show a pending profile, or store a data key under less than her
 * secret, not even for a moment: what was once on a flash disk may stay there.
 */
import { isSecret, secretBytes } from '../engine/secret';
import type { ProfileId, Secret } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import type { ProfileStore } from '../storage/adapter';
import { DATA_KEY_BYTES, type DeviceKeys, markOf, randomBytes, randomHex, unwrap, wrap } from '../storage/keys';
import { wrapBySecret } from '../storage/wrapping';
import { type Core, coreCode, RANDOM } from './core';
import { asFailure, Failure } from './failure';
import { Serial } from './serial';
import { freePicture, shownPictures } from './summaries';
import { type Fetch, postBytes, type Reply } from './sync/transport';
import type { Vault } from './vault';

const ENROL_PATH = '/api/enrol';
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;

export interface EnrolmentNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  /** Opens the pending data key again; counts tries at it as at any other. */
  readonly vault: Vault;
  readonly fetch: Fetch;
  openStore(database: string): Promise<ProfileStore>;
  removeStore(database: string): Promise<void>;
  now(): number;
}

/** A profile that was enrolled just now, with its key; without one it was here before. */
export interface Enrolled {
  readonly profile: ProfileId;
  readonly dataKey?: Uint8Array<ArrayBuffer>;
}

/** An enrolment that is under way, and its data key. */
interface Pending {
  readonly entry: ProfileEntry;
  readonly dataKey: Uint8Array<ArrayBuffer>;
}

export class Enrolment {
  readonly #needs: EnrolmentNeeds;
  readonly #serial = new Serial();

  constructor(needs: EnrolmentNeeds) {
    this.#needs = needs;
  }

  /** The same code again goes on where it stopped, with the same secret. */
  enrol(code: string, picture: number, secret: Secret, visit = false): Promise<Enrolled> {
    return this.#serial.run(async () => {
      try {
        return await this.#enrol(normalise(code), picture, secret, visit);
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

  async #enrol(code: string, picture: number, secret: Secret, visit: boolean): Promise<Enrolled> {
    if (!isSecret(secret)) throw new Failure('other_secret'); // no screen offers such a thing
    const { device } = this.#needs;
    const keys = await device.keys();
    const codeMark = await markOf(keys, 'code', code);
    const known = (await device.profiles()).find((entry) => entry.codeMark === codeMark);
    // Perhaps whoever asked did not hear the answer (a leader that died): her secret will tell.
    if (known?.state === 'here') return { profile: known.id as ProfileId };
    const pending = known === undefined ? await this.#begin(keys, codeMark, picture, secret, visit) : await this.#resume(known, secret);
    try {
      return await this.#goOn(keys, pending, code, picture);
    } catch (cause) {
      pending.dataKey.fill(0);
      throw cause;
    }
  }

  async #goOn(keys: DeviceKeys, pending: Pending, code: string, picture: number): Promise<Enrolled> {
    if (pending.entry.answered === undefined) {
      const request = await this.#request(keys, pending, code);
      const reply = await postBytes(this.#needs.fetch, ENROL_PATH, request, {
        timeoutMs: TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
      });
      if (reply.kind !== 'body') throw await this.#refused(pending.entry, reply);
      await this.#keepAnswer(keys, pending, reply.bytes);
    }
    const entry = (await this.#needs.device.profiles()).find(({ id }) => id === pending.entry.id);
    const profile = entry && (await this.#showIfAnswered(entry, picture));
    if (profile === undefined) throw new Failure('server_trouble');
    return { profile, dataKey: pending.dataKey };
  }

  async #begin(keys: DeviceKeys, codeMark: string, picture: number, secret: Secret, visit: boolean): Promise<Pending> {
    const id = randomHex(16);
    const dataKey = randomBytes(DATA_KEY_BYTES);
    const by = { keys, stretch: this.#needs.core.stretch };
    const entry: ProfileEntry = {
      id,
      database: randomHex(16),
      picture,
      secret: await wrapBySecret(by, id, secret.kind, secretBytes(secret), dataKey),
      state: 'pending',
      unsent: 0,
      allArrived: false,
      unsettled: false,
      opened: false,
      codeMark,
      ...(visit ? { visit } : {}),
    };
    await this.#needs.device.putProfile(entry);
    return { entry, dataKey };
  }

  async #resume(known: ProfileEntry, secret: Secret): Promise<Pending> {
    const unlocked = await this.#needs.vault.resume(known, secret);
    if (unlocked.result === 'ok') {
      const entry = (await this.#needs.device.profiles()).find(({ id }) => id === known.id);
      return { entry: entry ?? known, dataKey: unlocked.dataKey };
    }
    throw new Failure(unlocked.result === 'wait' ? 'too_many_tries' : 'other_secret');
  }

  /** The request of this enrolment: the one that was stored, else a new one, stored first. */
  async #request(keys: DeviceKeys, { entry, dataKey }: Pending, code: string): Promise<Uint8Array> {
    if (entry.request !== undefined) return unwrap(keys, aboutRequest(entry), entry.request);
    const begun = this.#needs.core.beginEnrolment(code, dataKey, randomBytes(RANDOM.begin));
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

  /** The first half of step 4: the rows as the core sealed them, and the mark of who it is. */
  async #keepAnswer(keys: DeviceKeys, { entry, dataKey }: Pending, answer: Uint8Array): Promise<void> {
    const store = await this.#needs.openStore(entry.database);
    try {
      const before = await store.load();
      const { core, now } = this.#needs;
      const { rows, learner } = this.#believe(() =>
        core.finishEnrolment(dataKey, before, answer, now(), randomBytes(RANDOM.finish)),
      );
      const learnerMark = await markOf(keys, 'learner', learner);
      await this.#needs.device.changeProfile(entry.id, { answered: { rows, learnerMark } });
    } finally {
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

  /** The rest of step 4, and step 5. Undefined when there was no answer yet. */
  async #showIfAnswered(entry: ProfileEntry, picture: number): Promise<ProfileId | undefined> {
    const { device } = this.#needs;
    if (entry.answered === undefined) return undefined;
    const { rows, learnerMark } = entry.answered;
    const here = (await device.profiles()).filter((other) => other.state === 'here' && other.id !== entry.id);
    // A code of hers while she has a profile here: this one takes its place (`replacing.ts`).
    for (const other of here) {
      if (other.learnerMark === learnerMark) await device.changeProfile(other.id, { replacedBy: entry.id });
    }
    const store = await this.#needs.openStore(entry.database);
    try {
      await store.write(rows);
    } finally {
      store.close();
    }
    await device.updateProfile(entry.id, ({ request: _sent, answered: _taken, ...rest }) => ({
      ...rest,
      state: 'here',
      picture: freePicture(picture, shownPictures(here)),
      learnerMark,
      unsettled: true,
    }));
    return entry.id as ProfileId;
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
    await this.#needs.device.forgetTries(entry.id);
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

const aboutRequest = (entry: ProfileEntry): string => `${entry.id} request`;
