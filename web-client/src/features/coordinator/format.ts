/**
 * Numbers, days and times as a person reads them here.
 *
 * Owns how values look. Must not: read a clock (now is always an argument) or know about pages.
 */
import { clockTime } from '../../i18n/dates';
import { formatNumber } from '../../i18n/numbers';
import { locale, t, tn } from './words';

const DAY = 86_400;

/** With one decimal where there is one: `18,5`, `18`. */
export function number(n: number): string {
  const tenths = Math.round(n * 10);
  return formatNumber(tenths / 10, locale.value, tenths % 10 === 0 ? 0 : 1);
}

export function percent(n: number): string {
  // A no-break space before the sign in Spanish; none in English.
  return `${number(Math.round(n))}${locale.value === 'es' ? '\u00a0' : ''}%`;
}

/** For columns and charts: `18,5`. */
export function hours(minutes: number): string {
  return number(minutes / 60);
}

/** For one amount: `45 min`, `3 h`, `18 h 30`. */
export function amount(minutes: number): string {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (whole === 0) return `${rest}\u00a0min`;
  return rest === 0 ? `${number(whole)}\u00a0h` : `${number(whole)}\u00a0h\u00a0${String(rest).padStart(2, '0')}`;
}

/** `28 sep`, of a day that belongs to no time zone. */
export function dayShort(day: string): string {
  return shape(partsOfDay(day), 'day.short');
}

/** `28 sep 2026`. */
export function dayLong(day: string): string {
  return shape(partsOfDay(day), 'day.long');
}

/** `mar 17 nov`. */
export function dayOfWeek(day: string): string {
  return shape(partsOfDay(day), 'day.week');
}

/** `17 nov 2026`, of a moment, where the person sits. */
export function dateLong(seconds: number): string {
  return shape(partsOfMoment(seconds), 'day.long');
}

/** `17 nov 2026, 14:05`, of a moment, where the person sits. */
export function moment(seconds: number): string {
  const at = new Date(seconds * 1000);
  return t('day.time', { date: dateLong(seconds), time: clockTime(at.getHours() * 60 + at.getMinutes()) });
}

/** `hace 5 min`, `hoy`, `ayer`, `hace 4 días`; a moment in the future or long ago as its date. */
export function ago(seconds: number, now: number): string {
  const passed = now - seconds;
  if (passed < -120) return dateLong(seconds);
  if (passed < 60) return t('ago.now');
  if (passed < 3600) return t('ago.minutes', { n: Math.floor(passed / 60) });
  const days = daysBetween(seconds, now);
  if (days === 0) return t('ago.today');
  if (days === 1) return t('ago.yesterday');
  return days <= 60 ? t('ago.days', { n: days }) : dateLong(seconds);
}

/** How old shown data are: finer than `ago`, since hours matter here. */
export function age(seconds: number): string {
  if (seconds < 60) return t('ago.now');
  if (seconds < 3600) return t('ago.minutes', { n: Math.floor(seconds / 60) });
  if (seconds < DAY) return t('ago.hours', { n: Math.floor(seconds / 3600) });
  const days = Math.floor(seconds / DAY);
  return days === 1 ? t('ago.yesterday') : t('ago.days', { n: days });
}

/** A length of time in words, in its two largest units: `3 horas y 2 minutos`. */
export function span(seconds: number): string {
  const units = [
    ['span.days', DAY],
    ['span.hours', 3600],
    ['span.minutes', 60],
    ['span.seconds', 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const [key, size] = units[first] ?? units[3];
  const n = Math.floor(seconds / size);
  const next = units[first + 1];
  const m = next ? Math.floor((seconds % size) / next[1]) : 0;
  const words = tn(key, n);
  // Seconds beside minutes are noise to whoever reads about a clock.
  return next && m > 0 && next[1] > 1 ? t('span.and', { first: words, second: tn(next[0], m) }) : words;
}

interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

function partsOfDay(day: string): DateParts {
  const at = new Date(`${day}T00:00:00Z`);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), day: at.getUTCDate(), weekday: at.getUTCDay() };
}

function partsOfMoment(seconds: number): DateParts {
  const at = new Date(seconds * 1000);
  return { year: at.getFullYear(), month: at.getMonth(), day: at.getDate(), weekday: at.getDay() };
}

function shape(parts: DateParts, key: 'day.short' | 'day.long' | 'day.week'): string {
  const month = t('months').split(' ')[parts.month] ?? '';
  const weekday = t('weekdays').split(' ')[parts.weekday] ?? '';
  return t(key, { day: parts.day, month, year: parts.year, weekday });
}

function daysBetween(earlier: number, later: number): number {
  const from = new Date(earlier * 1000);
  const to = new Date(later * 1000);
  return Math.round((Date.UTC(to.getFullYear(), to.getMonth(), to.getDate()) - Date.UTC(from.getFullYear(), from.getMonth(), from.getDate())) / (DAY * 1000));
}
