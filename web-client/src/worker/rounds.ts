/**
 * Who goes on the road in a round, and how each one's visit is made.
 *
 * Owns who is due. Must not: decide when there is a round (`sync/loop.ts`), or read an answer.
 */
import type { ProfileId } from '../engine/types';
import type { DeviceDatabase, ProfileEntry } from '../storage/device-database';
import type { Replacing } from './replacing';
import type { Sessions } from './sessions';
import type { Visit } from './sync/loop';
import type { Visitor } from './sync/visit';

/** How often a locked profile with nothing to send asks whether there is something for it. */
const LOCKED_EVERY_MS = 30 * 60_000;

export interface RoundsNeeds {
  readonly device: DeviceDatabase;
  readonly sessions: Sessions;
  readonly visitor: Visitor;
  readonly replacing: Replacing;
  /** Milliseconds on a clock that only runs forward. */
  steadyMs(): number;
  /** There is something to do on the road soon. */
  again(): void;
  /** A profile has left this phone. */
  gone(): void;
  /** Everything of it is to be deleted, whoever has it open. */
  erase(profile: ProfileId): Promise<void>;
}

export class Rounds {
  readonly #needs: RoundsNeeds;
  /** When each locked profile was last on the road. */
  readonly #carriedMs = new Map<ProfileId, number>();

  constructor(needs: RoundsNeeds) {
    this.#needs = needs;
  }

  /** Open ones first. */
  async due(): Promise<readonly ProfileId[]> {
    const open = this.#needs.sessions.claimed();
    const entries = (await this.#needs.device.profiles()).filter((entry) => entry.state === 'here');
    const carried = entries
      .filter((entry) => (entry.dataKey !== undefined ? entry.unsent > 0 : this.#isDueLocked(entry)))
      .map((entry) => entry.id as ProfileId)
      .filter((id) => !open.includes(id));
    return [...open, ...carried];
  }

  async visit(profile: ProfileId, signal: AbortSignal): Promise<Visit> {
    const visit = await this.#visit(profile, signal);
    if (visit.kind === 'erased') await this.#needs.erase(profile);
    return visit;
  }

  async #visit(profile: ProfileId, signal: AbortSignal): Promise<Visit> {
    const { sessions, visitor, replacing } = this.#needs;
    const locked = await this.#carry(profile, signal);
    if (locked !== undefined) {
      // Then the new one's next visit is the one that counts.
      if (locked.kind === 'done' && (await replacing.isReady(profile))) this.#needs.again();
      return locked;
    }
    const drained = await replacing.drained(profile);
    const visit = await sessions.use(profile, async (session): Promise<Visit> => {
      const came = await visitor.visit(session, signal);
      return came.kind === 'done' && (await session.counts()).unsent > 0 ? { kind: 'done', passing: true } : came;
    });
    if (visit.kind === 'done' && (await replacing.visited(profile, drained))) this.#needs.gone();
    return visit;
  }

  /** In the next round, whatever its counts say: she may hide them. */
  soon(profile: ProfileId): void {
    this.#carriedMs.delete(profile);
  }

  /** With something to send always; else now and then, since there may be something for her. */
  #isDueLocked(entry: ProfileEntry): boolean {
    if (entry.pass === undefined) return false;
    const last = this.#carriedMs.get(entry.id as ProfileId);
    if (entry.replacedBy !== undefined && entry.unsettled) return true; // to be counted
    return entry.unsent > 0 || last === undefined || this.#needs.steadyMs() - last > LOCKED_EVERY_MS;
  }

  /** The visit of a locked profile; undefined for one that is open, or never was locked. */
  async #carry(profile: ProfileId, signal: AbortSignal): Promise<Visit | undefined> {
    return this.#needs.sessions.carry<Visit>(profile, signal, async (carried, ended) => {
      const visit = await this.#needs.visitor.visit(carried, ended);
      if (visit.kind === 'done' && !ended.aborted) this.#carriedMs.set(profile, this.#needs.steadyMs());
      // Cut short by its owner coming in: that is no trouble of the road.
      return ended.aborted ? { kind: 'done' } : visit;
    });
  }
}
