/**
 * Getting at a profile's data key: with her secret, her card or, for profiles made before there
 * were secrets, with nothing; and changing with what.
 *
 * Owns who is tried (also behind "otro perfil"), and that every change of a secret or a card is one
 * transaction: killed at any moment, exactly one of the old and the new is in force. Must not: count
 * or wait (`throttle.ts`), open records, or remember a secret.
 */
import { isSecret, secretBytes } from '../engine/secret';
import type { Card, ProfileId, Proof, Secret, Who } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { DATA_KEY_BYTES, randomBytes, unwrap } from '../storage/keys';
import {
  CARD_BYTES, COST, openByCard, openBySecret, SALT_BYTES, type Stretch, wrapByCard, wrapByCentre, wrapBySecret, type Wrapper,
} from '../storage/wrapping';
import { Failure } from './failure';
import { type Throttle, throttleKey } from './throttle';

export interface VaultNeeds {
  readonly device: DeviceDatabase;
  readonly stretch: Stretch;
  readonly throttle: Throttle;
  /** The data key of a profile that two holders have just opened, until a new secret is chosen. */
  recovered?(profile: ProfileId): Uint8Array | undefined;
}

export type Unlocked =
  | { readonly result: 'ok'; readonly profile: ProfileId; readonly dataKey: Uint8Array<ArrayBuffer> }
  | { readonly result: 'wrong' | 'wait'; readonly waitSeconds: number };

/** A proof that can be tried: the secret's bytes, or the card's bits. */
type Guess = { readonly by: 'secret' | 'card'; readonly bytes: Uint8Array };

export class Vault {
  readonly #needs: VaultNeeds;

  constructor(needs: VaultNeeds) {
    this.#needs = needs;
  }

  /** One try. Whether there is a profile behind "otro perfil" shows in nothing but success. */
  async unlock(who: Who, proof: Proof): Promise<Unlocked> {
    const candidates = await this.#candidates(who);
    if (proof.by === 'centre') return this.#recovered(candidates[0]);
    if (proof.by === 'none') return this.#withoutSecret(candidates[0]);
    const guess = await readGuess(proof);
    // What cannot be a secret or a card was mistyped: nobody learns from it, and it is not counted.
    if (guess === undefined) return { result: 'wrong', waitSeconds: 0 };
    const outcome = await this.#needs.throttle.try(throttleKey(who, candidates[0]), () => this.#judge(candidates, guess));
    guess.bytes.fill(0);
    return outcome.result === 'ok' ? { result: 'ok', ...outcome.value } : outcome;
  }

  /** The key of an enrolment that was begun, with the secret that it was begun with. */
  async resume(entry: ProfileEntry, secret: Secret): Promise<Unlocked> {
    const bytes = secretBytes(secret);
    if (entry.dataKey !== undefined) {
      // Begun before there were secrets.
      const unlocked = await this.#withoutSecret(entry);
      if (unlocked.result === 'ok') await this.#wrapAnew(entry.id, secret, unlocked.dataKey, {});
      return unlocked;
    }
    const outcome = await this.#needs.throttle.try(entry.id, () => this.#judge([entry], { by: 'secret', bytes }));
    bytes.fill(0);
    return outcome.result === 'ok' ? { result: 'ok', ...outcome.value } : outcome;
  }

