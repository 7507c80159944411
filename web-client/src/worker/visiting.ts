/**
 * Visits on a phone that the centre lends: the profile leaves when its owner has gone.
 *
 * Owns when it may leave by itself. Must not: let it go while anything would be lost by it; then it
 * waits, or a person names the loss (`removal.ts`).
 *
 * It leaves when nobody has had it open for a while (a phone locks by itself while she looks away),
 * and all that it holds was receipted by the office and, of what this phone wrote, stood in a
 * verified backup when it was last open. While it is locked it hears of receipts, and not of
 * backups: then it waits for its owner, or for somebody to name the loss.
 */
import type { ProfileId } from '../engine/types';
import type { DeviceDatabase } from '../storage/device-database';
import { lossOf, remove } from './removal';
import type { Sessions } from './sessions';
import { countsOf } from './summaries';

export const GONE_AFTER_MS = 15 * 60_000;

export interface VisitingNeeds {
  readonly device: DeviceDatabase;
  readonly sessions: Pick<Sessions, 'claimed'>;
  removeStore(database: string): Promise<void>;
  /** Milliseconds on a clock that only runs forward. */
  steadyMs(): number;
}

export class Visiting {
  readonly #needs: VisitingNeeds;
  /** Since when nobody has had each open, as far as this worker knows. */
  readonly #leftMs = new Map<ProfileId, number>();

  constructor(needs: VisitingNeeds) {
    this.#needs = needs;
  }

  /** Lets visits that are over leave; true when one has. */
  async end(): Promise<boolean> {
    const { device, sessions, removeStore, steadyMs } = this.#needs;
    let gone = false;
    for (const entry of await device.profiles()) {
      const profile = entry.id as ProfileId;
      if (entry.visit !== true || entry.state !== 'here') continue;
      if (sessions.claimed().includes(profile)) {
        this.#leftMs.delete(profile);
        continue;
      }
      const left = this.#leftMs.get(profile) ?? steadyMs();
      this.#leftMs.set(profile, left);
      if (steadyMs() - left < GONE_AFTER_MS) continue;
      if (lossOf({ ...(await countsOf(device, entry)), settled: !entry.unsettled }) !== undefined) continue;
      await remove({ device, removeStore }, profile);
      this.#leftMs.delete(profile);
      gone = true;
    }
    return gone;
  }
}
