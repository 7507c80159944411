/**
 * Owns arranging her entries by week and day for the list.
 *
 * Must not: drop one; an entry without a live version stands under no day and cannot occur.
 */
import { meantDayOf, weekOf, writtenAtOf } from '../../app/days';
import type { Day, WorkEntry } from '../../engine/types';

export interface DayOfWork {
  readonly day: Day;
  readonly entries: readonly WorkEntry[];
}

export interface WeekOfWork {
  readonly monday: Day;
  readonly days: readonly DayOfWork[];
  readonly entries: readonly WorkEntry[];
}

/** Newest week, newest day, newest entry first. */
export function weeksOfWork(entries: readonly WorkEntry[]): WeekOfWork[] {
  const byDay = new Map<Day, WorkEntry[]>();
  for (const entry of entries) {
    const [version] = entry.live;
    const day = version && (meantDayOf(version) ?? version.day);
    if (day) byDay.set(day, [...(byDay.get(day) ?? []), entry]);
  }
  const newestFirst = (a: Day, b: Day) => (a < b ? 1 : -1);
  const weeks = new Map<Day, DayOfWork[]>();
  for (const day of [...byDay.keys()].sort(newestFirst)) {
    const at = ({ live: [version] }: WorkEntry) => (version ? writtenAtOf(version) : 0);
    const sorted = [...(byDay.get(day) ?? [])].sort((a, b) => at(b) - at(a));
    weeks.set(weekOf(day), [...(weeks.get(weekOf(day)) ?? []), { day, entries: sorted }]);
  }
  return [...weeks].map(([monday, days]) => ({ monday, days, entries: days.flatMap((each) => each.entries) }));
}
