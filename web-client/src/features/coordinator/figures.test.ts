/** The figures of a cohort page. */
import { describe, expect, it } from 'vitest';
import { fakeReport } from '../../api/fake';
import { byWeek, largestLoss, placeInTime, stages, totals } from './figures';

const report = fakeReport();

describe('funnel', () => {
  it('counts who stayed before each step', () => {
    expect(stages({ enrolled: 20, started: 18, half: 9, completed: 9 })).toEqual([
      { stage: 'enrolled', people: 20, share: 100, lost: 0 },
      { stage: 'started', people: 18, share: 90, lost: 2 },
      { stage: 'half', people: 9, share: 45, lost: 9 },
      { stage: 'completed', people: 9, share: 45, lost: 0 },
    ]);
  });
  it('names the step where most stay, if any', () => {
    expect(largestLoss({ enrolled: 20, started: 18, half: 9, completed: 9 })).toEqual({ from: 'started', to: 'half', people: 9 });
    expect(largestLoss({ enrolled: 3, started: 3, half: 3, completed: 3 })).toBeUndefined();
  });
  it('bears an empty cohort', () => {
    expect(stages({ enrolled: 0, started: 0, half: 0, completed: 0 }).map((step) => step.share)).toEqual([0, 0, 0, 0]);
  });
});

describe('weeks', () => {
  it('add up to the total, and only the last is in progress', () => {
    const weeks = byWeek(report);
    expect(weeks.reduce((sum, week) => sum + week.minutes, 0)).toBe(totals(report).minutes);
    expect(weeks.map((week) => week.current)).toEqual([...Array(7).fill(false), true]);
  });
});

describe('place in time', () => {
  const at = (day: string) => Date.parse(`${day}T12:00:00Z`) / 1000;
  it('is before, in a week, or over', () => {
    expect(placeInTime('2026-09-28', 12, at('2026-09-27'))).toEqual({ state: 'before' });
    expect(placeInTime('2026-09-28', 12, at('2026-09-28'))).toEqual({ state: 'during', week: 1 });
    expect(placeInTime('2026-09-28', 12, at('2026-12-20'))).toEqual({ state: 'during', week: 12 });
    expect(placeInTime('2026-09-28', 12, at('2026-12-21'))).toEqual({ state: 'over' });
  });
});
