/**
 * Owns where she is: the current route as a signal, and moving through the browser's history.
 *
 * Must not: decide what is shown when no profile is open (the shell does). One shell serves
 * every address, because the place is in the fragment.
 */
import { signal } from '@preact/signals';
import { above, parseRoute, written, type Route } from './route';

interface Kept {
  readonly route: Route;
  /** How many steps above the first place; 0 means that "back" would leave the app. */
  readonly depth: number;
}

export const route = signal<Route>({ place: 'home' });
let depth = 0;
let settling: readonly Route[] | undefined;

function put(how: 'pushState' | 'replaceState', next: Route): void {
  depth = how === 'pushState' ? depth + 1 : depth;
  const kept: Kept = { route: next, depth };
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

/** Leaves everything passed through behind, and stands at the last of `places`. */
export function settle(...places: readonly Route[]): void {
  if (depth === 0) arrive(places);
  else {
    settling = places;
    history.go(-depth);
  }
}

function arrive(places: readonly Route[]): void {
  const [first, ...rest] = places;
  if (!first) return;
  put('replaceState', first);
  for (const next of rest) put('pushState', next);
}

export function keepRoute(): void {
  const read = () => {
    const kept = history.state as Kept | null;
    depth = kept?.depth ?? 0;
    if (settling && depth === 0) {
      const places = settling;
      settling = undefined;
      arrive(places);
      return;
    }
    route.value = kept?.route ?? parseRoute(location.hash);
  };
  addEventListener('popstate', read);
  read();
}
