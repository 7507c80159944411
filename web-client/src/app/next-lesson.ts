/**
 * Owns which lesson comes next for her.
 *
 * Must not: know whether it is on the phone. Pure: catalogue and record in.
 */
import type { Catalogue, Course, LessonHead, LessonProgress } from '../engine/types';

export interface NextLesson {
  readonly course: Course;
  readonly lesson: LessonHead;
  readonly begun: boolean;
}

type Lessons = Readonly<Record<string, LessonProgress>>;

export function doneIn(course: Course, lessons: Lessons): number {
  return course.lessons.filter((lesson) => lessons[lesson.id]?.state === 'done').length;
}

/** In one course: the lesson left open last, else the first not done after the last one done. */
export function nextIn(course: Course, lessons: Lessons): LessonHead | undefined {
  const open = course.lessons
    .filter((lesson) => lessons[lesson.id]?.state === 'open')
    .sort((a, b) => (lessons[b.id]?.lastAt ?? 0) - (lessons[a.id]?.lastAt ?? 0))[0];
  if (open) return open;
  const isDone = (lesson: LessonHead) => lessons[lesson.id]?.state === 'done';
  const lastDone = course.lessons.reduce((last, lesson, at) => (isDone(lesson) ? at : last), -1);
  return course.lessons.slice(lastDone + 1).find((lesson) => !isDone(lesson)) ?? course.lessons.find((lesson) => !isDone(lesson));
}

/**
 * Over all courses: in the one she touched last, else the first with something left. Of a course
 * and its translations one is hers: the one touched last, else the one in her language.
 */
export function nextLesson(catalogue: Catalogue | undefined, lessons: Lessons, language: string): NextLesson | undefined {
  const touched = (course: Course) => Math.max(0, ...course.lessons.map((lesson) => lessons[lesson.id]?.lastAt ?? 0));
  const inHers = (course: Course) => (course.language === language ? 1 : 0);
  const countsAs = (course: Course) => course.sameAs ?? course.id;
  const all = catalogue?.courses ?? [];
  const courses = all
    .filter((course) => {
      const kin = all.filter((other) => countsAs(other) === countsAs(course));
      return kin.sort((a, b) => touched(b) - touched(a) || inHers(b) - inHers(a))[0] === course;
    })
    .sort((a, b) => touched(b) - touched(a));
  for (const course of courses) {
    const lesson = nextIn(course, lessons);
    if (lesson) return { course, lesson, begun: Object.keys(lessons).length > 0 };
  }
  return undefined;
}
