/** That a tab killed at any step leaves an enrolment that goes on with the same key, or a profile. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Secret } from '../engine/types';
import { DeviceDatabase } from '../storage/device-database';
import { deleteDatabase } from '../storage/indexeddb';
import { openProfileDatabase } from '../storage/profile-database';
import { doubleCore, DoubleServer, refusal } from './double';
import { Enrolment, type EnrolmentNeeds, normalise } from './enrolment';
import { Throttle } from './throttle';
import { Vault } from './vault';

globalThis.IDBKeyRange ??= IDBKeyRange;

let factory: IDBFactory;
let server: DoubleServer;
let device: DeviceDatabase;
const pin: Secret = { kind: 'digits', digits: '280914' };

beforeEach(() => {
  factory = new IDBFactory();
  server = new DoubleServer();
  server.codes.set('AAAA', { learner: '11aa' });
  server.codes.set('BBBB', { learner: '22bb' });
  server.codes.set('CCCC', { learner: '11aa' });
  device = new DeviceDatabase(factory);
});

const vaultOf = (database: DeviceDatabase): Vault =>
  new Vault({ device: database, stretch: doubleCore.stretch, throttle: new Throttle(database, () => 0) });

/** Answers the profile's id, as whoever asks hears it. */
const enrolment = (over: Partial<EnrolmentNeeds> = {}) => {
  const database = over.device ?? device;
  const made = new Enrolment({
    core: doubleCore,
    device: database,
    vault: vaultOf(database),
    fetch: server.fetch,
    openStore: (name) => openProfileDatabase(factory, name),
    removeStore: (name) => deleteDatabase(factory, name),
    now: () => 1_000,
    ...over,
  });
  return {
    enrol: async (code: string, picture: number, secret = pin) => (await made.enrol(code, picture, secret)).profile,
    finishInterrupted: () => made.finishInterrupted(),
  };
};

const shown = async (): Promise<number[]> =>
  (await device.profiles()).filter((entry) => entry.state === 'here').map((entry) => entry.picture);

describe('a code', () => {
  test('makes a profile that is shown with its picture', async () => {
    await enrolment().enrol(' aa-aa ', 3);
    expect(await shown()).toEqual([3]);
  });

  test.each(['code_unknown', 'code_expired'] as const)('refused as %s leaves nothing behind', async (code) => {
    server.instead.push(refusal(404, code));
    await expect(enrolment().enrol('ZZZZ', 0)).rejects.toMatchObject({ code });
    expect(await device.profiles()).toEqual([]);
    expect((await factory.databases()).map(({ name }) => name)).toEqual(['d']);
  });

  test.each([
    [429, 'too_many_tries', 'too_many_tries'],
    [503, 'unavailable', 'server_trouble'],
    [400, 'bad_request', 'server_trouble'],
  ])('answered %s %s is %s', async (status, code, expected) => {
    server.instead.push(refusal(status, code));
    await expect(enrolment().enrol('AAAA', 0)).rejects.toMatchObject({ code: expected });
  });

  test('without a network says so, and works later', async () => {
    server.down = true;
    await expect(enrolment().enrol('AAAA', 0)).rejects.toMatchObject({ code: 'offline' });
    server.down = false;
    await enrolment().enrol('AAAA', 0);
    expect(await shown()).toEqual([0]);
  });

  test('of a learner who is here already: her profile stays, and knows what takes its place', async () => {
    const id = await enrolment().enrol('AAAA', 0);
    const other = await enrolment().enrol('BBBB', 1);
    const next = await enrolment().enrol('CCCC', 2);
    const entries = new Map((await device.profiles()).map((entry) => [entry.id as string, entry]));
    expect(entries.get(id)).toMatchObject({ state: 'here', replacedBy: next });
    expect(entries.get(next)).toMatchObject({ state: 'here' });
    for (const one of [other, next]) expect(entries.get(one)).not.toHaveProperty('replacedBy');
  });

  test('gets a free picture when two chose the same', async () => {
    await enrolment().enrol('AAAA', 0);
    await enrolment().enrol('BBBB', 0);
    expect((await shown()).sort()).toEqual([0, 1]);
  });

  test('does not learn that a hidden profile has its picture', async () => {
    const hidden = await enrolment().enrol('AAAA', 0);
    await device.changeProfile(hidden, { hidden: true });
    await enrolment().enrol('BBBB', 0);
    expect(await shown()).toEqual([0, 0]);
  });
});

