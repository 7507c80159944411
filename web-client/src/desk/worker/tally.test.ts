/** The count that stands while a desk is closed never says nothing where there is something. */
import { expect, test } from 'vitest';
import type { DeskEntry } from '../../storage/desk-database';
import { Tally, unsentOf } from './tally';

const entry = { id: 'a', unsent: 0, unsettled: false } as DeskEntry;

test('what is being saved is counted as at least one, until it is counted', async () => {
  const kept: Partial<DeskEntry>[] = [];
  const last = (): number => unsentOf({ unsent: 0, unsettled: false, ...kept.at(-1) });
  const tally = new Tally({ change: async (_, change) => void kept.push(change) }, entry);
  await tally.settle();
  expect(kept).toEqual([]);
  await tally.saving(async () => {
    expect(last()).toBe(1);
    await tally.settle(); // a round ends meanwhile
    expect(last()).toBe(1);
    tally.count('ana', { unsent: 2, revoked: false });
  });
  expect(last()).toBe(1);
  await tally.settle();
  expect([last(), kept.at(-1)?.unsettled]).toEqual([2, false]);
  tally.count('ana', { unsent: 0, revoked: true });
  await tally.settle();
  expect([last(), tally.revoked, tally.isRevoked('ana')]).toEqual([0, true, true]);
  tally.doubt();
  await tally.settle();
  expect(last()).toBe(1);
});
