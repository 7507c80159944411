/**
 * A code that came in the address: somebody pointed her camera at the square on the office's screen.
 *
 * Owns taking it out of the address at once, so that neither history nor a shared screen keeps it.
 * Must not: use it; the enrolling screen does, once.
 */
import { signal } from '@preact/signals';

export const arrivedCode = signal<string | undefined>(undefined);

const WRITTEN = /^#\/codigo\/([0-9A-Za-z-]{8,9})$/;

/** True when there was one. */
export function takeCode(): boolean {
  const found = WRITTEN.exec(location.hash)?.[1];
  if (found === undefined) return false;
  arrivedCode.value = found;
  history.replaceState(null, '', '#/primera-vez');
  return true;
}

/** What is enrolled next is a visit on a phone that the centre lends. */
export const asVisit = signal(false);
