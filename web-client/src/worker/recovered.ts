/**
 * Profiles that two holders of the centre's key have opened, until a new secret is chosen.
 *
 * Owns these keys, in memory, wiped with the choice or the locking. Must not: be asked for anything
 * but that choice.
 */
import type { ProfileId } from '../engine/types';

export class Recovered {
  readonly #keys = new Map<ProfileId, Uint8Array>();

  put(profile: ProfileId, dataKey: Uint8Array): void {
    this.forget(profile);
    this.#keys.set(profile, dataKey.slice());
  }

  get(profile: ProfileId): Uint8Array | undefined {
    return this.#keys.get(profile);
  }

  forget(profile: ProfileId): void {
    this.#keys.get(profile)?.fill(0);
    this.#keys.delete(profile);
  }
}
