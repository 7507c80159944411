/** That nobody guesses faster by clocks, restarts, other tabs or many tries at once. */
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DeviceDatabase } from '../storage/device-database';
import { Throttle, waitAfter } from './throttle';

globalThis.IDBKeyRange ??= IDBKeyRange;

let device: DeviceDatabase;
let nowMs: number;
let judged: number;
const begin = (): Throttle => new Throttle(device, () => nowMs);
const wrong = async (): Promise<undefined> => {
  judged += 1;
  return undefined;
};

beforeEach(() => {
  device = new DeviceDatabase(new IDBFactory());
  nowMs = 1_000_000;
  judged = 0;
});

async function fail(throttle: Throttle, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    nowMs += 300_000;
    expect((await throttle.try('p', wrong)).result).toBe('wrong');
  }
}

test('four tries are free, then waits grow to five minutes and no further', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1000].map(waitAfter)).toEqual([0, 0, 0, 0, 5, 15, 30, 60, 120, 300, 300, 300]);
});

test('a try too soon is neither judged nor counted, and one in time is', async () => {
  const throttle = begin();
  await fail(throttle, 5);
  expect(await throttle.try('p', wrong)).toEqual({ result: 'wait', waitSeconds: 15 });
  nowMs += 14_999;
  expect(await throttle.try('p', wrong)).toEqual({ result: 'wait', waitSeconds: 1 });
  expect([judged, (await device.tries()).get('p')]).toEqual([5, 5]);
  nowMs += 1;
  expect(await throttle.try('p', wrong)).toEqual({ result: 'wrong', waitSeconds: 30 });
});

test('the right one forgets them all', async () => {
  const throttle = begin();
  await fail(throttle, 4);
  nowMs += 5_000;
  expect(await throttle.try('p', async () => 'open')).toEqual({ result: 'ok', value: 'open' });
  expect((await device.tries()).size).toBe(0);
  expect((await throttle.try('p', wrong)).result).toBe('wrong');
  expect((await throttle.waits()).size).toBe(0);
});

test('one who is waited for does not hold up another', async () => {
  const throttle = begin();
  await fail(throttle, 6);
  expect((await throttle.try('q', wrong)).result).toBe('wrong');
  expect([...(await throttle.waits())]).toEqual([['p', 30]]);
});

test('a try is on the disk before it is judged: who kills the app has tried', async () => {
  const throttle = begin();
  let counted: number | undefined;
  const judge = async (): Promise<undefined> => {
    counted = (await device.tries()).get('p');
    throw new Error('killed');
  };
  await expect(throttle.try('p', judge)).rejects.toThrow('killed');
  expect(counted).toBe(1);
  expect((await device.tries()).get('p')).toBe(1);
});

test('where it cannot be counted it is not judged', async () => {
  const throttle = begin();
  vi.spyOn(device, 'countTry').mockRejectedValue(new Error('no room'));
  await expect(throttle.try('p', wrong)).rejects.toThrow('no room');
  expect(judged).toBe(0);
});

describe('is not shortened by', () => {
  test('the phone’s clock, which is not looked at', async () => {
    const throttle = begin();
    await fail(throttle, 10);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
    expect((await throttle.try('p', wrong)).result).toBe('wait');
    vi.useRealTimers();
  });

  test('a restart, which begins it anew', async () => {
    await fail(begin(), 7);
    nowMs = 5; // another page: its clock begins at nought
    const again = begin();
    expect(await again.try('p', wrong)).toEqual({ result: 'wait', waitSeconds: 60 });
    nowMs += 60_000;
    expect((await again.try('p', wrong)).result).toBe('wrong');
  });

  test('a tab that stood by while another tried', async () => {
    const standby = begin();
    expect((await standby.waits()).size).toBe(0);
    const other = begin();
    await fail(other, 9);
    nowMs += 200;
    expect(await standby.try('p', wrong)).toEqual({ result: 'wait', waitSeconds: 300 });
  });

  test('storage that lost the count while this worker knows it', async () => {
    const throttle = begin();
    await fail(throttle, 8);
    await device.forgetTries('p');
    expect((await throttle.try('p', wrong)).result).toBe('wait');
  });

  test('trying many at once', async () => {
    const throttle = begin();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => throttle.try('p', wrong)));
    expect(outcomes.filter(({ result }) => result === 'wrong').length).toBe(4);
    expect(judged).toBe(4);
  });
});
