/** That a data key opens with its secret or card, on its phone, for its profile, and not otherwise. */
import { expect, test } from 'vitest';
import { makeDeviceKeys, randomBytes } from './keys';
import { COST, openByCard, openBySecret, type Stretch, wrapByCard, wrapBySecret } from './wrapping';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** Quick; the real one is tested in the core. */
const stretch: Stretch = (secret, salt) =>
  new Uint8Array(32).map((_, at) => (secret[at % secret.length] ?? 0) ^ (salt[at % salt.length] ?? 0) ^ at);

test('opens with the secret alone', async () => {
  const by = { keys: await makeDeviceKeys(), stretch };
  const dataKey = randomBytes(32);
  const kept = await wrapBySecret(by, 'p', 'digits', utf8('digits:123456'), dataKey);
  expect(kept).toMatchObject({ kind: 'digits', cost: COST });
  expect(await openBySecret(by, 'p', utf8('digits:123456'), kept)).toEqual(dataKey);
  expect(await openBySecret(by, 'p', utf8('digits:123457'), kept)).toBeUndefined();
});

test('what is wrapped twice alike is stored twice otherwise', async () => {
  const by = { keys: await makeDeviceKeys(), stretch };
  const dataKey = randomBytes(32);
  const one = await wrapBySecret(by, 'p', 'digits', utf8('s'), dataKey);
  const two = await wrapBySecret(by, 'p', 'digits', utf8('s'), dataKey);
  expect(one.salt).not.toEqual(two.salt);
  expect(one.wrapped.bytes).not.toEqual(two.wrapped.bytes);
});

test('the stored cost is the one that counts', async () => {
  const keys = await makeDeviceKeys();
  const asked: number[] = [];
  const by = { keys, stretch: ((secret, salt, cost) => (asked.push(cost.memoryKib), stretch(secret, salt, cost))) as Stretch };
  const kept = await wrapBySecret(by, 'p', 'digits', utf8('s'), randomBytes(32));
  await openBySecret(by, 'p', utf8('s'), { ...kept, cost: { ...kept.cost, memoryKib: 64 } });
  expect(asked).toEqual([19 * 1024, 64]);
});

test('a copy of the storage is of no use on another phone, nor under another profile', async () => {
  const here = { keys: await makeDeviceKeys(), stretch };
  const there = { keys: await makeDeviceKeys(), stretch };
  const dataKey = randomBytes(32);
  const kept = await wrapBySecret(here, 'p', 'digits', utf8('s'), dataKey);
  await expect(openBySecret(there, 'p', utf8('s'), kept)).rejects.toThrow();
  await expect(openBySecret(here, 'q', utf8('s'), kept)).rejects.toThrow();
  // Even with the outer wrapping taken off: the secret's own key has a part that only this phone can add.
  const mixed = { keys: { ...there.keys, wrap: here.keys.wrap }, stretch };
  expect(await openBySecret(mixed, 'p', utf8('s'), kept)).toBeUndefined();
});

test('a card opens, another card or another phone does not', async () => {
  const keys = await makeDeviceKeys();
  const [dataKey, card] = [randomBytes(32), randomBytes(16)];
  const kept = await wrapByCard(keys, 'p', card, dataKey);
  expect(await openByCard(keys, 'p', card, kept)).toEqual(dataKey);
  expect(await openByCard(keys, 'p', randomBytes(16), kept)).toBeUndefined();
  await expect(openByCard(await makeDeviceKeys(), 'p', card, kept)).rejects.toThrow();
});
