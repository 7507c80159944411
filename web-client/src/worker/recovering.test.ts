/** What the phone lets two people of the centre do, and what nobody learns from it. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ProfileId, Secret } from '../engine/types';
import { DeviceDatabase, type ProfileEntry } from '../storage/device-database';
import { randomBytes } from '../storage/keys';
import { wrapBySecret } from '../storage/wrapping';
import type { Core } from './core';
import { cbor, doubleCore, refusal } from './double';
import { Recovered } from './recovered';
import { Recovering } from './recovering';
import type { Session } from './session';
import { Throttle } from './throttle';
import { Vault } from './vault';

globalThis.IDBKeyRange ??= IDBKeyRange;

const id = 'p' as ProfileId;
const pin: Secret = { kind: 'digits', digits: '280914' };
const next: Secret = { kind: 'digits', digits: '604182' };
const NAMES = ['Lucía', 'Marta'];

let device: DeviceDatabase;
let dataKey: Uint8Array;
let centreKey: Uint8Array;
let steadyMs: number;
let replies: Response[];
let stands: { state: 'waits' | 'given' | 'over'; names: string[]; key: Uint8Array | undefined };
let kits: (Uint8Array | undefined)[];
let recovering: Recovering;
let recovered: Recovered;
let vault: Vault;
let names: string[];

const core: Core = {
  ...doubleCore,
  beginRecovery: (kit) => {
    kits.push(kit);
    return { code: () => 'K7QM2XWP', beginBody: () => new Uint8Array([1]), begun: () => 1_700, lookBody: () => new Uint8Array([2]), stands: () => stands, free: () => undefined };
  },
};
const session = {
  holdersQuestion: async () => new Uint8Array([0]),
  readHolders: async () => names,
  makeRecovery: async () => ({ key: centreKey.slice(), kit: new Uint8Array([7, 7, 7]) }),
} as unknown as Session;

beforeEach(async () => {
  device = new DeviceDatabase(new IDBFactory());
  dataKey = randomBytes(32);
  centreKey = randomBytes(32);
  [steadyMs, replies, kits, names] = [0, [], [], [...NAMES]];
  stands = { state: 'waits', names: [], key: undefined };
  const by = { keys: await device.keys(), stretch: core.stretch };
  const secret = await wrapBySecret(by, id, 'digits', new TextEncoder().encode('digits:280914'), dataKey);
  await device.putProfile({
    id, database: 'b', picture: 4, secret, state: 'here', unsent: 0, allArrived: false, unsettled: false, opened: true, codeMark: 'c',
  });
  recovered = new Recovered();
  const throttle = new Throttle(device, () => steadyMs);
  vault = new Vault({ device, stretch: core.stretch, throttle, recovered: (profile) => recovered.get(profile) });
  recovering = new Recovering({ core, device, vault, throttle, fetch: async () => replies.shift() ?? cbor({}) });
});

const entry = async (): Promise<ProfileEntry> => (await device.profiles()).find((one) => one.id === id) as ProfileEntry;
const allow = () => recovering.make(id, session, pin, NAMES);

describe('allowing it', () => {
  test('needs her secret and the people whom she was shown', async () => {
    expect(await recovering.make(id, session, next, NAMES)).toMatchObject({ result: 'wrong' });
    expect(await recovering.make(id, session, pin, ['Lucía', 'otra'])).toEqual({ result: 'changed' });
    names = ['Lucía'];
    await expect(recovering.make(id, session, pin, names)).rejects.toMatchObject({ code: 'no_helpers' });
    expect(await entry()).not.toHaveProperty('centre');
  });

  test('keeps nothing readable, and is gone when taken back', async () => {
    expect(await allow()).toMatchObject({ result: 'ok' });
    const kept = (await entry()).centre;
    expect(kept?.kit.bytes.join()).not.toContain('7,7,7');
    for (const bytes of [kept?.wrapped.bytes ?? [], kept?.kit.bytes ?? []]) expect([...bytes].join()).not.toContain([...centreKey].slice(0, 8).join());
    await recovering.drop(id);
    expect(await entry()).not.toHaveProperty('centre');
    await expect(recovering.ask(id, 'tab')).rejects.toMatchObject({ code: 'no_helpers' });
  });
});

describe('a request', () => {
  test('opens once two have answered, and lets her choose a new secret until she has', async () => {
    await allow();
    expect(await recovering.ask(id, 'tab')).toEqual({ result: 'asked', code: 'K7QM2XWP', expiresAt: 1_700 });
    expect([...(kits[0] ?? [])]).toEqual([7, 7, 7]);
    stands = { ...stands, names: ['Lucía'] };
    expect(await recovering.look('tab')).toEqual({ result: 'waits', names: ['Lucía'] });
    expect(await recovering.look('another tab')).toEqual({ result: 'over' });
    stands = { state: 'given', names: NAMES, key: centreKey.slice() };
    const opened = await recovering.look('tab');
    expect(opened).toMatchObject({ result: 'ok', profile: id, dataKey: new Uint8Array(dataKey) });
    expect(await recovering.look('tab'), 'once').toEqual({ result: 'over' });
    await expect(vault.setSecret(id, '1', next, { by: 'centre' })).rejects.toMatchObject({ code: 'not_open' });
    recovered.put(id, dataKey);
    expect(await vault.setSecret(id, '2', next, { by: 'centre' })).toMatchObject({ result: 'ok' });
    recovered.forget(id);
    await expect(vault.setSecret(id, '3', pin, { by: 'centre' })).rejects.toMatchObject({ code: 'not_open' });
    expect(await vault.unlock(id, { by: 'secret', secret: next })).toMatchObject({ result: 'ok' });
    expect(await vault.unlock(id, { by: 'secret', secret: pin })).toMatchObject({ result: 'wrong' });
  });

  test('with a key that is not hers opens nothing', async () => {
    await allow();
    await recovering.ask(id, 'tab');
    stands = { state: 'given', names: NAMES, key: randomBytes(32) };
    await expect(recovering.look('tab')).rejects.toMatchObject({ code: 'server_trouble' });
    expect(await vault.unlock(id, { by: 'secret', secret: pin })).toMatchObject({ result: 'ok' });
  });

  test('made again and again must wait, and one that opened is forgotten', async () => {
    await allow();
    for (let n = 0; n < 4; n += 1) expect(await recovering.ask(id, 'tab')).toMatchObject({ result: 'asked' });
    expect(await recovering.ask(id, 'tab')).toEqual({ result: 'wait', waitSeconds: 5 });
    steadyMs += 5_000;
    expect(await recovering.ask(id, 'tab')).toMatchObject({ result: 'asked' });
    stands = { state: 'given', names: NAMES, key: centreKey.slice() };
    expect(await recovering.look('tab')).toMatchObject({ result: 'ok' });
    expect([...(await device.tries()).keys()]).toEqual([]);
  });

  test.each([
    [refusal(429, 'too_many_tries', { 'retry-after': '60' }), { result: 'wait', waitSeconds: 60 }],
  ])('that the office makes wait says so', async (reply, expected) => {
    await allow();
    replies.push(cbor({}));
    await recovering.helpers(session);
    replies.push(reply);
    expect(await recovering.ask(id, 'tab')).toEqual(expected);
    replies.push(refusal(409, 'too_few_holders'));
    await expect(recovering.ask(id, 'tab')).rejects.toMatchObject({ code: 'no_helpers' });
  });

  test('for "otro perfil" looks the same whether there is one or not', async () => {
    await allow();
    await device.changeProfile(id, { hidden: true });
    const asked: unknown[] = [];
    for (const picture of [4, 5]) {
      if (picture === 5) replies.push(refusal(404, 'not_found'));
      asked.push(Object.keys(await recovering.ask({ other: picture }, 'tab')));
      if (picture === 5) replies.push(refusal(404, 'not_found'));
      asked.push(await recovering.look('tab'));
    }
    expect(asked.slice(0, 2)).toEqual(asked.slice(2));
    expect(kits.map((kit) => kit !== undefined)).toEqual([true, false]);
  });
});
