/**
 * Owns the ways out of a profile: *Salir*, and closing by itself after a while.
 *
 * Must not: wait for anything before the screen is empty.
 */
import { effect } from '@preact/signals';
import { locale } from '../i18n';
import { Closing, HIDDEN_SHORT_MS, limitsOf, type Limits, type Reading } from './closing';
import { hush } from './notice';
import { forgetPlaces, leaveFor, route, settle } from './router';
import { gone, leave, openId, openProfile } from './store';

/** A page like any other, on the phone too; nothing on it belongs to the app. */
const ELSEWHERE = { es: '/receta.html', en: '/recipe.html' } as const;
/** The page that goes takes all keys with it; other tabs are told first, if that is quick. */
const PATIENCE_MS = 1_500;

/** *Salir*: nothing to be seen at once, everything locked, and another page in this one's place. */
export async function goOut(): Promise<void> {
  gone.value = true;
  hush();
  const locked = leave();
  await Promise.race([locked, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  forgetPlaces();
  leaveFor(ELSEWHERE[locale.value]);
}

/** The lock screen again; the next unlocking leads back to where she was. */
async function closeByItself(): Promise<void> {
  const from = route.value;
  hush();
  const locked = leave(from);
  settle({ place: 'lock' });
  await locked;
}

const now = (): Reading => ({ steadyMs: performance.now(), wallMs: Date.now() });
const closing = new Closing(now());
/** Writing down a card takes as long as a page of a lesson. */
const SLOW: readonly string[] = ['lesson', 'card'];
const LOOK_MS = 10_000;
/** Between the tabs of this phone: "in use here", so that a forgotten tab closes nothing. */
const CHANNEL = 'a';
const TELL_MS = 5_000;

function limits(): Limits {
  const hiddenMs = (openProfile.peek()?.lockHiddenSeconds ?? HIDDEN_SHORT_MS / 1000) * 1000;
  return limitsOf(SLOW.includes(route.peek().place), hiddenMs);
}

/** Said just before the camera, a file, the share sheet or the printer: being out of sight is meant. */
export function beginErrand(): void {
  closing.beginErrand(now());
}

export function keepClosing(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldMs = -Infinity;
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  const look = () => {
    clearTimeout(timer);
    if (openId.peek() === undefined) return;
    const left = closing.leftMs(now(), limits());
    if (left === 0) void closeByItself();
    else timer = setTimeout(look, Math.min(left, LOOK_MS)); // short steps: timers stop while a phone sleeps
  };
  const touch = () => {
    if (openId.peek() === undefined) return;
    look(); // what was due before this touch still is
    const at = now();
    closing.touch(at);
    if (at.steadyMs - toldMs < TELL_MS) return;
    toldMs = at.steadyMs;
    channel?.postMessage(openId.peek());
  };
  for (const kind of ['pointerdown', 'keydown', 'input', 'scroll', 'wheel']) addEventListener(kind, touch, { passive: true, capture: true });
  channel?.addEventListener('message', ({ data }) => {
    if (data === openId.peek()) closing.touch(now());
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') closing.hide(now());
    look();
    if (document.visibilityState === 'visible') closing.show(now());
    look();
  });
  addEventListener('pageshow', ({ persisted }) => {
    // Taken out of the browser's memory after leaving: nothing was kept but the lock screen.
    if (persisted) gone.value = false;
    look();
  });
  effect(() => {
    if (openId.value === undefined) {
      forgetPlaces();
      return;
    }
    closing.touch(now());
    look();
  });
}
