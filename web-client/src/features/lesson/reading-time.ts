/**
 * Owns saving place and seconds of the lesson on the screen: at page turns, when the page is
 * hidden, and when she leaves.
 *
 * Must not: save twice for the same seconds, or count while nobody looks.
 */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { act, beforeLeaving, theEngine } from '../../app/store';
import { VisibleTime } from '../../app/visible-time';
import type { LessonId } from '../../engine/types';

const IDLE_CAP_MS = 120_000;

export interface ReadingTime {
  /** Whole seconds since last asked; whoever asks must save them. */
  take(): number;
  /** Saves the page reached. */
  turnTo(place: number): void;
}

export function useReadingTime(lesson: LessonId, place: number): ReadingTime {
  const time = useMemo(() => new VisibleTime(IDLE_CAP_MS), [lesson]);
  const at = useRef(place);
  at.current = place;

  useEffect(() => {
    // Quietly: she is on her way out, and nothing of hers but a few seconds is at stake.
    const keep = async () => {
      const seconds = time.take(performance.now());
      if (seconds > 0) await theEngine().act({ type: 'lesson_place', lesson, place: at.current, seconds }).catch(() => undefined);
    };
    const look = () => {
      if (document.visibilityState === 'visible') time.show(performance.now());
      else {
        time.hide(performance.now());
        void keep();
      }
    };
    const touch = () => time.touch(performance.now());
    look();
    const takeBack = beforeLeaving(keep);
    document.addEventListener('visibilitychange', look);
    for (const kind of ['pointerdown', 'keydown', 'scroll']) addEventListener(kind, touch, { passive: true });
    return () => {
      takeBack();
      document.removeEventListener('visibilitychange', look);
      for (const kind of ['pointerdown', 'keydown', 'scroll']) removeEventListener(kind, touch);
      void keep();
    };
  }, [lesson, time]);

  return {
    take: () => time.take(performance.now()),
    turnTo: (next) => {
      at.current = next;
      void act({ type: 'lesson_place', lesson, place: next, seconds: time.take(performance.now()) });
    },
  };
}
