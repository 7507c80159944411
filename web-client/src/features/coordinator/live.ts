/**
 * Data of the page that is open: fetched, shown with their age, refreshed quietly.
 *
 * Owns when to ask again, and what "now" is. Must not: write anything to disk, draw, or know
 * what the data mean.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Answer } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import { answers, type Kept } from './answers';
import { sessionEnded } from './session';

const REFRESH_MS = 60_000;
/** How often "hace N min" is brought up to date. */
const TICK_MS = 15_000;

export interface Live<T> {
  readonly value: T | undefined;
  /** The server's time now, as far as is known: what "hace 4 días" counts from. */
  readonly now: number;
  readonly asOf: number;
  readonly ageSeconds: number;
  readonly refreshing: boolean;
  /** Why the last refresh failed; the value, if any, is the one before. */
  readonly error: ApiError | undefined;
  refresh(): void;
}

interface Progress {
  readonly key: string;
  readonly refreshing: boolean;
  readonly error: ApiError | undefined;
}

/**
 * `key` names the call; the same key shows the last answer at once, then a fresh one. What is asked
 * for more often than usual (`everyMs`) says nothing of it, unless somebody pressed.
 */
export function useLive<T>(key: string, ask: () => Promise<Answer<T>>, everyMs = REFRESH_MS): Live<T> {
  const [progress, setProgress] = useState<Progress>({ key, refreshing: true, error: undefined });
  const [, tick] = useState(0);
  const [refresh, setRefresh] = useState<() => void>(() => () => {});

  useEffect(() => {
    let stopped = false;
    let running = false;
    // Asked for while an answer was on its way, which may be from before what she just did.
    let again = false;
    const run = async (quiet = false) => {
      if (running) {
        again ||= !quiet;
        return;
      }
      running = true;
      if (!quiet) setProgress((before) => ({ key, refreshing: true, error: before.key === key ? before.error : undefined }));
      const error = await fetchInto(key, ask);
      running = false;
      if (stopped) return;
      if (again) {
        again = false;
        void run();
        return;
      }
      if (error?.code === 'not_signed_in') sessionEnded();
      else setProgress({ key, refreshing: false, error });
    };
    const quietly = () => {
      const due = elapsed(answers.get(key)) * 1000 >= everyMs - Math.min(1000, everyMs / 4);
      if (document.visibilityState === 'visible' && due) void run(everyMs < REFRESH_MS);
    };
    setRefresh(() => () => void run());
    void run();
    const asking = setInterval(quietly, everyMs);
    const redraw = setInterval(() => tick((n) => n + 1), TICK_MS);
    document.addEventListener('visibilitychange', quietly);
    addEventListener('online', quietly);
    return () => {
      stopped = true;
      clearInterval(asking);
      clearInterval(redraw);
      document.removeEventListener('visibilitychange', quietly);
      removeEventListener('online', quietly);
    };
  }, [key]);

  const kept = answers.get(key);
  const since = elapsed(kept);
  const mine = progress.key === key;
  return {
    value: kept?.body as T | undefined,
    now: kept ? kept.asOf + kept.ageThen + since : Date.now() / 1000,
    asOf: kept?.asOf ?? 0,
    ageSeconds: kept ? kept.ageThen + since : 0,
    refreshing: !mine || progress.refreshing,
    error: mine ? progress.error : undefined,
    refresh,
  };
}

async function fetchInto<T>(key: string, ask: () => Promise<Answer<T>>): Promise<ApiError | undefined> {
  try {
    const { body, serverTime } = await ask();
    // This machine's clock is used only for how long ago the answer came, never for the date.
    const sent = serverTime ?? Date.now() / 1000;
    const asOf = (body as { as_of?: number }).as_of ?? sent;
    answers.set(key, { body, asOf, ageThen: serverTime === undefined ? 0 : Math.max(0, serverTime - asOf), heardAt: Date.now() });
    return undefined;
  } catch (thrown) {
    return asApiError(thrown);
  }
}

function elapsed(kept: Kept | undefined): number {
  return kept ? Math.max(0, (Date.now() - kept.heardAt) / 1000) : Infinity;
}
