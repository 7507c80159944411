/**
 * Owns the learner's places and how each is written in the address.
 *
 * Must not: put anything of hers there. The address names only the kind of place; which lesson
 * or entry travels in the history's state, so that a shared phone's history tells nobody.
 */
import type { EntryId, LessonId, ProfileId, VersionId } from '../engine/types';

export type Route =
  | { readonly place: 'lock' }
  /** Her picture was touched, or chosen behind "otro perfil". */
  | { readonly place: 'unlock'; readonly who: ProfileId | { readonly other: number } }
  | { readonly place: 'other' }
  | { readonly place: 'forgot'; readonly who: ProfileId | { readonly other: number } }
  /** Two people of the centre are asked to open it. */
  | { readonly place: 'with_centre'; readonly who: ProfileId | { readonly other: number } }
  /** Beginning anew with a code of staff's. */
  | { readonly place: 'renew'; readonly who: ProfileId | { readonly other: number } }
  | { readonly place: 'with_card'; readonly who: ProfileId | { readonly other: number } }
  | { readonly place: 'enrol'; readonly step?: EnrolStep }
  /** On a phone that the centre lends. */
  | { readonly place: 'visit' }
  | { readonly place: 'home' }
  | { readonly place: 'learn' }
  | { readonly place: 'course'; readonly course: string }
  | { readonly place: 'lesson'; readonly course: string; readonly lesson: LessonId; readonly spot?: Spot | undefined }
  /** A course whose lessons are somewhere else. */
  | { readonly place: 'outside'; readonly course: string }
  /** What the programme asks of her at the beginning. */
  | { readonly place: 'steps' }
  | { readonly place: 'tracks'; readonly track?: string | undefined; readonly step?: TrackStep | undefined }
  | { readonly place: 'work' }
  | { readonly place: 'work_form'; readonly step?: FormStep | undefined; readonly correct?: EntryId | undefined }
  | { readonly place: 'entry'; readonly entry: EntryId }
  | { readonly place: 'question'; readonly entry: EntryId }
  /** Her answer to what staff ask or entered; `about` tells several of one entry apart. */
  | { readonly place: 'reply'; readonly entry: EntryId; readonly about: VersionId; readonly step?: ReplyStep | undefined }
  | { readonly place: 'earnings' }
  | { readonly place: 'sessions' }
  /** What her cohort is told, openings among it. */
  | { readonly place: 'openings' }
  | { readonly place: 'certificates' }
  | { readonly place: 'certificate'; readonly certificate: string; readonly show?: 'code' | 'paper' | undefined }
  | { readonly place: 'messages' }
  /** With those who accompany her. */
  | { readonly place: 'conversation' }
  | { readonly place: 'survey'; readonly survey: string; readonly step?: SurveyStep | undefined }
  | { readonly place: 'settings' }
  | { readonly place: 'secret' }
  | { readonly place: 'card' }
  | { readonly place: 'helpers' }
  | { readonly place: 'seen' }
  /** A copy of her record to take along. */
  | { readonly place: 'copy' }
  | { readonly place: 'remove'; readonly profile?: ProfileId | undefined }
  /** Files that go and come where there is no road. */
  | { readonly place: 'courier' }
  | { readonly place: 'install' }
  | { readonly place: 'safety' };

/** Where in a lesson a link leads. */
export interface Spot {
  readonly page: number;
  readonly anchor?: string | undefined;
}

export type EnrolStep = 'code' | 'picture' | 'secret';
/** None: the tracks. */
export type TrackStep = 'why' | 'said';
/** None: the choices. */
export type ReplyStep = 'words' | 'said';
/** A question's number from 0; none: what it is about. */
export type SurveyStep = number | 'end' | 'saved';
export type FormStep = 'task' | 'day' | 'amount' | 'extra' | 'start' | 'note' | 'review' | 'saved';
export type Place = Route['place'];

const WRITTEN: Record<Place, string> = {
  lock: '', enrol: 'primera-vez', home: 'inicio', learn: 'aprender', course: 'curso', lesson: 'leccion',
  work: 'trabajo', work_form: 'anotar', entry: 'anotado', question: 'pregunta', reply: 'respuesta', earnings: 'ganado', messages: 'mensajes', settings: 'ajustes', sessions: 'talleres', certificates: 'certificados', certificate: 'certificado', openings: 'oportunidades', conversation: 'conversacion', survey: 'preguntas',
  unlock: 'abrir', other: 'otro', forgot: 'olvido', with_card: 'tarjeta-abrir', visit: 'visita', renew: 'codigo-nuevo', with_centre: 'pedir-ayuda', helpers: 'ayuda', secret: 'clave', card: 'tarjeta',
  outside: 'curso-fuera', steps: 'para-empezar', tracks: 'mi-camino',
  seen: 'lo-que-se-ve', copy: 'mi-copia', remove: 'quitar', courier: 'archivo', install: 'poner', safety: 'cuidado',
};

/** Places of nobody in particular, or that ask who. */
const OUTSIDE: readonly Place[] = ['lock', 'enrol', 'unlock', 'other', 'forgot', 'with_card', 'with_centre', 'renew', 'visit'];

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
    case 'outside':
    case 'lesson': return { place: 'learn' };
    case 'entry':
    case 'question':
    case 'work_form': return { place: 'work' };
    case 'certificate': return { place: 'certificates' };
    case 'survey':
    case 'reply': return { place: 'messages' };
    case 'unlock':
    case 'forgot':
    case 'renew':
    case 'with_centre':
    case 'with_card': return { place: 'lock' };
    default: return { place };
  }
}

/** Where "Atrás" leads when there is nowhere she came from. */
export function above(route: Route): Route {
  switch (route.place) {
    case 'lesson': return { place: 'course', course: route.course };
    case 'course':
    case 'outside': return { place: 'learn' };
    case 'tracks': return route.track === undefined ? { place: 'home' } : { place: 'tracks' };
    case 'certificate': return route.show === undefined ? { place: 'certificates' } : { place: 'certificate', certificate: route.certificate };
    case 'work_form': return route.correct ? { place: 'entry', entry: route.correct } : { place: 'work' };
    case 'entry':
    case 'earnings': return { place: 'work' };
    case 'question':
    case 'survey':
    case 'conversation':
    case 'reply': return { place: 'messages' };
    case 'lock':
    case 'enrol':
    case 'unlock':
    case 'visit':
    case 'other': return { place: 'lock' };
    case 'forgot': return { place: 'unlock', who: route.who };
    case 'renew':
    case 'with_centre':
    case 'with_card': return { place: 'forgot', who: route.who };
    case 'secret':
    case 'card':
    case 'helpers':
    case 'seen':
    case 'copy':
    case 'remove':
    case 'courier':
    case 'install':
    case 'safety': return { place: 'settings' };
    default: return { place: 'home' };
  }
}

/** What was kept when a profile closed by itself, if it is a place to return to. */
export function readKept(kept: unknown): Route | undefined {
  const place = (kept as { place?: unknown } | null | undefined)?.place;
  if (typeof place !== 'string' || !(place in WRITTEN)) return undefined;
  return OUTSIDE.includes(place as Place) || place === 'home' ? undefined : (kept as Route);
}
