/**
 * The profile that another of the same learner takes the place of, when its secret was forgotten
 * and staff gave a code.
 *
 * Owns when the old one may go by itself. Must not: let it go a moment earlier; what could be lost
 * by it only a person may name (`removal.ts`).
 *
 * It goes when central has receipted all that it had to send, and a visit of the new one that began
 * after that has brought as many changes of other keys as the old one ever held. So what the old one
 * had is on this phone as before: should the office lose it, the new one offers it again. An office
 * that was put back to a day before has less, and a phone that waits to be confirmed reads nothing:
 * then the old one stays, for as long as that is so.
 */
import type { ProfileId } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { remove } from './removal';
import type { Sessions } from './sessions';
import { countsOf } from './summaries';

export interface ReplacingNeeds {
  readonly device: DeviceDatabase;
  readonly sessions: Pick<Sessions, 'use' | 'claimed'>;
  removeStore(database: string): Promise<void>;
}

/** An old profile of which nothing is left to send, and what it held. */
export interface Drained {
  readonly profile: ProfileId;
  readonly changes: number;
}

export class Replacing {
  readonly #needs: ReplacingNeeds;

  constructor(needs: ReplacingNeeds) {
    this.#needs = needs;
  }

  /** Asked before a visit of the new one. */
  async drained(replacing: ProfileId): Promise<readonly Drained[]> {
    const drained: Drained[] = [];
    for (const entry of await this.#needs.device.profiles()) {
      const changes = entry.replacedBy === replacing ? await this.#changes(entry) : undefined;
      if (changes !== undefined) drained.push({ profile: entry.id as ProfileId, changes });
    }
    return drained;
  }

  /** Told after that visit: true when a profile has gone. */
  async visited(replacing: ProfileId, drained: readonly Drained[]): Promise<boolean> {
    if (drained.length === 0) return false;
    const { device, sessions, removeStore } = this.#needs;
    const here = await sessions.use(replacing, (session) => session.changesOfOthers());
    let gone = false;
    // Once more: its owner may have remembered, and come in and written meanwhile.
    for (const { profile, changes } of await this.drained(replacing)) {
      if (changes > here || !drained.some((before) => before.profile === profile)) continue;
      await remove({ device, removeStore }, profile);
      gone = true;
    }
    return gone;
  }

  /** Nothing of this one is left to send, and another waits to take its place. */
  async isReady(profile: ProfileId): Promise<boolean> {
    const entry = (await this.#needs.device.profiles()).find(({ id }) => id === profile);
    return entry?.replacedBy !== undefined && (await this.#changes(entry)) !== undefined;
  }

  /** Undefined while something of it may still have to leave, or somebody has it open. */
  async #changes(entry: ProfileEntry): Promise<number | undefined> {
    if (entry.state !== 'here' || entry.unsettled) return undefined;
    if (this.#needs.sessions.claimed().includes(entry.id as ProfileId)) return undefined;
    const { unsent, allArrived, changes } = await countsOf(this.#needs.device, entry);
    if (unsent > 0) return undefined;
    // Made before this was counted: only of an empty one is it known.
    return changes ?? (allArrived ? undefined : 0);
  }
}
