/**
 * Who is signed in on these pages.
 *
 * Owns asking, signing in and out, and forgetting what was shown. Must not: draw, or keep a
 * password anywhere.
 */
import { signal } from '@preact/signals';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { Session } from '../../api/types';
import { forgetAll } from './answers';
import { leaveDesk } from './review/desk';
import { settleLocale } from './words';

export type SessionState =
  | { readonly state: 'asking' }
  | { readonly state: 'out'; readonly ended: boolean }
  | { readonly state: 'in'; readonly session: Session }
  | { readonly state: 'unknown'; readonly error: ApiError };

const LEAVING = 'chaski-office-leaving';

export const session = signal<SessionState>({ state: 'asking' });

export async function askSession(): Promise<void> {
  try {
    if (localStorage.getItem(LEAVING)) await endSession();
    enter((await api.session()).body);
  } catch (thrown) {
    const error = asApiError(thrown);
    session.value = error.code === 'not_signed_in' ? { state: 'out', ended: false } : { state: 'unknown', error };
  }
}

export async function signIn(login: string, password: string, code?: string): Promise<void> {
  const { body } = await api.signIn(login, password, code);
  // The new session replaced the one that was to be ended.
  localStorage.removeItem(LEAVING);
  enter(body);
}

/** A password of her own: the server ends her other sessions and begins a new one here. */
export async function changePassword(current: string, next: string): Promise<void> {
  enter((await api.changePassword(current, next)).body);
}

/**
 * Leaves this screen at once. While the server cannot be told, that is remembered, and nobody
 * gets in with the old session: the next visit ends it before anything else.
 */
export async function signOut(): Promise<void> {
  forgetAll();
  leaveDesk();
  localStorage.setItem(LEAVING, '1');
  session.value = { state: 'out', ended: false };
  await endSession().catch(() => undefined);
}

async function endSession(): Promise<void> {
  try {
    await api.signOut();
  } catch (thrown) {
    if (asApiError(thrown).code !== 'not_signed_in') throw thrown;
  }
  localStorage.removeItem(LEAVING);
}

/** The server no longer knows this session: nothing personal stays on the screen. */
export function sessionEnded(): void {
  forgetAll();
  session.value = { state: 'out', ended: true };
}

function enter(found: Session): void {
  settleLocale(found.locale);
  session.value = { state: 'in', session: found };
}
