/** Leaving holds even when the server cannot be told. */
import { beforeEach, expect, it, vi } from 'vitest';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
});
vi.stubGlobal('document', { documentElement: {} });
const { fakeServer } = await import('../../api/fake');
const { askSession, changePassword, session, signIn, signOut } = await import('./session');

let reachable = true;
beforeEach(() => {
  const answer = fakeServer();
  reachable = true;
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (!reachable) throw new TypeError('no road');
    const { status, body: text } = answer(method ?? 'GET', path, body as string | undefined);
    return new Response(status === 204 ? null : text, { status });
  });
});

it('ends the old session before anything else at the next visit', async () => {
  await askSession();
  expect(session.value.state).toBe('in');
  reachable = false;
  await signOut();
  expect(session.value.state).toBe('out');
  await askSession();
  expect(session.value.state).toBe('unknown');
  reachable = true;
  await askSession();
  expect(session.value.state).toBe('out');
  expect(kept.size).toBe(0);
});

it('lets her in again by her password', async () => {
  reachable = false;
  await signOut();
  reachable = true;
  await signIn('maria', 'puente');
  await askSession();
  expect(session.value.state).toBe('in');
});

it('asks for a password of her own before anything else', async () => {
  const answer = fakeServer({ signedIn: true, cohorts: 1, firstPassword: true });
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    const { status, body: text } = answer(method ?? 'GET', path, body as string | undefined);
    return new Response(text, { status });
  });
  const first = () => session.value.state === 'in' && session.value.session.first_password;
  await askSession();
  expect(first()).toBe(true);
  await expect(changePassword('puente', 'corta')).rejects.toMatchObject({ code: 'password_too_short' });
  await expect(changePassword('otra', 'nube verde sobre el cerro')).rejects.toMatchObject({ code: 'wrong_credentials' });
  expect(first()).toBe(true);
  await changePassword('puente', 'nube verde sobre el cerro');
  expect(first()).toBe(false);
});