  /** `changeId` names this change: asked for again, it is done already. */
  async setSecret(profile: ProfileId, changeId: string, next: Secret, proof: Proof): Promise<Unlocked> {
    if (!isSecret(next)) throw new Failure('not_open'); // no screen offers such a thing
    const before = (await this.#needs.device.profiles()).find((entry) => entry.id === profile);
    const unlocked = await this.unlock(profile, before?.changeId === changeId ? { by: 'secret', secret: next } : proof);
    if (unlocked.result !== 'ok' || before?.changeId === changeId) return unlocked;
    await this.#wrapAnew(profile, next, unlocked.dataKey, { changeId });
    return unlocked;
  }

  /** A new card, in force when this resolves; the one before opens nothing any more. */
  async makeCard(profile: ProfileId, secret: Secret): Promise<{ readonly unlocked: Unlocked; readonly card?: Card }> {
    const unlocked = await this.unlock(profile, { by: 'secret', secret });
    if (unlocked.result !== 'ok') return { unlocked };
    const { device } = this.#needs;
    const { cardOf } = await import('./card');
    const bits = randomBytes(CARD_BYTES);
    const card = await wrapByCard(await device.keys(), profile, bits, unlocked.dataKey);
    const shown = await cardOf(bits);
    bits.fill(0);
    const kept = await device.updateProfile(profile, (entry) => (entry.state === 'here' ? { ...entry, card } : undefined));
    if (kept === undefined) throw new Failure('not_open');
    return { unlocked, card: shown };
  }

  /** Lets the holders of `kit` open it, two together; in force when this resolves. */
  async keepCentre(profile: ProfileId, dataKey: Uint8Array, made: { readonly key: Uint8Array; readonly kit: Uint8Array }): Promise<void> {
    const { device } = this.#needs;
    const centre = await wrapByCentre(await device.keys(), profile, made.key, made.kit, dataKey);
    made.key.fill(0);
    const kept = await device.updateProfile(profile, (entry) => (entry.state === 'here' ? { ...entry, centre } : undefined));
    if (kept === undefined) throw new Failure('not_open');
  }

  /** The one transaction from the old secret (or none) to the new. */
  async #wrapAnew(id: string, next: Secret, dataKey: Uint8Array, more: { changeId?: string }): Promise<void> {
    const bytes = secretBytes(next);
    const secret = await wrapBySecret(await this.#wrapper(), id, next.kind, bytes, dataKey);
    bytes.fill(0);
    const kept = await this.#needs.device.updateProfile(id, ({ dataKey: _before, ...entry }) =>
      entry.state === 'leaving' ? undefined : { ...entry, secret, ...more },
    );
    if (kept === undefined) throw new Failure('not_open');
  }

  async #candidates(who: Who): Promise<readonly ProfileEntry[]> {
    const here = (await this.#needs.device.profiles()).filter((entry) => entry.state === 'here');
    if (typeof who !== 'string') return here.filter((entry) => entry.hidden === true && entry.picture === who.other);
    const entry = here.find(({ id }) => id === who);
    if (entry === undefined) throw new Failure('not_open');
    return [entry];
  }

  async #withoutSecret(entry: ProfileEntry | undefined): Promise<Unlocked> {
    if (entry?.dataKey === undefined) throw new Failure('not_open');
    const dataKey = await unwrap(await this.#needs.device.keys(), entry.id, entry.dataKey);
    return { result: 'ok', profile: entry.id as ProfileId, dataKey };
  }

  #recovered(entry: ProfileEntry | undefined): Unlocked {
    const dataKey = entry && this.#needs.recovered?.(entry.id as ProfileId);
    if (entry === undefined || dataKey === undefined) throw new Failure('not_open');
    return { result: 'ok', profile: entry.id as ProfileId, dataKey: new Uint8Array(dataKey) };
  }

  async #judge(
    candidates: readonly ProfileEntry[],
    guess: Guess,
  ): Promise<{ profile: ProfileId; dataKey: Uint8Array<ArrayBuffer> } | undefined> {
    const by = await this.#wrapper();
    let stretched = false;
    for (const entry of candidates) {
      stretched ||= guess.by === 'secret' && entry.secret !== undefined;
      const dataKey = await openBy(by, entry, guess);
      if (dataKey?.length === DATA_KEY_BYTES) return { profile: entry.id as ProfileId, dataKey };
    }
    // As long as it takes where there is one. (Two behind one picture take longer: then she who
    // listens with a watch learns that there are two, which the second one's owner knew.)
    if (guess.by === 'secret' && !stretched) by.stretch(guess.bytes, randomBytes(SALT_BYTES), COST).fill(0);
    return undefined;
  }

  async #wrapper(): Promise<Wrapper> {
    return { keys: await this.#needs.device.keys(), stretch: this.#needs.stretch };
  }
}

async function openBy(by: Wrapper, entry: ProfileEntry, guess: Guess): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (guess.by === 'secret') return entry.secret && openBySecret(by, entry.id, guess.bytes, entry.secret);
  return entry.card && openByCard(by.keys, entry.id, guess.bytes, entry.card);
}

async function readGuess(proof: Exclude<Proof, { by: 'none' | 'centre' }>): Promise<Guess | undefined> {
  if (proof.by === 'secret') return isSecret(proof.secret) ? { by: 'secret', bytes: secretBytes(proof.secret) } : undefined;
  const { readCard } = await import('./card');
  const bits = await readCard(proof.text);
  return bits && { by: 'card', bytes: bits };
}
