/** The weave is the record: every lesson done and everything worked, in its week. */
import { describe, expect, it } from 'vitest';
import type { LessonProgress, RecordView, WorkVersion } from '../engine/types';
import { weeksOf } from './stitches';

const noon = (day: string) => new Date(`${day}T12:00:00`).getTime() / 1000;
const version = (day: string, more: Partial<WorkVersion> = {}): WorkVersion => ({ op: '1@a', version: 'v', task: 't', day, withdrawn: false, at: noon(day), mine: true, held: 'phone', ...more });
const work = (...live: WorkVersion[]) => ({ id: 'e', live, openQuestion: false, hours: { state: 'waiting' as const, answered: false }, earlier: [] });
const lesson = (day: string, state: 'open' | 'done', held: LessonProgress['held'] = 'office'): LessonProgress => ({ lesson: day, state, place: 0, seconds: 0, lastAt: noon(day), completedAt: noon(day), held });
const record = (since: string, lessons: LessonProgress[], entries: RecordView['work']): RecordView => ({
  knots: { total: 0, phone: 0, centre: 0, office: 0 }, unsent: 0, refused: [], questions: [], earnings: { weeks: [], payments: [] }, sessions: [], surveyDays: { enrolled: since }, since, work: entries,
  lessons: Object.fromEntries(lessons.map((each) => [each.lesson, each])),
});

describe('weeksOf', () => {
  it('gives each week since the beginning a row, in order of days', () => {
    const { weeks, lessons, entries } = weeksOf(record('2026-11-03', [lesson('2026-11-18', 'done')], [work(version('2026-11-17')), work(version('2026-11-03'))]), '2026-11-21');
    expect(weeks.map((week) => week.map((stitch) => stitch.thread))).toEqual([['work'], [], ['work', 'learn']]);
    expect([lessons, entries]).toEqual([1, 2]);
  });
  it('leaves out what is open or withdrawn', () => {
    const { weeks } = weeksOf(record('2026-11-16', [lesson('2026-11-18', 'open')], [work(version('2026-11-17', { withdrawn: true }))]), '2026-11-21');
    expect(weeks).toEqual([[]]);
  });
  it('says what the office has', () => {
    const { weeks } = weeksOf(record('2026-11-16', [lesson('2026-11-16', 'done')], [work(version('2026-11-17', { held: 'office' }), version('2026-11-17'))]), '2026-11-21');
    expect(weeks[0]?.map((stitch) => stitch.arrived)).toEqual([true, false]);
  });
  it('takes a day before the beginning, or after today, without losing it', () => {
    const { weeks } = weeksOf(record('2026-11-16', [], [work(version('2026-11-02')), work(version('2026-12-01'))]), '2026-11-21');
    expect(weeks).toHaveLength(5);
    expect(weeks.flat()).toHaveLength(2);
  });
  it('keeps the newest weeks when a clock was years off', () => {
    const { weeks } = weeksOf(record('1990-01-01', [], [work(version('2026-11-18'))]), '2026-11-21');
    expect(weeks).toHaveLength(520);
    expect(weeks[519]).toHaveLength(1);
  });
});
