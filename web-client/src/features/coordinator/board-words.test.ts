/** What the board says of a phone. */
import { expect, test } from 'vitest';
import { gapWords, startOfToday, stateChip, stillToCome } from './board-words';

test('each kind of thing that is not here has its sentence', () => {
  expect(stillToCome({ unsent: 0, missing: 0, waiting: 0 })).toEqual([]);
  expect(stillToCome({ unsent: 1, missing: 2, waiting: 0 })).toEqual(['Le queda 1 cambio por enviar', 'Faltan 2 cambios por llegar']);
  expect(stillToCome({ unsent: 0, missing: 0, waiting: 3 })).toEqual(['3 cambios llegaron y esperan a los que faltan']);
});

test('gaps are named by their numbers, and many are summed up', () => {
  expect(gapWords([{ from: 41, to: 47 }, { from: 52, to: 52 }])).toBe('Aún no llegaron: del 41 al 47, 52');
  const many = Array.from({ length: 6 }, (_, n) => ({ from: 10 * n + 1, to: 10 * n + 1 }));
  expect(gapWords(many)).toBe('Aún no llegaron: 1, 11, 21, 31 y 2 más');
});

test('a day begins at midnight where the person sits', () => {
  const now = new Date(2026, 10, 21, 16, 5, 7).getTime() / 1000;
  expect(startOfToday(now)).toBe(new Date(2026, 10, 21).getTime() / 1000);
  expect(startOfToday(startOfToday(now))).toBe(startOfToday(now));
});

test('only what is here is teal', () => {
  const states = ['all_here', 'arriving', 'incomplete', 'revoked', 'replaced'] as const;
  expect(states.filter((state) => stateChip(state) === 'chip-meet')).toEqual(['all_here']);
});
