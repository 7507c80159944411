/** Calendar days, across months, years and daylight saving. */
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysBetween, weekOf } from './days';

describe('days', () => {
  it('adds across months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2024-03-01', -1)).toBe('2024-02-29');
  });
  it('counts days where clocks change', () => {
    expect(daysBetween('2026-03-01', '2026-04-01')).toBe(31);
    expect(daysBetween('2026-11-21', '2026-11-20')).toBe(-1);
  });
  it('begins weeks on Monday', () => {
    expect(weekOf('2026-11-16')).toBe('2026-11-16');
    expect(weekOf('2026-11-22')).toBe('2026-11-16');
  });
  it('takes the day of the local clock', () => expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05'));
});
