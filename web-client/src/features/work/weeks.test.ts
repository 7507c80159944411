/** The list of work goes by weeks and days, newest first. */
import { expect, it } from 'vitest';
import type { WorkEntry } from '../../engine/types';
import { weeksOfWork } from './weeks';

const entry = (id: string, day: string, at: number): WorkEntry => ({
  id, openQuestion: false, hours: { state: 'waiting', answered: false }, earlier: [], live: [{ op: '1@a', version: 'v', task: 't', day, at, withdrawn: false, mine: true, held: 'phone' }],
});

it('groups by Monday and by day', () => {
  const weeks = weeksOfWork([entry('a', '2026-11-15', 1), entry('b', '2026-11-16', 2), entry('c', '2026-11-20', 3), entry('d', '2026-11-16', 4)]);
  expect(weeks.map((week) => [week.monday, week.days.map((day) => day.entries.map((each) => each.id))])).toEqual([
    ['2026-11-16', [['c'], ['d', 'b']]],
    ['2026-11-09', [['a']]],
  ]);
  expect(weeks[0]?.entries).toHaveLength(3);
});

it('is empty when nothing was noted', () => expect(weeksOfWork([])).toEqual([]));
