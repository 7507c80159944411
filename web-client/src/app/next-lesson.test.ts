/** She goes on where she left off. */
import { describe, expect, it } from 'vitest';
import type { Catalogue, Course, LessonProgress } from '../engine/types';
import { doneIn, nextIn, nextLesson } from './next-lesson';

const course = (id: string, ...lessons: string[]): Course => ({
  id, title: { es: id }, language: 'es', pack: id, version: '1', sizeBytes: 1,
  lessons: lessons.map((lesson) => ({ id: lesson, title: lesson, level: 0, pages: 1, minutes: 1, hasQuiz: false })),
});
const at = (lastAt: number, state: 'open' | 'done'): LessonProgress => ({ lesson: '', state, place: 0, seconds: 0, lastAt, held: 'phone' });
const catalogue = (...courses: Course[]): Catalogue => ({ programme: { id: 'p', title: { es: 'p' } }, courses, tasks: [] });

describe('the next lesson', () => {
  const one = course('one', 'a', 'b', 'c');
  it('is the first at the beginning', () => expect(nextIn(one, {})?.id).toBe('a'));
  it('is the one left open last', () => expect(nextIn(one, { a: at(5, 'open'), b: at(9, 'open') })?.id).toBe('b'));
  it('is the one after the last done, then those skipped', () => {
    expect(nextIn(one, { b: at(1, 'done') })?.id).toBe('c');
    expect(nextIn(one, { b: at(1, 'done'), c: at(2, 'done') })?.id).toBe('a');
  });
  it('stays in the course touched last, then goes to another', () => {
    const two = course('two', 'x', 'y');
    expect(nextLesson(catalogue(one, two), { x: at(3, 'done') }, 'es')?.lesson.id).toBe('y');
    expect(nextLesson(catalogue(one, two), { x: at(3, 'done'), y: at(4, 'done') }, 'es')?.lesson.id).toBe('a');
    expect(nextLesson(catalogue(two), { x: at(3, 'done'), y: at(4, 'done') }, 'es')).toBeUndefined();
  });
  it('offers a course once, in her language, and stays with the translation that she began', () => {
    const spanish = one;
    const english = { ...course('uno', 'x', 'y', 'z'), language: 'en', sameAs: 'one' };
    expect(nextLesson(catalogue(spanish, english), {}, 'en')?.lesson.id).toBe('x');
    expect(nextLesson(catalogue(spanish, english), { a: at(3, 'done') }, 'en')?.lesson.id).toBe('b');
    const finished = { a: at(1, 'done'), b: at(2, 'done'), c: at(3, 'done') };
    expect(nextLesson(catalogue(spanish, english), finished, 'es')).toBeUndefined();
  });
  it('counts what is done', () => expect(doneIn(one, { a: at(1, 'done'), b: at(1, 'open') })).toBe(1));
});
