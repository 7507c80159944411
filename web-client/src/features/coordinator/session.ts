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
import { settleLocale } from './words';

export type SessionState =
  | { readonly state: 'asking' }
  | { readonly state: 'out'; readonly ended: boolean }
  | { readonly state: 'in'; readonly session: Session }
  | { readonly state: 'unknown'; readonly error: ApiError };

export const session = signal<SessionState>({ state: 'asking' });

export async function askSession(): Promise<void> {
  try {
    enter((await api.session()).body);
  } catch (thrown) {
    const error = asApiError(thrown);
    session.value = error.code === 'not_signed_in' ? { state: 'out', ended: false } : { state: 'unknown', error };
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  enter((await api.signIn(login, password)).body);
}

/** Leaves at once on this screen; the server is told as well as the road allows. */
export async function signOut(): Promise<void> {
  await api.signOut();
  forgetAll();
  session.value = { state: 'out', ended: false };
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
