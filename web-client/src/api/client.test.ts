/** Calls to the server: what is sent, and how trouble comes back. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { api } from './client';

const answer = (status: number, body: string, headers: Record<string, string> = {}) =>
  vi.stubGlobal('fetch', vi.fn(async () => new Response(status === 204 ? null : body, { status, headers })));
afterEach(() => vi.unstubAllGlobals());

describe('calls', () => {
  it('that change something carry the header a foreign form cannot send', async () => {
    answer(200, '{"code":"K7QM-2XWP","expires_at":1}');
    await api.makeCode('a b');
    expect(fetch).toHaveBeenCalledWith(
      '/api/learners/a%20b/codes',
      expect.objectContaining({ method: 'POST', body: '{"kind":"screen"}', headers: { 'content-type': 'application/json', 'x-chaski': '1' } }),
    );
  });
  it('bring the time at the server', async () => {
    answer(200, '[]', { date: 'Sat, 21 Nov 2026 19:00:00 GMT' });
    expect(await api.cohorts()).toEqual({ body: [], serverTime: Date.UTC(2026, 10, 21, 19) / 1000 });
  });
  it('may have nothing to say', async () => {
    answer(204, '');
    expect(await api.signOut()).toEqual({ body: undefined });
  });
  it('bring back what is held when nothing changed since', async () => {
    answer(200, '{"may_leave":34,"seen":40}', { etag: '"a1"' });
    const { body: first } = await api.board('c', 1, 7);
    vi.stubGlobal('fetch', vi.fn(async () => new Response(null, { status: 304 })));
    expect((await api.board('c', 1, 7, first)).body).toBe(first);
    expect(fetch).toHaveBeenCalledWith('/api/centres/c/board?since=1&silent_days=7', expect.objectContaining({ headers: { 'if-none-match': '"a1"' } }));
  });
});

describe('trouble', () => {
  it.each([
    [401, '{"code":"not_signed_in","detail":"x"}', 'not_signed_in'],
    [500, '{"code":"from_the_future","detail":"x"}', 'internal'],
    [502, '<html>Bad gateway</html>', 'unreadable'],
    [200, '<html>Sign in to the Wi-Fi</html>', 'unreadable'],
  ])('%i %s is %s', async (status, body, code) => {
    answer(status, body);
    await expect(api.session()).rejects.toMatchObject({ code });
  });
  it('says how long to wait', async () => {
    answer(429, '{"code":"too_many_tries","detail":""}', { 'retry-after': '90' });
    await expect(api.signIn('a', 'b')).rejects.toMatchObject({ code: 'too_many_tries', retryAfterSeconds: 90 });
  });
  it('without a network is "offline"', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('failed'))));
    await expect(api.session()).rejects.toMatchObject({ code: 'offline' });
  });
});
