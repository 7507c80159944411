/**
 * Locked profiles on the road while no page of this app leads, and what this phone carries for others.
 *
 * Owns one round of visits and giving way to a page. Must not: open a record (it has no key), begin
 * beside a leader (it takes the lock that tabs' workers lead by), or decide when; the browser does.
 *
 * A profile without a secret is not visited: to be carried it would have to be opened.
 */
import type { ProfileId } from '../engine/types';
import type { ProfileStore } from '../storage/adapter';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import { carry } from '../worker/carried';
import type { Core } from '../worker/core';
import { LEAD } from '../worker/election';
import { bringParcels, changeIn } from '../worker/parcels';
import { countsOf } from '../worker/summaries';
import type { Fetch } from '../worker/sync/transport';
import { Visitor } from '../worker/sync/visit';

/** A page that leads drains by itself: no need to wait long for it to go. */
const PATIENCE_MS = 5_000;

export interface VisitsNeeds {
  readonly locks: LockManager;
  /** On it workers speak; whoever asks something there needs a leader. */
  readonly channel: { onmessage: ((event: MessageEvent) => void) | null };
  readonly fetch: Fetch;
  hasRoom(): Promise<boolean>;
  core(): Promise<Core>;
  device(): DeviceDatabase;
  openStore(database: string): Promise<ProfileStore>;
}

/** What came of a round. `left`: something is still here, so that trying again later is worth it. */
export type Round = 'done' | 'left' | 'a_page_leads' | 'no_room';

/** `all`: also those with nothing to send, since there may be something for them. */
export async function visitLocked(needs: VisitsNeeds, all: boolean): Promise<Round> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  const ended = new AbortController();
  try {
    return await needs.locks.request(LEAD, { signal: patience.signal }, () => {
      clearTimeout(timer);
      needs.channel.onmessage = (event) => {
        if ((event.data as { kind?: unknown } | null)?.kind === 'ask') ended.abort();
      };
      return round(needs, all, ended.signal);
    });
  } catch (cause) {
    // Waited long enough, or the lock was taken away by a page that could not wait.
    ended.abort();
    if (isAbort(cause)) return 'a_page_leads';
    throw cause;
  } finally {
    clearTimeout(timer);
    needs.channel.onmessage = null;
  }
}

async function round(needs: VisitsNeeds, all: boolean, ended: AbortSignal): Promise<Round> {
  if (!(await needs.hasRoom())) return 'no_room';
  const device = needs.device();
  try {
    const due = await dueOf(device, all);
    let isLeft = false;
    if (due.length > 0) {
      const core = await needs.core();
      for (const profile of due) {
        if (ended.aborted || (await pageWaits(needs.locks))) return 'left';
        isLeft = !(await visit(needs, core, device, profile, ended)) || isLeft;
      }
    }
    if (ended.aborted || (await pageWaits(needs.locks))) return 'left';
    // Under the lock of the lead nobody else writes them.
    isLeft = !(await bringParcels(device, needs.fetch, ended, changeIn(device)).catch(() => false)) || isLeft;
    return isLeft ? 'left' : 'done';
  } finally {
    device.close();
  }
}

/** True when all of it is at the office. One profile's trouble is not another's. */
async function visit(needs: VisitsNeeds, core: Core, device: DeviceDatabase, profile: ProfileId, ended: AbortSignal): Promise<boolean> {
  const visitor = new Visitor({ fetch: needs.fetch, taken: () => undefined });
  try {
    const visited = await carry({ core, device, openStore: needs.openStore }, profile, (carried) => visitor.visit(carried, ended));
    return visited === undefined || (visited.value.kind === 'done' && visited.counts.unsent === 0);
  } catch {
    return false;
  }
}

async function dueOf(device: DeviceDatabase, all: boolean): Promise<readonly ProfileId[]> {
  const due: ProfileId[] = [];
  for (const entry of await device.profiles()) {
    if (canTravel(entry) && (all || (await countsOf(device, entry)).unsent > 0)) due.push(entry.id as ProfileId);
  }
  return due;
}

const canTravel = (entry: ProfileEntry): boolean => entry.state === 'here' && entry.pass !== undefined;

/** A page's worker stands in the queue for the lock. */
async function pageWaits(locks: LockManager): Promise<boolean> {
  const { pending = [] } = await locks.query();
  return pending.some((lock) => lock.name === LEAD);
}

const isAbort = (cause: unknown): boolean => cause instanceof DOMException && cause.name === 'AbortError';
