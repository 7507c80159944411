/**
 * Owns arithmetic on calendar days (`YYYY-MM-DD`), the learner's own today, and the phone's own
 * date where that cannot be.
 *
 * Must not: name days (see i18n). Arithmetic is done in UTC, where every day has 24 hours.
 */
import { signal } from '@preact/signals';
import { correctedNow, deviceNow, meantDay, onClock, today as correctedToday, writtenAt, wrongDate } from '../engine/clock';
import type { Day, Seconds, WorkVersion } from '../engine/types';

const DAY_MS = 86_400_000;

export function dayOf(at: Date): Day {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/** The Monday of the day's week. */
export function weekOf(day: Day): Day {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** Seconds now, as a signal: screens that say "hace 5 min" follow it. */
export const now = signal<Seconds>(correctedNow());
export const today = signal<Day>(correctedToday());

/**
 * The later of her today and the office's, which names days in UTC: where that is ahead, in an evening
 * of America, what the office dates today has begun.
 */
export function latestToday(seconds: Seconds, here: Day): Day {
  const inUtc = dayOfUtc(seconds);
  return inUtc > here ? inUtc : here;
}

function dayOfUtc(seconds: Seconds): Day {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/** The phone's own date and minute of the day, uncorrected, while they cannot be right. */
export interface PhoneDate {
  readonly day: Day;
  readonly minute: number;
}
export const phoneDate = signal<PhoneDate | undefined>(undefined);

function readPhoneDate(): PhoneDate | undefined {
  if (wrongDate() === undefined) return undefined;
  const at = new Date(deviceNow() * 1000);
  return { day: dayOf(at), minute: at.getHours() * 60 + at.getMinutes() };
}

/**
 * Keeps `now` and `today` going; also right after waking, and when the phone's clock turns out to be
 * wrong: work noted for "today" in between would stand on a day a year away.
 */
export function keepTime(): void {
  const look = () => {
    now.value = correctedNow();
    today.value = correctedToday();
    const [shown, read] = [phoneDate.value, readPhoneDate()];
    if (shown?.day !== read?.day || shown?.minute !== read?.minute) phoneDate.value = read;
  };
  look();
  setInterval(look, 30_000);
  document.addEventListener('visibilitychange', look);
  onClock(look);
  onClock(() => { measurements.value += 1; });
}

/** What is shown by them is shown anew when one is taken. */
const measurements = signal(0);

/**
 * Which day she meant, where this phone's date was wrong when she noted it and that is known by now.
 * What she said stays what she said: until she corrects it, it is only shown so.
 */
export function meantDayOf({ mine, day, at }: Pick<WorkVersion, 'mine' | 'day' | 'at'>): Day | undefined {
  return measurements.value >= 0 && mine ? meantDay(day, at) : undefined;
}

/** When it was written, as far as is known by now. */
export function writtenAtOf({ mine, at }: Pick<WorkVersion, 'mine' | 'at'>): Seconds {
  return measurements.value >= 0 && mine ? writtenAt(at) : at;
}

export function dayOfSeconds(at: Seconds): Day {
  return dayOf(new Date(at * 1000));
}
