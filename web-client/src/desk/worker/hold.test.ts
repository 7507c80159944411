/** Who holds a name: the tab that took it last, and the one before hears of it. */
import { expect, test } from 'vitest';
import { FakeLocks } from '../../worker/fake-locks';
import { holdInThisTab } from './hold';

test('a name is held by whoever took it last', async () => {
  const locks = new FakeLocks().manager();
  const lost: string[] = [];
  const letGo = await holdInThisTab(locks, 'o:a', () => lost.push('first'));
  await holdInThisTab(locks, 'o:b', () => lost.push('other'));
  const second = await holdInThisTab(locks, 'o:a', () => lost.push('second'));
  await expect.poll(() => lost).toEqual(['first']);
  letGo(); // too late to matter
  second();
  await holdInThisTab(locks, 'o:a', () => lost.push('third'));
  await Promise.resolve();
  expect(lost).toEqual(['first']);
});
