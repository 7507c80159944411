/**
 * An open desk closes by itself: after a while without a touch, or out of sight, as profiles on
 * phones do.
 *
 * Owns watching the page for that. Must not: know how long that is (`app/closing.ts` does), or what
 * closing is.
 */
import { Closing, HIDDEN_MS, limitsOf, type Reading } from '../app/closing';

const LOOK_MS = 10_000;
const LIMITS = limitsOf(false, HIDDEN_MS);
const now = (): Reading => ({ steadyMs: performance.now(), wallMs: Date.now() });

/** Watches from now on; the result stops it. */
export function closeWhenIdle(close: () => void): () => void {
  const closing = new Closing(now());
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (stop.signal.aborted) return;
    const left = closing.leftMs(now(), LIMITS);
    if (left === 0) close();
    else timer = setTimeout(look, Math.min(left, LOOK_MS)); // short steps: timers stop while a machine sleeps
  };
  const touch = (): void => {
    look(); // what was due before this touch still is
    closing.touch(now());
  };
  const options = { passive: true, capture: true, signal: stop.signal };
  for (const kind of ['pointerdown', 'keydown', 'input', 'scroll', 'wheel']) addEventListener(kind, touch, options);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') closing.hide(now());
    look();
    if (document.visibilityState === 'visible') closing.show(now());
    look();
  }, { signal: stop.signal });
  look();
  return () => {
    stop.abort();
    clearTimeout(timer);
  };
}
