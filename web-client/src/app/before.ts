/**
 * Owns remembering that somebody had a place on this phone, so that a browser which threw its
 * data away does not leave her before a screen that greets her like a stranger.
 *
 * Must not: say who or how many, or touch a database (it only asks which there are). It is kept in
 * local storage, which is not part of what browsers evict.
 */
import { signal } from '@preact/signals';

const KEPT_UNDER = 'chaski-used';
/** The worker's list of profiles; gone when the browser evicted this site's data. */
const DEVICE_DATABASE = 'd';

type Kept = 'used' | 'lost';

/** Somebody was here: the screen asks who she is, whoever can be seen. */
export const used = signal(false);
/** Somebody was here, and the browser has thrown away what the phone kept. */
export const lost = signal(false);

function keep(kept: Kept | undefined): void {
  used.value = kept !== undefined;
  lost.value = kept === 'lost';
  try {
    if (kept === undefined) localStorage.removeItem(KEPT_UNDER);
    else localStorage.setItem(KEPT_UNDER, kept);
  } catch {
    // Storage switched off: there will be no word of it.
  }
}

function kept(): Kept | undefined {
  try {
    const found = localStorage.getItem(KEPT_UNDER);
    return found === 'used' || found === 'lost' ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Before anything opens a database: afterwards an empty one is there in any case. */
export async function lookBefore(): Promise<void> {
  const before = kept();
  if (before === undefined) return;
  const names = await databaseNames();
  keep(before === 'used' && names !== undefined && !names.includes(DEVICE_DATABASE) ? 'lost' : before);
}

async function databaseNames(): Promise<readonly (string | undefined)[] | undefined> {
  try {
    return (await indexedDB.databases()).map(({ name }) => name);
  } catch {
    return undefined; // an old browser does not tell
  }
}

/** Told how many profiles are shown, whenever that is known. */
export function noteProfiles(count: number): void {
  if (count > 0 && kept() !== 'used') keep('used');
}

/** The last one was taken away on purpose. */
export function forgetBefore(): void {
  keep(undefined);
}
