/**
 * Owns naming days, hours and moments: "martes 3 de noviembre", "hace 4 días".
 *
 * Must not: read a clock (now comes in) or use Intl. Days are `YYYY-MM-DD` at the learner's place.
 */
import type { Locale } from './locale';

const WEEKDAYS: Record<Locale, readonly string[]> = {
  es: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const MONTHS: Record<Locale, readonly string[]> = {
  es: ['enero', 'febrero', 'marzo', 'abril', 'mayo', 'junio', 'julio', 'agosto', 'septiembre', 'octubre', 'noviembre', 'diciembre'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
};
const NEAR: Record<Locale, readonly [string, string]> = { es: ['hoy', 'ayer'], en: ['today', 'yesterday'] };

function parts(day: string): { year: number; month: number; date: number; weekday: number } {
  const at = new Date(`${day}T00:00:00Z`);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth(), date: at.getUTCDate(), weekday: at.getUTCDay() };
}

export function weekdayName(day: string, locale: Locale): string {
  return WEEKDAYS[locale][parts(day).weekday] ?? '';
}

/** "3 de noviembre", "3 November"; the year only when it is not `today`'s. */
export function dateName(day: string, today: string, locale: Locale): string {
  const { year, month, date } = parts(day);
  const name = MONTHS[locale][month] ?? '';
  const other = day.slice(0, 4) !== today.slice(0, 4);
  if (locale === 'en') return `${date} ${name}${other ? ` ${year}` : ''}`;
  return `${date} de ${name}${other ? ` de ${year}` : ''}`;
}

/** "hoy", "ayer", "martes 3 de noviembre". */
export function dayName(day: string, today: string, locale: Locale): string {
  const back = Math.round((Date.parse(`${today}T00:00:00Z`) - Date.parse(`${day}T00:00:00Z`)) / 86_400_000);
  if (back === 0 || back === 1) return NEAR[locale][back];
  return `${weekdayName(day, locale)} ${dateName(day, today, locale)}`;
}

/** "09:05": minute of the day on a 24-hour clock, for fields and as the office's pages write it. */
export function clockTime(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}

const NOON = 12 * 60;

/** "9:00 de la mañana", "8:05 de la noche", "9:00 am": an hour as people say it, never in doubt. */
export function hourSaid(minuteOfDay: number, locale: Locale): string {
  const time = `${Math.floor(minuteOfDay / 60) % 12 || 12}:${String(minuteOfDay % 60).padStart(2, '0')}`;
  if (minuteOfDay === 0) return locale === 'es' ? `${time} de la noche` : `${time} midnight`;
  if (minuteOfDay === NOON) return locale === 'es' ? `${time} del mediodía` : `${time} noon`;
  if (locale === 'en') return `${time} ${minuteOfDay < NOON ? 'am' : 'pm'}`;
  return `${time} ${partOfDay(minuteOfDay)}`;
}

/** "a las 9:00 de la mañana", "a la 1:30 de la tarde", "at 9:00 am". */
export function atHour(minuteOfDay: number, locale: Locale): string {
  const said = hourSaid(minuteOfDay, locale);
  if (locale === 'en') return `at ${said}`;
  return `${said.startsWith('1:') ? 'a la' : 'a las'} ${said}`;
}

function partOfDay(minuteOfDay: number): string {
  if (minuteOfDay < 60) return 'de la noche';
  if (minuteOfDay < 6 * 60) return 'de la madrugada';
  if (minuteOfDay < NOON) return 'de la mañana';
  return minuteOfDay < 19 * 60 ? 'de la tarde' : 'de la noche';
}

/** "hace un momento", "hace 5 min", "hace 2 horas", "ayer", "hace 4 días", "hace 3 semanas". */
export function ago(then: number, now: number, locale: Locale): string {
  const seconds = Math.max(0, now - then);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const weeks = Math.floor(days / 7);
  const es = locale === 'es';
  if (minutes < 1) return es ? 'hace un momento' : 'a moment ago';
  if (hours < 1) return es ? `hace ${minutes} min` : `${minutes} min ago`;
  if (days < 1) {
    if (hours === 1) return es ? 'hace una hora' : 'an hour ago';
    return es ? `hace ${hours} horas` : `${hours} hours ago`;
  }
  if (days === 1) return es ? 'hace un día' : 'a day ago';
  if (weeks < 2) return es ? `hace ${days} días` : `${days} days ago`;
  return es ? `hace ${weeks} semanas` : `${weeks} weeks ago`;
}
