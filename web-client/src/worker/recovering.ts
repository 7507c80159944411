/**
 * The centre's recovery key on this phone: letting two people of staff open a profile together, and
 * asking them to when its secret is forgotten.
 *
 * Owns the requests that are under way, one for each tab; their keys live here, in memory, and go
 * with them. Must not: decide who may hold a part (the office certifies), or open records.
 *
 * Of a profile behind "otro perfil" nobody learns whether there is one: a request of nobody's is
 * made in its place, looks alike and is never answered. (It cannot be made to wait by the office as
 * a real one is that is made often in a day.)
 */
import { correctedNow } from '../engine/clock';
import type { Asked, Asking, Helper, ProfileId, Secret, Tried, Who } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { DATA_KEY_BYTES, randomBytes } from '../storage/keys';
import { openByCentre, readKit } from '../storage/wrapping';
import { type Core, type CoreAttempt, coreCode, RANDOM } from './core';
import { Failure } from './failure';
import type { Session } from './session';
import { type Fetch, postBytes, type Reply } from './sync/transport';
import { type Throttle, throttleKey } from './throttle';
import type { Unlocked, Vault } from './vault';

const PATH = '/api/recoveries';
const LIMITS = { timeoutMs: 30_000, maxBytes: 32 * 1024 };
/** As long as a real request stands, by the office's rule. */
const LIFETIME_SECONDS = 600;

export interface RecoveringNeeds {
  readonly core: Core;
  readonly device: DeviceDatabase;
  readonly vault: Vault;
  readonly throttle: Throttle;
  readonly fetch: Fetch;
}

interface UnderWay {
  readonly attempt: CoreAttempt;
  /** Undefined: of nobody's. */
  readonly entry: ProfileEntry | undefined;
  readonly triesKey: string;
}

export class Recovering {
  readonly #needs: RecoveringNeeds;
  readonly #underWay = new Map<string, UnderWay>();

  constructor(needs: RecoveringNeeds) {
    this.#needs = needs;
  }

  /** Names of those who could help, of an open profile. */
  async helpers(session: Session): Promise<readonly string[]> {
    return this.#believed(async () => session.readHolders(await this.#holders(session)));
  }

  /** Splits a new key among the people who were named to her; others are not let in unseen. */
  async make(
    profile: ProfileId,
    session: Session,
    secret: Secret,
    names: readonly string[],
  ): Promise<Unlocked | { readonly result: 'changed' }> {
    const answer = await this.#holders(session);
    const now = await this.#believed(() => session.readHolders(answer));
    if (now.length < 2) throw new Failure('no_helpers');
    if (now.join('\n') !== names.join('\n')) return { result: 'changed' };
    const unlocked = await this.#needs.vault.unlock(profile, { by: 'secret', secret });
    if (unlocked.result !== 'ok') return unlocked;
    const made = await this.#believed(() => session.makeRecovery(answer));
    await this.#needs.vault.keepCentre(profile, unlocked.dataKey, made);
    return unlocked;
  }

  async drop(profile: ProfileId): Promise<void> {
    await this.#needs.device.updateProfile(profile, ({ centre: _dropped, ...entry }) => entry);
  }

  /** Whom an open profile's key names. */
  async holders(profile: ProfileId): Promise<readonly Helper[] | undefined> {
    const { core, device } = this.#needs;
    const entry = (await device.profiles()).find(({ id }) => id === profile);
    if (entry?.centre === undefined) return undefined;
    return core.kitHolders(await readKit(await device.keys(), entry.id, entry.centre));
  }