describe('a tab killed', () => {
  test('after the server had done it: the same key is shown again and accepted', async () => {
    server.cut = 1;
    await expect(enrolment().enrol('AAAA', 0)).rejects.toMatchObject({ code: 'offline' });
    expect(server.codes.get('AAAA')?.key).toBeDefined();
    await enrolment().enrol('AAAA', 2);
    expect(await shown()).toEqual([2]);
  });

  test('before the request was kept: begins anew, nothing was sent', async () => {
    const killed = enrolment({ openStore: () => Promise.reject(new Error('killed')) });
    await expect(killed.enrol('AAAA', 0)).rejects.toThrow();
    expect(server.codes.get('AAAA')?.key).toBeUndefined();
    await enrolment().enrol('AAAA', 0);
    expect(await shown()).toEqual([0]);
  });

  test('before the profile was shown: the next start shows it, without the network or the secret', async () => {
    let opened = 0;
    const killed = enrolment({
      // Opened to begin, to take the answer, to keep it; then the tab is gone.
      openStore: (name) => {
        opened += 1;
        return opened > 2 ? Promise.reject(new Error('killed')) : openProfileDatabase(factory, name);
      },
    });
    await expect(killed.enrol('AAAA', 5)).rejects.toThrow();
    expect(await shown()).toEqual([]);
    server.down = true;
    await enrolment().finishInterrupted();
    expect(await shown()).toEqual([5]);
  });

  test('at any write: the same code goes on, and her secret opens what comes of it', async () => {
    let runs = 0;
    for (let survived = 0; ; survived += 1) {
      factory = new IDBFactory();
      device = new DeviceDatabase(factory);
      server.codes.set('AAAA', { learner: '11aa' });
      let writes = 0;
      const dying = new DeviceDatabase(factory, async () => {
        writes += 1;
        if (writes > survived) throw new Error('killed');
        return true;
      });
      const outcome = await enrolment({ device: dying }).enrol('AAAA', 7).catch(() => 'killed');
      runs += 1;
      const profile = await enrolment().enrol('AAAA', 7);
      expect(await shown()).toEqual([7]);
      const [entry] = await device.profiles();
      expect(entry?.dataKey).toBeUndefined();
      const opened = await vaultOf(device).unlock(profile, { by: 'secret', secret: pin });
      expect(opened.result).toBe('ok');
      if (outcome !== 'killed') break;
    }
    expect(runs).toBeGreaterThan(4);
  });

  test('in the middle: another secret does not go on, the one it was begun with does', async () => {
    server.cut = 1;
    await expect(enrolment().enrol('AAAA', 0)).rejects.toMatchObject({ code: 'offline' });
    const other: Secret = { kind: 'digits', digits: '111111' };
    await expect(enrolment().enrol('AAAA', 0, other)).rejects.toMatchObject({ code: 'other_secret' });
    await enrolment().enrol('AAAA', 0);
    expect(await shown()).toEqual([0]);
  });

  test('after it was shown but before anyone heard: asking again answers the same profile, without its key', async () => {
    const id = await enrolment().enrol('AAAA', 0);
    expect(await enrolment().enrol('AAAA', 0)).toBe(id);
  });

  test('with a wrong answer from a stranger: the pending key stays', async () => {
    server.instead.push(new Response('x', { headers: { 'content-type': 'application/cbor' } }));
    await expect(enrolment().enrol('AAAA', 0)).rejects.toMatchObject({ code: 'server_trouble' });
    await enrolment().enrol('AAAA', 0);
    expect(await shown()).toEqual([0]);
  });
});

test('the list of profiles holds neither the code nor the learner in clear', async () => {
  await enrolment().enrol('AAAA', 0);
  const text = JSON.stringify(await device.profiles());
  expect(text).not.toContain('AAAA');
  expect(text).not.toContain('11aa');
});

test('a code is read as people type it', () => {
  expect(normalise(' k7qm-2xwp ')).toBe('K7QM2XWP');
  expect(normalise('oOiIlL')).toBe('001111');
});
