/**
 * The time as the server has it, on phones whose clock nobody set.
 *
 * Owns the correction of the device clock by its last measured offset.
 * Must not: store the measurement (the worker does) or ask the network.
 */
import type { ClockReading } from './messages';
import type { Day, Seconds } from './types';

/** Below this the device is believed: a request's own travel time is in the measurement. */
const TRUSTED_SECONDS = 120;
export const ALARMING_SECONDS = 86_400;

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

/** The calendar day where the phone is. */
export function today(deviceSeconds?: Seconds): Day {
  const at = new Date(correctedNow(deviceSeconds) * 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function correct(deviceSeconds: Seconds, measured: ClockReading | undefined): Seconds {
  if (measured === undefined || Math.abs(measured.offsetSeconds) <= TRUSTED_SECONDS) return deviceSeconds;
  const corrected = deviceSeconds - measured.offsetSeconds;
  // Time does not run back: somebody has set the clock since, so the measurement is void.
  return corrected < measured.serverSeconds - TRUSTED_SECONDS ? deviceSeconds : corrected;
}
