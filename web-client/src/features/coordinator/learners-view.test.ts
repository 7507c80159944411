/** Filter and sort of a cohort's rows. */
import { describe, expect, it } from 'vitest';
import { FAKE_NOW, fakeLearners } from '../../api/fake';
import type { LearnerRow } from '../../api/types';
import { COLUMNS, EVERYONE, select, standing, startsDescending, type View } from './learners-view';

const rows = fakeLearners();
const shown = (view: Partial<View>) => select(rows, { ...EVERYONE, ...view }, FAKE_NOW);
const row = (fields: Partial<LearnerRow>): LearnerRow => ({
  id: 'x', label: 'P-1', name: 'X', lessons_done: 0, minutes_by_week: [], minutes_total: 0, units_total: 0, open_questions: 0, phones: 1, missing: 0, ...fields,
});

describe('standing', () => {
  const day = 86_400;
  it('calls someone paused only when her data are recent', () => {
    expect(standing(row({ last_activity: FAKE_NOW - 6 * day, last_data: FAKE_NOW - 6 * day }), FAKE_NOW)).toBe('active');
    expect(standing(row({ last_activity: FAKE_NOW - 20 * day, last_data: FAKE_NOW - day }), FAKE_NOW)).toBe('paused');
    expect(standing(row({ last_activity: FAKE_NOW - 20 * day, last_data: FAKE_NOW - 20 * day }), FAKE_NOW)).toBe('unheard');
    expect(standing(row({}), FAKE_NOW)).toBe('unheard');
  });
  it('puts everyone in exactly one of the three', () => {
    const parts = (['active', 'paused', 'unheard'] as const).map((state) => shown({ state }).length);
    expect(parts.reduce((sum, n) => sum + n)).toBe(rows.length);
  });
});

describe('filter', () => {
  it('finds names without their accents and in any order of words', () => {
    expect(shown({ text: 'nanez' }).map((each) => each.name)).toEqual(['Beatriz Ñáñez']);
    expect(shown({ text: 'QUISPE rosa' }).map((each) => each.label)).toEqual(['P-0180']);
    expect(shown({ text: '0213' })).toHaveLength(1);
    expect(shown({ text: 'nobody' })).toEqual([]);
  });
  it('shows who has open questions, and who has data on the way', () => {
    expect(shown({ state: 'questions' })).toHaveLength(2);
    expect(shown({ state: 'missing' })).toHaveLength(1);
  });
});

describe('sort', () => {
  it.each(COLUMNS)('by %s keeps everyone, and turns round', (column) => {
    const up = shown({ column });
    expect(up).toHaveLength(rows.length);
    expect(up[0]?.id).not.toBe(shown({ column, descending: true })[0]?.id);
  });
  it('leaves whoever was never heard at the end in both directions', () => {
    for (const descending of [true, false]) expect(shown({ column: 'activity', descending }).at(-1)?.name).toBe('Delia Tarqui');
  });
  it('starts amounts from the largest and names from A', () => {
    expect(startsDescending('hours')).toBe(true);
    expect(startsDescending('name')).toBe(false);
    const hours = shown({ column: 'hours', descending: true }).map((each) => each.minutes_total);
    expect(hours).toEqual([...hours].sort((a, b) => b - a));
  });
  it('does not disturb the rows it was given', () => {
    const before = rows.map((each) => each.id);
    shown({ column: 'name', descending: true });
    expect(rows.map((each) => each.id)).toEqual(before);
  });
});
