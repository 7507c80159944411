/**
 * Several learners' records on the road at once, as one traveller of a visit.
 *
 * Owns who of them still has something to exchange, and that one's trouble is nobody else's. Must
 * not: send, or decide when; `worker/sync` does.
 */
import { coreCode } from '../../worker/core';
import { Broken, Moved } from '../../worker/failure';
import type { Outgoing, Session, Taken } from '../../worker/session';
import type { Visited } from '../../worker/sync/visit';
import type { LearnerId } from '../types';
import type { DeskCore } from './core';

/** As many as one request holds (`sync_core::exchange::MAX_PROFILES`). */
export const MOST = 32;

export interface GroupNeeds {
  readonly core: Pick<DeskCore, 'together' | 'apart'>;
  session(learner: LearnerId): Promise<Pick<Session, 'request' | 'take'>>;
  /** The office went back, and does not know who wrote what this record brings: true when it does now. */
  vouch(learner: LearnerId): Promise<boolean>;
  /** Her part could not be exchanged: a code of the core, or another's words. */
  trouble(learner: LearnerId, code: string): void;
}

interface Sent {
  readonly learner: LearnerId;
  readonly from: symbol;
}

export class Group implements Visited {
  readonly #needs: GroupNeeds;
  #going: readonly LearnerId[];
  readonly #vouched = new Set<LearnerId>();
  #sent: { readonly from: symbol; readonly parts: readonly Sent[] } | undefined;

  constructor(needs: GroupNeeds, learners: readonly LearnerId[]) {
    this.#needs = needs;
    this.#going = learners;
  }

  async request(maxResponseBytes: number): Promise<Outgoing> {
    const ready: { readonly learner: LearnerId; readonly outgoing: Outgoing }[] = [];
    for (const learner of this.#going) {
      try {
        const session = await this.#needs.session(learner);
        ready.push({ learner, outgoing: await session.request(maxResponseBytes) });
      } catch (cause) {
        this.#told(learner, cause);
      }
    }
    this.#going = ready.map(({ learner }) => learner);
    const { request, count } = this.#needs.core.together(ready.map(({ outgoing }) => outgoing.bytes));
    const parts = ready.slice(0, count).map(({ learner, outgoing }) => ({ learner, from: outgoing.from }));
    this.#sent = { from: Symbol(), parts };
    return { bytes: request, from: this.#sent.from };
  }

  async take(answer: Uint8Array, from: symbol): Promise<Taken | undefined> {
    const sent = this.#sent;
    this.#sent = undefined;
    if (sent?.from !== from) return undefined;
    const answers = this.#needs.core.apart(answer, sent.parts.length);
    const again = this.#going.slice(sent.parts.length);
    let last: Taken | undefined;
    let failed: unknown;
    for (const [at, part] of sent.parts.entries()) {
      try {
        const session = await this.#needs.session(part.learner);
        const taken = await session.take(answers[at] ?? new Uint8Array(), part.from);
        const isKnown = taken?.unknownWriters === true && (await this.#vouch(part.learner));
        // Reloaded meanwhile: it asks again from what is on the disk.
        if (taken?.again !== false || isKnown) again.push(part.learner);
        last = taken ?? last;
      } catch (cause) {
        this.#told(part.learner, cause);
        failed = cause;
      }
    }
    this.#going = again;
    // Whoever is not known was vouched for here.
    if (last !== undefined) return { ...last, unknownWriters: false, again: again.length > 0 };
    if (failed !== undefined && again.length === 0) throw failed;
    return undefined;
  }

  /** Once a visit: who is not known after that has to come herself. */
  async #vouch(learner: LearnerId): Promise<boolean> {
    if (this.#vouched.has(learner)) return false;
    this.#vouched.add(learner);
    return await this.#needs.vouch(learner);
  }

  #told(learner: LearnerId, cause: unknown): void {
    if (cause instanceof Moved || cause instanceof Broken) throw cause;
    this.#needs.trouble(learner, coreCode(cause) ?? String(cause));
  }
}
