/**
 * Owns where she is: the current route as a signal, and moving through the browser's history.
 *
 * Must not: decide what is shown when no profile is open (the shell does). One shell serves
 * every address, because the place is in the fragment. The history itself, which a browser keeps
 * on the disk, holds numbers only: which lesson or entry a place is about stays in memory, and is
 * forgotten when the profile closes.
 */
import { signal } from '@preact/signals';
import { above, parseRoute, written, type Route } from './route';

interface Kept {
  /** Names the place in `places`, while this page remembers it. */
  readonly at: number;
  /** How many steps above the first place; 0 means that "back" would leave the app. */
  readonly depth: number;
}

export const route = signal<Route>({ place: 'home' });
const places = new Map<number, Route>();
/** Begins anywhere: never among the numbers of a page before this one. */
let lastPlace = Math.floor((Math.random() * Number.MAX_SAFE_INTEGER) / 2);
let depth = 0;
let settling: readonly Route[] | undefined;
let leavingTo: string | undefined;

function put(how: 'pushState' | 'replaceState', next: Route): void {
  depth = how === 'pushState' ? depth + 1 : depth;
  lastPlace += 1;
  places.set(lastPlace, next);
  const kept: Kept = { at: lastPlace, depth };
  history[how](kept, '', written(next));
  route.value = next;
}

export function go(next: Route): void {
  put('pushState', next);
}

/** Changes the place without a step that "back" would return to. */
export function replace(next: Route): void {
  put('replaceState', next);
}

/** Back to where she came from, else to the place above. */
export function back(): void {
  if (depth > 0) history.back();
  else replace(above(route.value));
}

/** Leaves everything passed through behind, and stands at the last of `to`. */
export function settle(...to: readonly Route[]): void {
  if (depth === 0) arrive(to);
  else {
    settling = to;
    route.value = to.at(-1) ?? route.value; // shown at once; the history follows
    history.go(-depth);
  }
}

/** Forgets what every step but the present one was about. */
export function forgetPlaces(): void {
  const { at } = (history.state as Kept | null) ?? { at: 0 };
  for (const each of [...places.keys()]) if (each !== at) places.delete(each);
}

/** Leaves the app for another page, so that "back" from there finds nothing passed through. */
export function leaveFor(address: string): void {
  if (depth === 0) location.replace(address);
  else {
    leavingTo = address;
    history.go(-depth);
  }
}

function arrive(to: readonly Route[]): void {
  const [first, ...rest] = to;
  if (!first) return;
  put('replaceState', first);
  for (const next of rest) put('pushState', next);
}

export function keepRoute(): void {
  const read = () => {
    const kept = history.state as Kept | null;
    depth = kept?.depth ?? 0;
    if (leavingTo !== undefined) {
      const address = leavingTo;
      leavingTo = undefined;
      location.replace(address);
      return;
    }
    if (settling && depth === 0) {
      const to = settling;
      settling = undefined;
      arrive(to);
      return;
    }
    route.value = (kept && places.get(kept.at)) ?? parseRoute(location.hash);
  };
  addEventListener('popstate', read);
  read();
}
