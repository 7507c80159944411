/**
 * Asking to be known again by an office that went back to an older copy of itself.
 *
 * Owns the one request and what its answer means for a visit. Must not: decide when a profile is
 * not known, or change anything itself: whatever the answer, everything stays on the phone.
 */
import type { NotKnown } from '../../engine/types';
import { asFailure, Broken, Moved } from '../failure';
import type { Visit } from './loop';
import { type Fetch, postBytes } from './transport';

const RETURN_PATH = '/api/return';
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 1_024;

/** `erased`: by central's signed word, everything of her is to be deleted. */
export type Returned = 'known' | 'erased' | NotKnown;

/** A profile that can prove who it is: one that is open. */
export interface Returning {
  /** Undefined when it has nothing to prove itself with: it needs a new code. */
  returnRequest(): Promise<Uint8Array | undefined>;
  /** Whatever it says is on the disk, and on her screen, when this resolves. */
  readReturn(answer: Uint8Array): Promise<Returned>;
}

/** `known`: it is to ask at once for what it wanted. A visit: the office did not say, and how it ended. */
export async function comeBack(profile: Returning, fetch: Fetch, signal: AbortSignal): Promise<Returned | Visit> {
  const request = await profile.returnRequest();
  if (request === undefined) return 'not_entitled';
  const reply = await postBytes(fetch, RETURN_PATH, request, { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, signal });
  // Tries are counted by key: being asked to wait here says nothing about the road.
  if (reply.kind !== 'body') return reply;
  try {
    return await profile.readReturn(reply.bytes);
  } catch (cause) {
    const failure = asFailure(cause);
    if (failure instanceof Moved || failure instanceof Broken) throw failure;
    return { kind: 'refused' };
  }
}
