/** When the road is tried, and that one profile's trouble is its own. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Road } from '../../engine/types';
import { Backoff } from './backoff';
import { SyncLoop, type Visit } from './loop';
import { readRetryAfter } from './transport';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const unreachable: Visit = { kind: 'unreachable', reached: false };
const done: Visit = { kind: 'done' };

function world(answers: Record<string, Visit[]>) {
  const visits: string[] = [];
  const roads: Road['state'][] = [];
  const state = { online: true, profiles: Object.keys(answers) };
  const loop = new SyncLoop({
    due: async () => state.profiles,
    visit: async (profile) => {
      visits.push(profile);
      return answers[profile]?.shift() ?? done;
    },
    afterRound: () => undefined,
    contacted: () => undefined,
    road: (road) => void roads.push(road.state),
    online: () => state.online,
    random: () => 0.5,
    nowMs: Date.now,
  });
  return { loop, visits, roads, state };
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

describe('when', () => {
  test('saves within a breath leave in one visit', async () => {
    const { loop, visits, roads } = world({ a: [] });
    loop.poke('saved');
    await pass(300);
    loop.poke('saved');
    await pass(499);
    expect(visits).toEqual([]);
    await pass(1);
    expect(visits).toEqual(['a']);
    expect(roads).toEqual(['sending', 'rest']);
  });

  test('a page that is hidden does not wait out the breath', async () => {
    const { loop, visits } = world({ a: [] });
    loop.poke('saved');
    loop.poke('hidden');
    await pass(0);
    expect(visits).toEqual(['a']);
  });

  test('coming online is spread over three seconds', async () => {
    const { loop, visits } = world({ a: [] });
    loop.poke('online');
    await pass(1_499);
    expect(visits).toEqual([]);
    await pass(1);
    expect(visits).toEqual(['a']);
  });

  test('the office’s word on what the centre has is looked for soon, and then ever more rarely', async () => {
    const passing: Visit = { kind: 'done', passing: true };
    const { loop, visits, roads } = world({ a: [passing, passing, passing] });
    loop.poke('saved');
    await pass(800);
    // Half of 2, 4 and 8 seconds on top of the two that a centre needs.
    for (const [at, wait] of [3_000, 4_000, 6_000].entries()) {
      await pass(wait - 1);
      expect(visits).toHaveLength(1 + at);
      await pass(1);
      expect(visits).toHaveLength(2 + at);
    }
    expect(roads.at(-1)).toBe('rest');
    await pass(60_000);
    expect(visits, 'it is here').toHaveLength(4);
  });

  test('what is saved during a visit is sent by the next', async () => {
    const { loop, visits, state } = world({ a: [] });
    loop.poke('open');
    state.profiles = new Proxy(state.profiles, {
      get: (target, key) => {
        if (key === Symbol.iterator && visits.length === 0) loop.poke('saved');
        return Reflect.get(target, key) as unknown;
      },
    });
    await pass(0);
    expect(visits).toEqual(['a']);
    await pass(800);
    expect(visits).toEqual(['a', 'a']);
  });

  test('an open profile is visited every five minutes', async () => {
    const { loop, visits } = world({ a: [] });
    loop.poke('open');
    await pass(0);
    await pass(5 * 60_000);
    expect(visits).toEqual(['a', 'a']);
  });

  test('offline the road is not tried, except when a person asks', async () => {
    const { loop, visits, roads, state } = world({ a: [] });
    state.online = false;
    loop.poke('saved');
    await pass(1_000);
    expect([visits, roads]).toEqual([[], ['offline']]);
    loop.poke('asked');
    await pass(0);
    expect(visits).toEqual(['a']);
  });
});

describe('trouble', () => {
  test('backs off, says when, and goes on', async () => {
    const { loop, visits, roads } = world({ a: [unreachable, unreachable] });
    loop.poke('open');
    await pass(0);
    expect(roads.at(-1)).toBe('waiting');
    await pass(1_000);
    expect(visits.length).toBe(2);
    await pass(2_000);
    expect(visits.length).toBe(3);
    expect(roads.at(-1)).toBe('rest');
  });

  test('a save does not cut the wait short, being online again does', async () => {
    const { loop, visits } = world({ a: [unreachable, unreachable, unreachable] });
    loop.poke('open');
    await pass(0);
    await pass(1_000);
    loop.poke('saved');
    await pass(1_000);
    expect(visits.length).toBe(2);
    loop.poke('visible');
    await pass(0);
    expect(visits.length).toBe(3);
  });

  test('a wait that the server asked for is kept, except for a person', async () => {
    const { loop, visits } = world({ a: [{ kind: 'unreachable', reached: true, retryAfterSeconds: 60 }] });
    loop.poke('open');
    await pass(0);
    loop.poke('visible');
    await pass(59_000);
    expect(visits.length).toBe(1);
    await pass(2_000);
    expect(visits.length).toBe(2);
    loop.poke('asked');
    await pass(0);
    expect(visits.length).toBe(3);
  });

  test('a refusal of one profile does not hold up the others', async () => {
    const { loop, visits, roads } = world({ a: [{ kind: 'refused' }], b: [] });
    loop.poke('open');
    await pass(0);
    expect(visits).toEqual(['a', 'b']);
    expect(roads.at(-1)).toBe('waiting');
    await pass(1_000);
    expect(visits.slice(2)).toContain('a');
  });

  test('a server that trips over one profile still serves the next', async () => {
    const { loop, visits } = world({ a: [{ kind: 'unreachable', reached: true }], b: [] });
    loop.poke('open');
    await pass(0);
    expect(visits).toEqual(['a', 'b']);
  });

  test('a road that is down is not tried once for every profile', async () => {
    const { loop, visits } = world({ a: [unreachable], b: [], c: [] });
    loop.poke('open');
    await pass(0);
    expect(visits).toEqual(['a']);
  });
});

describe('backing off', () => {
  test('doubles under full jitter, to a ceiling, and starts again after a success', () => {
    const backoff = new Backoff(() => 1);
    expect([backoff.failed(), backoff.failed(), backoff.failed()]).toEqual([2_000, 4_000, 8_000]);
    for (let n = 0; n < 40; n += 1) backoff.failed();
    expect(backoff.failed()).toBe(300_000);
    backoff.succeeded();
    expect(backoff.failed()).toBe(2_000);
  });

  test('never asks at once, and never sooner than asked', () => {
    expect(new Backoff(() => 0).failed()).toBe(250);
    expect(new Backoff(() => 0.5).failed(30)).toBe(31_000);
    expect(new Backoff(() => 0).failed(10 ** 9)).toBe(3_600_250);
  });

  test('reads Retry-After as seconds or as a date', () => {
    expect(readRetryAfter('120')).toBe(120);
    expect(readRetryAfter('Thu, 01 Jan 1970 00:01:00 GMT', 0)).toBe(60);
    for (const nonsense of [null, '', 'soon', '-5']) expect(readRetryAfter(nonsense, 0)).toBeUndefined();
  });
});
