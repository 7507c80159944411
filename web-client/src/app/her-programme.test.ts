import { describe, expect, test } from 'vitest';
import type { Catalogue, Course, LessonProgress, OutsideCourse, Track } from '../engine/types';
import { hers, isComplete, notMet, standing, toChoose } from './her-programme';

const course = (id: string, over: Partial<Course> = {}): Course => ({
  id, title: { es: id }, language: 'es', pack: id, version: '1', sizeBytes: 1,
  lessons: [1, 2].map((n) => ({ id: `${id}${n}`, title: id, level: 0, pages: 1, minutes: 5, hasQuiz: false })), ...over,
});
const track = (id: string, chosenAfter?: readonly string[]): Track => ({ id, title: { es: id }, ...(chosenAfter === undefined ? {} : { chosenAfter }) });
const programme = (over: Partial<Catalogue>): Catalogue => ({ programme: { id: 'p', title: { es: 'p' } }, version: 2, courses: [], tasks: [], ...over });
const done = (...ids: string[]): Record<string, LessonProgress> =>
  Object.fromEntries(ids.map((lesson) => [lesson, { lesson, state: 'done', place: 0, seconds: 1, lastAt: 1, held: 'phone' }]));
const ids = (found: Catalogue | undefined) => found?.courses.map(({ id }) => id);

describe('what of the programme is hers', () => {
  const now = programme({ courses: [course('comun'), course('gig', { tracks: ['gig'] }), course('tienda', { tracks: ['en-linea'] })] });

  test('she goes by her version where it is here, else by the one in force', () => {
    const before = programme({ version: 1, courses: [course('antes')] });
    const mine = { enrolment: { cohort: 'c1', state: 'enrolled', day: '2026-11-01', definition: 1 }, lessons: {} } as const;
    expect(ids(hers(now, { 1: before }, mine))).toEqual(['antes']);
    expect(hers(now, {}, mine)?.version).toBe(2);
    expect(hers(now, { 1: before }, { lessons: {} })?.version).toBe(2);
    expect(hers(undefined, {}, mine)).toBeUndefined();
  });

  test('of other tracks no course is shown, and none of any while she is yet to choose', () => {
    const tracks = [track('gig', ['comun']), track('en-linea', ['comun'])];
    const chosen = { ...now, tracks };
    expect(ids(hers(chosen, {}, { lessons: {} }))).toEqual(['comun']);
    expect(ids(hers(chosen, {}, { lessons: {}, choice: { track: 'gig', day: '2026-11-01' } }))).toEqual(['comun', 'gig']);
    const put = { cohort: 'c1', state: 'enrolled', day: '2026-11-01', track: 'en-linea' } as const;
    expect(ids(hers(chosen, {}, { lessons: {}, choice: { track: 'gig', day: '2026-11-01' }, enrolment: put }))).toEqual(['comun', 'tienda']);
    // Where tracks are given at enrolment and hers is not known here, nothing is kept from her.
    const given = { ...now, tracks: [track('gig'), track('en-linea')] };
    expect(ids(hers(given, {}, { lessons: {} }))).toEqual(['comun', 'gig', 'tienda']);
  });

  test('the choice comes when the common part is complete, in whatever language, and ends when staff put her on a track', () => {
    const english = course('common', { language: 'en', sameAs: 'comun' });
    const all = programme({ courses: [course('comun'), english], tracks: [track('gig', ['comun']), track('fija')] });
    expect(toChoose(all, { lessons: done('comun1') })).toEqual([]);
    expect(toChoose(all, { lessons: done('comun1', 'common2') }).map(({ id }) => id)).toEqual(['gig']);
    const put = { cohort: 'c1', state: 'enrolled', day: '2026-11-01', track: 'gig' } as const;
    expect(toChoose(all, { lessons: done('comun1', 'comun2'), enrolment: put })).toEqual([]);
    expect(isComplete(all, 'nada', { lessons: {} })).toBe(false);
  });

  test('what she was not asked waits as well as what she does not meet yet', () => {
    const requirement = (id: string) => ({ id, title: { es: id }, kind: 'other', ask: { es: '?' }, step: { text: { es: '!' } } }) as const;
    const asks = programme({ requirements: [requirement('a'), requirement('b'), requirement('c')] });
    const said = { a: { met: true, byStaff: false }, b: { met: false, byStaff: true } };
    expect(notMet(asks, { lessons: {}, requirements: said }).map(({ id }) => id)).toEqual(['b', 'c']);
    expect(notMet(programme({}), { lessons: {} })).toEqual([]);
  });

  test('a lesson elsewhere counts by her word, or waits for staff where the programme says so', () => {
    const outside = (confirm: 'self' | 'staff'): OutsideCourse => ({ id: 'fuera', title: { es: 'f' }, url: 'https://a', confirm, lessons: [{ id: 'x', title: { es: 'x' }, minutes: 5 }] });
    expect(standing(outside('self'), 'x', { lessons: {} })).toBe('open');
    expect(standing(outside('self'), 'x', { lessons: done('x') })).toBe('done');
    expect(standing(outside('staff'), 'x', { lessons: done('x') })).toBe('waits');
    expect(standing(outside('staff'), 'x', { lessons: done('x'), confirmed: ['x'] })).toBe('done');
    expect(isComplete(programme({ outside: [outside('staff')] }), 'fuera', { lessons: done('x') })).toBe(false);
  });
});
