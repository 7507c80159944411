/** Reading work entries and comparing their live versions. */
import { describe, expect, it } from 'vitest';
import { FAKE_NOW } from '../../api/fake';
import { fakeCatalogue, fakeRecord } from '../../api/fake-record';
import { amountOf, arrivedLater, byWorkWeek, comparedFields, countedMinutes, mondayOf, said } from './versions';

const tasks = new Map(fakeCatalogue.tasks.map((task) => [task.id, task]));
const { work } = fakeRecord({ id: 'learner-1', label: 'P-1', name: 'Rosa' }, FAKE_NOW);
const question = work.find((entry) => entry.open_question)!;

describe('two live versions', () => {
  it('differ in what differs, and say nothing of what nobody said', () => {
    expect(comparedFields(question.live, tasks)).toEqual([
      { field: 'task', differs: false },
      { field: 'day', differs: false },
      { field: 'amount', differs: true },
      { field: 'start', differs: false },
      { field: 'note', differs: true },
    ]);
  });
  it('show their state when one of them withdrew', () => {
    const [one, two] = question.live;
    expect(comparedFields([one!, { ...two!, withdrawn: true }], tasks).at(-1)).toEqual({ field: 'state', differs: true });
  });
  it('count the smaller', () => expect(countedMinutes(question)).toBe(180));
});

it('counts nothing of a withdrawn entry', () => {
  const withdrawn = work.find((entry) => entry.live[0]!.withdrawn)!;
  expect(countedMinutes(withdrawn)).toBe(0);
});

it('counts nothing of an entry that waits until its phone is confirmed', () => {
  expect(countedMinutes({ ...question, live: [] })).toBe(0);
});

it('groups by week from Monday, newest first', () => {
  expect(['2026-11-16', '2026-11-22', '2026-11-23'].map(mondayOf)).toEqual(['2026-11-16', '2026-11-16', '2026-11-23']);
  const weeks = byWorkWeek(work);
  expect(weeks.map((week) => week.week)).toEqual(weeks.map((week) => week.week).sort().reverse());
  expect(weeks.flatMap((week) => week.entries)).toHaveLength(work.length);
});

it('puts what was noted with a wrong date where it belongs, and says both days with their years', () => {
  const off = { ...question, live: [{ ...question.live[0]!, day: '2020-01-01', corrected_day: '2026-11-18' }] };
  expect(byWorkWeek([off])[0]?.week).toBe('2026-11-16');
  expect(said(off.live[0]!, 'day', tasks)).toBe('1 ene 2020 (debe ser 18 nov 2026)');
  expect(said(question.live[0]!, 'day', tasks)).toMatch(/^\p{L}+ \d+ \p{L}+$/u);
});

it('names units as the programme does', () => {
  const version = { ...question.live[0]!, task: 'receipts', units: 40 };
  delete (version as { minutes?: number }).minutes;
  expect(amountOf(version, tasks)).toBe('40 recibos');
  expect(amountOf(version, new Map())).toBe('40 unidades');
});

it('speaks of arrival only when it was much later', () => {
  expect(arrivedLater({ at: 1000, received_at: 1200 })).toBe(false);
  expect(arrivedLater({ at: 1000, received_at: 1400 })).toBe(true);
  expect(arrivedLater({ at: 1400, received_at: 1000 })).toBe(true);
});
