/** Calendar days, across months, years and daylight saving. */
import { describe, expect, it } from 'vitest';
import { addDays, dayOf, daysBetween, latestToday, weekOf } from './days';

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
  it('takes what the office dates today as begun, in an evening of America too', () => {
    const evening = Date.parse('2026-11-23T00:30:00Z') / 1000;
    expect(latestToday(evening, '2026-11-22')).toBe('2026-11-23');
    expect(latestToday(evening, '2026-11-24')).toBe('2026-11-24');
  });
  it('takes the day of the local clock', () => expect(dayOf(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05'));
});
