/**
 * Owns turning her record into weeks of stitches: one for each lesson done and each thing worked.
 *
 * Must not: draw, or count what was withdrawn. Pure; oldest week first, in order within a week.
 */
import { dayOfSeconds, daysBetween, weekOf } from './days';
import type { Day, RecordView } from '../engine/types';
import type { Stitch } from '../ui/weave-layout';

export interface Weeks {
  readonly weeks: readonly (readonly Stitch[])[];
  readonly lessons: number;
  readonly entries: number;
}

const MOST_WEEKS = 520; // a phone whose clock was years off must not draw for ever

export function weeksOf(record: RecordView, today: Day): Weeks {
  const done: { day: Day; at: number; stitch: Stitch }[] = [];
  for (const lesson of Object.values(record.lessons)) {
    if (lesson.state !== 'done') continue;
    const at = lesson.completedAt ?? lesson.lastAt;
    done.push({ day: dayOfSeconds(at), at, stitch: { thread: 'learn', arrived: lesson.held === 'office' } });
  }
  const lessons = done.length;
  for (const { live } of record.work) {
    const version = live.find((each) => !each.withdrawn);
    if (!version) continue;
    const arrived = live.every((each) => each.held === 'office');
    done.push({ day: version.day, at: version.at, stitch: { thread: 'work', arrived } });
  }
  const first = weekOf(done.reduce((least, each) => (each.day < least ? each.day : least), record.since));
  const last = weekOf(done.reduce((most, each) => (each.day > most ? each.day : most), today));
  const count = Math.min(MOST_WEEKS, Math.max(1, daysBetween(first, last) / 7 + 1));
  const weeks: Stitch[][] = Array.from({ length: count }, () => []);
  done.sort((a, b) => (a.day === b.day ? a.at - b.at : a.day < b.day ? -1 : 1));
  for (const { day, stitch } of done) {
    const fromLast = daysBetween(weekOf(day), last) / 7;
    weeks[count - 1 - fromLast]?.push(stitch);
  }
  return { weeks, lessons, entries: done.length - lessons };
}
