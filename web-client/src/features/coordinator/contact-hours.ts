/**
 * When somebody may be called, by her own word.
 *
 * Owns this reckoning. Must not: read a clock.
 */
import type { Contact } from '../../api/people';

/** Is this minute of the day outside the hours that she gave? Without hours nothing is; from 20:00 to 08:00 goes over midnight. */
export function outOfHours({ from, until }: Pick<Contact, 'from' | 'until'>, minute: number): boolean {
  const [begins, ends] = [minuteOf(from), minuteOf(until)];
  if (begins === undefined || ends === undefined) return false;
  return begins <= ends ? minute < begins || minute >= ends : minute < begins && minute >= ends;
}

function minuteOf(time: string | undefined): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(time ?? '') ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
