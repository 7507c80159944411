/**
 * A code that came in the address: somebody pointed her camera at a square of the office's, or of
 * the door's.
 *
 * Owns taking it out of the address at once, so that neither history nor a shared screen keeps it.
 * Must not: use it; the enrolling screen and the workshops' do, once.
 */
import { signal } from '@preact/signals';
import type { SessionId } from '../engine/types';

export const arrivedCode = signal<string | undefined>(undefined);

const WRITTEN = /^#\/codigo\/([0-9A-Za-z-]{8,9})$/;

/** True when there was one. */
export function takeCode(): boolean {
  const found = WRITTEN.exec(location.hash)?.[1];
  if (found === undefined) return false;
  arrivedCode.value = found;
  history.replaceState(null, '', '#/primera-vez');
  return true;
}

/** A session's code: which session, and what shows that its code was seen. */
export interface SessionCode {
  readonly session: SessionId;
  readonly proof: string;
}

/** On a shared phone a code is whoever's comes in right after it; later it is nobody's. */
const CODE_LASTS_MS = 10 * 60_000;
const SESSION = /#\/sesion\/([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})(?:\/([a-z2-7]{1,32}))?$/i;

let arrivedSession: { readonly code: SessionCode; readonly atMs: number } | undefined;

/** The session that a scanned text or an address names, if it is such a code. */
export function readSessionCode(text: string): SessionCode | undefined {
  const [, session, proof = ''] = SESSION.exec(text.trim()) ?? [];
  return session === undefined ? undefined : { session: session.toLowerCase(), proof: proof.toLowerCase() };
}

/** True when the address held one. */
export function takeSession(): boolean {
  const code = readSessionCode(location.hash);
  if (code === undefined) return false;
  arrivedSession = { code, atMs: performance.now() };
  history.replaceState(null, '', '#/');
  return true;
}

export function hasSession(): boolean {
  return arrivedSession !== undefined && performance.now() - arrivedSession.atMs < CODE_LASTS_MS;
}

/** The code that came, once. */
export function useUpSession(): SessionCode | undefined {
  const code = hasSession() ? arrivedSession?.code : undefined;
  arrivedSession = undefined;
  return code;
}
