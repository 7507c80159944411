/** Hidden numbers stay hidden, whatever is made of the others. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../../api/reports';

let numbers: typeof import('./numbers');
beforeAll(async () => {
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('document', { documentElement: {} });
  numbers = await import('./numbers');
});

const report: Report = {
  report: 'funnel', programme: 'puente', as_of: 1, behind: 0, least: 5, withheld: [], definitions: {},
  cells: [
    { by: {}, enrolments: 40, persons: 39, completed: 11, weeks: [{ week: 1, active: 9 }] },
    { by: { gender: 'female' }, enrolments: 33, persons: 33, completed: null, hidden: true },
    { by: { gender: null }, enrolments: 7, persons: 6, completed: null, hidden: true },
  ],
};

describe('a report', () => {
  it('tells its groups, the one of whom nothing was said too', () => {
    expect(numbers.groups(report, 'gender').map(({ value, cell }) => [value, cell.enrolments])).toEqual([['female', 33], [null, 7]]);
    expect(numbers.everybody(report).enrolments).toBe(40);
    expect(numbers.countOf(numbers.itemsOf(numbers.everybody(report), 'weeks')[0] ?? {}, 'active')).toBe(9);
  });

  it('never shows, adds up or divides what is hidden', () => {
    const [women] = numbers.groups(report, 'gender');
    const hidden = numbers.countOf(women?.cell ?? numbers.everybody(report), 'completed');
    expect(hidden).toBeNull();
    expect(numbers.said(hidden)).toBe('oculto');
    expect(numbers.share(hidden, 33)).toBeUndefined();
    expect(numbers.shareSaid(11, 40)).toBe('28\u00a0%');
    expect(numbers.shareSaid(0, 0)).toBe('');
    expect([numbers.sum([1, 2]), numbers.sum([1, null])]).toEqual([3, null]);
  });
});
