import { expect, test } from 'vitest';
import { outOfHours } from './contact-hours';

const at = (hours: number, minutes = 0) => hours * 60 + minutes;

test('by day', () => {
  const rules = { from: '09:00', until: '17:30' };
  expect([at(8, 59), at(9), at(17, 29), at(17, 30)].map((minute) => outOfHours(rules, minute))).toEqual([true, false, false, true]);
});

test('over midnight', () => {
  const rules = { from: '20:00', until: '08:00' };
  expect([at(19, 59), at(20), at(3), at(8)].map((minute) => outOfHours(rules, minute))).toEqual([true, false, false, true]);
});

test('who gave no hours may be called at any', () => {
  expect(outOfHours({}, at(3))).toBe(false);
});
