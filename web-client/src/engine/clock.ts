/**
 * The time as the server has it, on phones whose clock nobody set, and whether the phone's own date
 * can be at all.
 *
 * Owns the correction of the device clock by its last measured offset.
 * Must not: store the measurement (the worker does) or ask the network.
 */
import type { ClockReading } from './messages';
import type { Day, Seconds } from './types';

/** Below this the device is believed: a request's own travel time is in the measurement. */
const TRUSTED_SECONDS = 120;
export const ALARMING_SECONDS = 86_400;
/** More are forgotten, the oldest first. */
const MOST_JUMPS = 8;

/** When this app was last changed, from the build (`build/changed-at.ts`); 0 where that is not known. */
declare const __CHANGED_AT__: number | undefined;
const CHANGED_AT: Seconds = typeof __CHANGED_AT__ === 'number' ? __CHANGED_AT__ : 0;

let reading: ClockReading | undefined;
const watchers = new Set<() => void>();

export function setClock(next: ClockReading | undefined): void {
  reading = next;
  for (const watcher of watchers) watcher();
}

/** Told whenever the measurement changes: what showed the time or the day must show it anew. */
export function onClock(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** The phone's own clock, as nobody corrected it. */
export function deviceNow(): Seconds {
  return Math.floor(Date.now() / 1000);
}

export function correctedNow(deviceSeconds: Seconds = Date.now() / 1000): Seconds {
  return Math.floor(correct(deviceSeconds, reading));
}

/** The offset that is in force, 0 when the device clock is believed. */
export function offsetInForce(deviceSeconds: Seconds = Date.now() / 1000): number {
  return deviceSeconds - correct(deviceSeconds, reading);
}

export type WrongDate = 'behind' | 'ahead';

/**
 * The phone's own date is one that cannot be: before this app was made, or before the office last
 * said what time it was; or ahead of that by far. Then nothing is reached by HTTPS, since
 * certificates are good from one day to another, and nobody but she can set it right.
 */
export function wrongDate(deviceSeconds: Seconds = Date.now() / 1000, changedAt: Seconds = CHANGED_AT): WrongDate | undefined {
  const past = Math.max(changedAt, reading?.serverSeconds ?? 0);
  if (deviceSeconds < past - ALARMING_SECONDS) return 'behind';
  const offset = offsetInForce(deviceSeconds);
  if (Math.abs(offset) <= ALARMING_SECONDS) return undefined;
  return offset > 0 ? 'ahead' : 'behind';
}

/** The calendar day where the phone is. */
export function today(deviceSeconds?: Seconds): Day {
  const at = new Date(correctedNow(deviceSeconds) * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The last measurements, and the jump between the newest two, if there was one. */
export function withMeasurement(before: ClockReading | undefined, offsetSeconds: number, serverSeconds: Seconds): ClockReading {
  const seconds = before === undefined ? 0 : offsetSeconds - before.offsetSeconds;
  const known = before?.jumps ?? [];
  if (before === undefined || Math.abs(seconds) <= TRUSTED_SECONDS) {
    return { offsetSeconds, serverSeconds, ...(known.length > 0 ? { jumps: known } : {}) };
  }
  const jump = { since: before.serverSeconds, until: serverSeconds, seconds, offset: offsetSeconds };
  return { offsetSeconds, serverSeconds, jumps: [...known, jump].slice(-MOST_JUMPS) };
}

/**
 * When something was written that this phone says it wrote at `at`, by what was measured before and
 * after; as it says where that tells nothing. As the server reckons it (`admission/arrival.rs`).
 */
export function writtenAt(at: Seconds): Seconds {
  for (const { since, until, seconds, offset } of [...(reading?.jumps ?? [])].reverse()) {
    const isBetween = (moment: Seconds): boolean => moment >= since - TRUSTED_SECONDS && moment <= until + TRUSTED_SECONDS;
    if (at >= since - TRUSTED_SECONDS && at <= (reading?.serverSeconds ?? until) + TRUSTED_SECONDS) return at;
    const moved = [at - seconds, at - offset].find(isBetween);
    if (moved !== undefined) return moved;
  }
  return at;
}

/** Which day was meant by one that was noted at `at`, where the phone's date was wrong then. */
export function meantDay(day: Day, at: Seconds): Day | undefined {
  // Of calendar days: a clock that stood at midnight when it was afternoon is off by less than that.
  const days = localDay(writtenAt(at)) - localDay(at);
  return days === 0 ? undefined : new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days since 1970 by the calendar of where the phone is. */
function localDay(seconds: Seconds): number {
  const date = new Date(seconds * 1000);
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;
}

function correct(deviceSeconds: Seconds, measured: ClockReading | undefined): Seconds {
  if (measured === undefined || Math.abs(measured.offsetSeconds) <= TRUSTED_SECONDS) return deviceSeconds;
  // So far behind she was asked to set it right; it is past that moment now, so she has.
  if (measured.offsetSeconds < -ALARMING_SECONDS && deviceSeconds >= measured.serverSeconds) return deviceSeconds;
  const corrected = deviceSeconds - measured.offsetSeconds;
  // Time does not run back: somebody has set the clock since, so the measurement is void.
  return corrected < measured.serverSeconds - TRUSTED_SECONDS ? deviceSeconds : corrected;
}
