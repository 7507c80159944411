/**
 * Owns which workshops are to come and which are past, and how a workshop's day is said.
 *
 * Must not: read a clock. What she attended is folded by sync-core.
 */
import type { Day, Session } from '../engine/types';
import { t, type Locale } from '../i18n';
import { dateName, hourSaid, weekdayName } from '../i18n/dates';
import { addDays } from './days';

export interface Sorted {
  /** That of today or later which is held next. */
  readonly next: Session | undefined;
  /** The next one and those after it, the earliest first; those that are not held among them. */
  readonly coming: readonly Session[];
  /** The latest first. */
  readonly past: readonly Session[];
}

/** `minute`: of the day, where she is. */
export function sorted(sessions: readonly Session[], today: Day, minute: number): Sorted {
  const isOver = (session: Session): boolean => {
    if (session.title === undefined || session.day !== today) return session.title === undefined || session.day < today;
    return (session.start ?? 0) + (session.minutes ?? 0) <= minute;
  };
  const coming = sessions.filter((session) => !isOver(session));
  return { next: coming.find(({ cancelled }) => cancelled !== true), coming, past: sessions.filter(isOver).reverse() };
}

/** The minute of the day of a moment, where she is. */
export function minuteOf(seconds: number): number {
  const at = new Date(seconds * 1000);
  return at.getHours() * 60 + at.getMinutes();
}

/** "hoy", "mañana", "jueves 3 de diciembre". */
export function dayOfSession(day: Day, today: Day, locale: Locale): string {
  if (day === today) return t('session.today');
  if (day === addDays(today, 1)) return t('session.tomorrow');
  return `${weekdayName(day, locale)} ${dateName(day, today, locale)}`;
}

/** "Jueves 3 de diciembre, 9:00 de la mañana". */
export function whenSaid(session: Session, today: Day, locale: Locale): string {
  const day = dayOfSession(session.day, today, locale);
  const said = session.start === undefined ? day : t('session.when', { day, start: hourSaid(session.start, locale) });
  return said.charAt(0).toUpperCase() + said.slice(1);
}
