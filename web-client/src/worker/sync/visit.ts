/**
 * One visit of one profile: ask and answer until there is nothing more to exchange.
 *
 * Owns the rounds of a visit and how much the phone asks for at once. Must not: decide when to try
 * again, or judge an answer; the core does.
 */
import type { Outgoing, Taken } from '../session';
import { coreCode } from '../core';
import { Broken, Moved } from '../failure';
import type { Visit } from './loop';
import { comeBack, type Returning } from './return';
import { type Fetch, postBytes } from './transport';

const SYNC_PATH = '/api/sync';
const TIMEOUT_MS = 30_000;
/** More rounds than any honest exchange needs; what remains waits for the next visit. */
const MAX_ROUNDS = 20;
/** What may come back in one answer: large where the road is good, so that few rounds are needed. */
export const MOST_BYTES = 256 * 1024;
export const LEAST_BYTES = 16 * 1024;
/** Headers of the answer beside its content. */
const SLACK_BYTES = 16 * 1024;

/** A profile on the road: open, or locked. Only an open one can ask to be known again. */
export interface Visited extends Partial<Returning> {
  request(maxResponseBytes: number): Promise<Outgoing>;
  take(answer: Uint8Array, from: symbol): Promise<Taken | undefined>;
}

export interface VisitNeeds {
  readonly fetch: Fetch;
  /** Told of every answer that the core believed. */
  taken(taken: Taken): void | Promise<void>;
}

/** What follows upon an answer; `unknown`: the office does not know who asks. */
type Next = Pick<Taken, 'again' | 'unknownWriters'> | 'unbelievable' | 'unknown' | 'erased';

const ERASED: Visit = { kind: 'erased' };
const REFUSED: Visit = { kind: 'refused' };

/** Remembers how much this road carries in the time there is. */
export class Visitor {
  readonly #needs: VisitNeeds;
  #maxBytes = MOST_BYTES;

  constructor(needs: VisitNeeds) {
    this.#needs = needs;
  }

  async visit(session: Visited, signal: AbortSignal): Promise<Visit> {
    let mayReturn = true;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const request = await session.request(this.#maxBytes);
      const reply = await postBytes(this.#needs.fetch, SYNC_PATH, request.bytes, {
        timeoutMs: TIMEOUT_MS,
        maxBytes: this.#maxBytes + SLACK_BYTES,
        signal,
      });
      if (reply.kind === 'unreachable') {
        // Perhaps it was too much for the road; asking for less costs only a further round.
        if (!reply.reached) this.#maxBytes = Math.max(LEAST_BYTES, this.#maxBytes / 2);
        return reply;
      }
      if (reply.kind === 'refused') {
        // 429 is said to the phone, not about the profile.
        return reply.status === 429 ? { ...reply, kind: 'unreachable', reached: true } : reply;
      }
      this.#maxBytes = Math.min(MOST_BYTES, this.#maxBytes * 2);
      const next = await this.#take(session, reply.bytes, request);
      if (next === 'erased') return ERASED;
      if (next === 'unbelievable') return { kind: 'refused' };
      let again = next !== 'unknown' && next.again;
      if (next === 'unknown' || next.unknownWriters === true) {
        // Once a visit: whoever is not known after that needs somebody's help.
        const back = mayReturn && canReturn(session) ? await comeBack(session, this.#needs.fetch, signal) : REFUSED;
        mayReturn = false;
        if (back === 'known') again = true;
        else if (back === 'erased') return ERASED;
        else if (next === 'unknown') return typeof back === 'string' ? REFUSED : back;
      }
      if (!again) return { kind: 'done' };
    }
    return { kind: 'done' };
  }

  async #take(session: Visited, answer: Uint8Array, request: Outgoing): Promise<Next> {
    let taken: Taken | undefined;
    try {
      taken = await session.take(answer, request.from);
    } catch (cause) {
      if (cause instanceof Moved || cause instanceof Broken) throw cause;
      if (coreCode(cause) === 'erased') return 'erased';
      return coreCode(cause) === 'unknown_token' ? 'unknown' : 'unbelievable';
    }
    if (taken === undefined) return { again: true }; // reloaded meanwhile: ask again from what is on the disk
    await this.#needs.taken(taken);
    return taken;
  }
}

function canReturn(session: Visited): session is Visited & Returning {
  return session.returnRequest !== undefined;
}
