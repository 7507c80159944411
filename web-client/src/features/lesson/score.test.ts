/** The score counts first tries. */
import { expect, it } from 'vitest';
import { scorePercentOf } from './score';

it('is a whole number of percent', () => {
  expect(scorePercentOf([true, false, true])).toBe(67);
  expect(scorePercentOf([false])).toBe(0);
  expect(scorePercentOf([])).toBe(100);
});
