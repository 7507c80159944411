/**
 * Owns the seconds until the next try, going down while she looks.
 *
 * Must not: decide how long; the engine does, and refuses earlier tries whatever stands here.
 */
import { useEffect, useState } from 'preact/hooks';

/** Seconds left, and how to set them. Counted on a clock that nobody can set. */
export function useWait(beginSeconds: number): readonly [number, (seconds: number) => void] {
  const [untilMs, setUntilMs] = useState(() => performance.now() + beginSeconds * 1000);
  const [nowMs, setNowMs] = useState(() => performance.now());
  const left = Math.max(0, Math.ceil((untilMs - nowMs) / 1000));
  useEffect(() => {
    if (left === 0) return;
    const timer = setInterval(() => setNowMs(performance.now()), 250);
    return () => clearInterval(timer);
  }, [left === 0]);
  const set = (seconds: number) => {
    const now = performance.now();
    setNowMs(now);
    setUntilMs(now + seconds * 1000);
  };
  return [left, set];
}
