/**
 * Taking a profile off this phone.
 *
 * Owns what would be lost by it, and the order of its steps. Must not: decide whether to lose
 * anything; a person names the loss first.
 *
 * Killed between any two steps, it either has not begun or is ended at the next start: first its
 * keys go, by which everything of it is unreadable for good, then its database, then its entry.
 */
import type { Loss, ProfileId } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import type { Counts } from './summaries';

/** What is known of where the record is. */
export interface Facts extends Counts {
  /** False while the counts may lag behind what was saved. */
  readonly settled: boolean;
}

/** Undefined when nothing would be lost. */
export function lossOf({ unsent, allArrived, settled, backedUp }: Facts): Loss | undefined {
  const loss: Loss = { unsent, perhapsMore: !settled, notBackedUp: allArrived && backedUp !== true };
  return unsent > 0 || loss.perhapsMore || loss.notBackedUp ? loss : undefined;
}

/** A loss that grew since it was named was not named. */
export function isNamed(loss: Loss, named: Loss | undefined): boolean {
  if (named === undefined) return false;
  return (
    loss.unsent <= named.unsent &&
    (!loss.perhapsMore || named.perhapsMore) &&
    (!loss.notBackedUp || named.notBackedUp)
  );
}

export interface RemovalNeeds {
  readonly device: DeviceDatabase;
  removeStore(database: string): Promise<void>;
}

/** The profile is closed everywhere. */
export async function remove({ device, removeStore }: RemovalNeeds, profile: ProfileId): Promise<void> {
  const entry = await device.updateProfile(profile, leaving);
  if (entry === undefined) return;
  await removeStore(entry.database);
  await device.forgetTries(profile);
  await device.removeProfile(profile);
}

/** Ends what a killed tab left begun. */
export async function endRemovals(needs: RemovalNeeds): Promise<void> {
  for (const entry of await needs.device.profiles()) {
    if (entry.state === 'leaving') await remove(needs, entry.id as ProfileId).catch(() => undefined);
  }
}

/** Nothing is left of the entry but what is needed to end. */
function leaving({ id, database, picture }: ProfileEntry): ProfileEntry {
  return {
    id, database, picture, state: 'leaving', unsent: 0, allArrived: false, unsettled: false, opened: true, codeMark: '',
  };
}