  /** Asks the holders. A request that this tab has made before ends by it. */
  async ask(who: Who, tab: string): Promise<Asked> {
    const { core, device, throttle } = this.#needs;
    const entry = await this.#find(who);
    if (typeof who === 'string' && entry?.centre === undefined) throw new Failure('no_helpers');
    this.forget(tab);
    const triesKey = `centre ${throttleKey(who, entry)}`;
    // Each request is a try until it is answered.
    const counted = await throttle.try(triesKey, async () => undefined);
    if (counted.result === 'wait') return { result: 'wait', waitSeconds: counted.waitSeconds };
    const kit = entry?.centre && (await readKit(await device.keys(), entry.id, entry.centre));
    const attempt = core.beginRecovery(kit, randomBytes(RANDOM.recovery));
    const reply = await postBytes(this.#needs.fetch, PATH, attempt.beginBody(), LIMITS);
    const isNobodys = entry?.centre === undefined && reply.kind === 'refused' && reply.status === 404;
    if (reply.kind !== 'body' && !isNobodys) {
      attempt.free();
      if (reply.kind === 'refused' && reply.status === 429) return { result: 'wait', waitSeconds: reply.retryAfterSeconds ?? 60 };
      throw refusal(reply);
    }
    this.#underWay.set(tab, { attempt, entry, triesKey });
    const expiresAt = reply.kind === 'body' ? await this.#believed(() => attempt.begun(reply.bytes)) : correctedNow() + LIFETIME_SECONDS;
    return { result: 'asked', code: attempt.code(), expiresAt };
  }

  /** How this tab's request stands; opened, the key that opens. */
  async look(tab: string): Promise<Exclude<Asking, { result: 'ok' }> | Extract<Unlocked, { result: 'ok' }>> {
    const underWay = this.#underWay.get(tab);
    if (underWay === undefined) return { result: 'over' };
    const { attempt, entry, triesKey } = underWay;
    const reply = await postBytes(this.#needs.fetch, PATH, attempt.lookBody(), LIMITS);
    if (entry === undefined && reply.kind === 'refused') return { result: 'waits', names: [] };
    if (reply.kind !== 'body') throw refusal(reply);
    const { state, names, key } = await this.#believed(() => attempt.stands(reply.bytes));
    if (state === 'waits') return { result: 'waits', names };
    this.forget(tab);
    if (state === 'over' || key === undefined || entry?.centre === undefined) return { result: 'over' };
    const dataKey = await openByCentre(await this.#needs.device.keys(), entry.id, key, entry.centre);
    key.fill(0);
    if (dataKey?.length !== DATA_KEY_BYTES) throw new Failure('server_trouble');
    await this.#needs.throttle.forget(triesKey);
    return { result: 'ok', profile: entry.id as ProfileId, dataKey };
  }

  /** Lets go of a request: nobody's answer opens anything by it any more. */
  forget(tab: string): void {
    this.#underWay.get(tab)?.attempt.free();
    this.#underWay.delete(tab);
  }

  async #find(who: Who): Promise<ProfileEntry | undefined> {
    const here = (await this.#needs.device.profiles()).filter((entry) => entry.state === 'here');
    if (typeof who === 'string') return here.find(({ id }) => id === who);
    return here.find((entry) => entry.hidden === true && entry.picture === who.other && entry.centre !== undefined);
  }

  async #holders(session: Session): Promise<Uint8Array> {
    const reply = await postBytes(this.#needs.fetch, PATH, await session.holdersQuestion(), LIMITS);
    if (reply.kind !== 'body') throw refusal(reply);
    return reply.bytes;
  }

  /** An answer that is not one is the office's trouble, not hers. */
  async #believed<T>(read: () => T | Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      throw coreCode(cause) === 'answer_not_believed' ? new Failure('server_trouble') : cause;
    }
  }
}

/** Where nothing is to be opened by it. */
export function triedOf(unlocked: Unlocked): Tried {
  if (unlocked.result !== 'ok') return unlocked;
  unlocked.dataKey.fill(0);
  return { result: 'ok', profile: unlocked.profile };
}

function refusal(reply: Exclude<Reply, { kind: 'body' }>): Failure {
  if (reply.kind === 'unreachable') return new Failure(reply.reached ? 'server_trouble' : 'offline');
  if (reply.code === 'too_few_holders') return new Failure('no_helpers');
  return new Failure(reply.code === 'too_many_tries' ? 'too_many_tries' : 'server_trouble');
}
