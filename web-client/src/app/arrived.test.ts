/** A code in the address is taken once, and leaves nothing there. */
import { expect, it, vi } from 'vitest';
import { arrivedCode, takeCode } from './arrived';

const place = { hash: '' };
vi.stubGlobal('location', place);
vi.stubGlobal('history', { replaceState: (_: unknown, __: string, address: string) => { place.hash = address; } });

it('takes a code out of the address', () => {
  place.hash = '#/codigo/K7QM-2XWP';
  expect(takeCode()).toBe(true);
  expect(arrivedCode.value).toBe('K7QM-2XWP');
  expect(place.hash).toBe('#/primera-vez');
  expect(takeCode()).toBe(false);
});

it('takes nothing else', () => {
  arrivedCode.value = undefined;
  for (const hash of ['', '#/inicio', '#/codigo/', '#/codigo/K7QM', '#/codigo/<script>']) {
    place.hash = hash;
    expect(takeCode()).toBe(false);
    expect(place.hash).toBe(hash);
  }
  expect(arrivedCode.value).toBeUndefined();
});
