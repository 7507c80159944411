/**
 * Owns the learner's places and how each is written in the address.
 *
 * Must not: put anything of hers there. The address names only the kind of place; which lesson
 * or entry travels in the history's state, so that a shared phone's history tells nobody.
 */
import type { EntryId, LessonId } from '../engine/types';

export type Route =
  | { readonly place: 'lock' }
  | { readonly place: 'enrol'; readonly step?: EnrolStep }
  | { readonly place: 'home' }
  | { readonly place: 'learn' }
  | { readonly place: 'course'; readonly course: string }
  | { readonly place: 'lesson'; readonly course: string; readonly lesson: LessonId; readonly spot?: Spot | undefined }
  | { readonly place: 'work' }
  | { readonly place: 'work_form'; readonly step?: FormStep | undefined; readonly correct?: EntryId | undefined }
  | { readonly place: 'entry'; readonly entry: EntryId }
  | { readonly place: 'question'; readonly entry: EntryId }
  | { readonly place: 'messages' }
  | { readonly place: 'settings' };

/** Where in a lesson a link leads. */
export interface Spot {
  readonly page: number;
  readonly anchor?: string | undefined;
}

export type EnrolStep = 'code' | 'picture';
export type FormStep = 'task' | 'day' | 'amount' | 'extra' | 'review' | 'saved';
export type Place = Route['place'];

const WRITTEN: Record<Place, string> = {
  lock: '', enrol: 'primera-vez', home: 'inicio', learn: 'aprender', course: 'curso', lesson: 'leccion',
  work: 'trabajo', work_form: 'anotar', entry: 'anotado', question: 'pregunta', messages: 'mensajes', settings: 'ajustes',
};

export function written(route: Route): string {
  return `#/${WRITTEN[route.place]}`;
}

/** From an address alone. Where it needs more than it says, the place above it. */
export function parseRoute(hash: string): Route {
  const word = hash.replace(/^#\/?/, '').split(/[/?]/)[0] ?? '';
  const place = (Object.keys(WRITTEN) as Place[]).find((each) => WRITTEN[each] === word);
  switch (place) {
    case undefined: return { place: 'home' };
    case 'course':
    case 'lesson': return { place: 'learn' };
    case 'entry':
    case 'question':
    case 'work_form': return { place: 'work' };
    default: return { place };
  }
}

/** Where "Atrás" leads when there is nowhere she came from. */
export function above(route: Route): Route {
  switch (route.place) {
    case 'lesson': return { place: 'course', course: route.course };
    case 'course': return { place: 'learn' };
    case 'work_form': return route.correct ? { place: 'entry', entry: route.correct } : { place: 'work' };
    case 'entry': return { place: 'work' };
    case 'question': return { place: 'messages' };
    case 'lock':
    case 'enrol': return { place: 'lock' };
    default: return { place: 'home' };
  }
}
