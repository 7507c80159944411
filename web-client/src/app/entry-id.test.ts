/** Entry ids are UUIDs of version 7: time first, so that they sort by when a form began. */
import { expect, it } from 'vitest';
import { makeEntryId } from './entry-id';

it('matches the example of RFC 9562', () => {
  const random = Uint8Array.from([0x7c, 0xc3, 0x98, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]);
  expect(makeEntryId(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

it('keeps version and variant whatever the random bytes', () => {
  expect(makeEntryId(1_800_000_000_000, new Uint8Array(10).fill(255))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(makeEntryId(1_800_000_000_000, new Uint8Array(10))).toMatch(/-7000-8000-/);
});
