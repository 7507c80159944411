/** The list of work goes by weeks and days, newest first. */
import { expect, it } from 'vitest';
import type { WorkEntry } from '../../engine/types';
import { setClock } from '../../engine/clock';
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

it('puts what was noted with a wrong date where it belongs', () => {
  const at = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;
  const years = at('2026-11-19') - at('2020-01-01');
  setClock({ offsetSeconds: -years, serverSeconds: at('2026-11-20'), jumps: [{ since: at('2026-11-10'), until: at('2026-11-20'), seconds: -years, offset: -years }] });
  const weeks = weeksOfWork([entry('a', '2020-01-01', at('2020-01-01')), entry('b', '2026-11-18', at('2026-11-18'))]);
  expect(weeks.map((week) => week.days.map((each) => each.day))).toEqual([['2026-11-19', '2026-11-18']]);
  setClock(undefined);
});

it('is empty when nothing was noted', () => expect(weeksOfWork([])).toEqual([]));
