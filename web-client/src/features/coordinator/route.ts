/**
 * Which page is shown, kept in the address behind `#`, so that back, forward and a bookmark work.
 *
 * Owns reading and writing that address. Must not: fetch or draw. No name is ever put there
 * except what the person types into the search, which replaces its own entry of the history.
 */
import { signal } from '@preact/signals';
import { readFigure, readView, writeFigure, writeView, type Figure, type ReportsView } from './reports/view';
import { COLUMNS, EVERYONE, startsDescending, STATES, type View } from './learners-view';

export type Route =
  | { readonly page: 'start' }
  | { readonly page: 'cohorts' }
  | { readonly page: 'centers' }
  | { readonly page: 'accounts' }
  | { readonly page: 'account'; readonly login: string }
  | { readonly page: 'new-account' }
  | { readonly page: 'audit' }
  | { readonly page: 'me' }
  | { readonly page: 'recovery' }
  /** What is written for whoever teaches, and a chapter of it. */
  | { readonly page: 'guides' }
  | { readonly page: 'guide'; readonly pack: string; readonly lesson: string }
  /** A file that somebody carried here. */
  | { readonly page: 'files' }
  | { readonly page: 'cohort'; readonly id: string; readonly view: View }
  | { readonly page: 'questions'; readonly id: string }
  /** What its learners still have to meet, and would like. */
  | { readonly page: 'steps'; readonly id: string }
  /** Who of it has which certificate. */
  | { readonly page: 'certificates'; readonly id: string }
  | { readonly page: 'enrol'; readonly id: string }
  | { readonly page: 'table'; readonly id: string }
  /** Whom of a cohort to contact. */
  | { readonly page: 'follow'; readonly id: string }
  /** Who accompanies whom in it. */
  | { readonly page: 'mentors'; readonly id: string }
  | { readonly page: 'reviews' }
  | { readonly page: 'review'; readonly id: string }
  | { readonly page: 'enter'; readonly id: string }
  | { readonly page: 'notes'; readonly id: string }
  /** Messages with a learner. */
  | { readonly page: 'talk'; readonly id: string }
  /** Surveys written down for her. */
  | { readonly page: 'survey'; readonly id: string }
  /** What became of her. */
  | { readonly page: 'outcome'; readonly id: string }
  | { readonly page: 'statements'; readonly id: string }
  | { readonly page: 'statement'; readonly id: string }
  | { readonly page: 'learner'; readonly id: string }
  /** The programme's figures. */
  | { readonly page: 'reports'; readonly reports: ReportsView }
  /** The people behind one of them. */
  | { readonly page: 'behind'; readonly reports: ReportsView; readonly figure: Figure }
  /** Hours that are not paid yet. */
  | { readonly page: 'unpaid'; readonly reports: ReportsView }
  | { readonly page: 'board'; readonly id: string }
  /** A cohort's noticeboard. */
  | { readonly page: 'notices'; readonly id: string }
  /** Who has what an opening asks for. */
  | { readonly page: 'candidates'; readonly cohort: string; readonly id: string }
  /** What would be sent of her to companies. */
  | { readonly page: 'referral'; readonly id: string }
  /** Of a cohort. */
  | { readonly page: 'sessions'; readonly id: string }
  /** Of one session. */
  | { readonly page: 'door'; readonly id: string }
  | { readonly page: 'roll'; readonly cohort: string; readonly id: string };

/** Pages of which there is one. */
const ALONE = ['cohorts', 'centers', 'guides', 'files', 'recovery', 'accounts', 'new-account', 'audit', 'me'] as const;

export const route = signal<Route>(parseRoute(location.hash));
/** The cohort page as it was left, so that a way back keeps its filter and order. */
export const lastCohort = signal<Extract<Route, { page: 'cohort' }> | undefined>(undefined);

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [kind, rawId, part, rawPiece] = path.split('/');
  const [id, piece] = [decoded(rawId), decoded(rawPiece)];
  if (kind === 'learner' && id && (part === 'enter' || part === 'notes' || part === 'talk' || part === 'survey' || part === 'outcome' || part === 'referral')) return { page: part, id };
  if ((kind === 'learner' || kind === 'statement') && id) return { page: kind, id };
  if (kind === 'center' && id) return { page: 'board', id };
  if (kind === 'session' && id) return { page: 'door', id };
  if (kind === 'cohort' && id) {
    if (part === 'roll' && piece) return { page: 'roll', cohort: id, id: piece };
    if (part === 'candidates' && piece) return { page: 'candidates', cohort: id, id: piece };
    if (part === 'notices' || part === 'questions' || part === 'steps' || part === 'certificates' || part === 'enrol' || part === 'table' || part === 'statements' || part === 'review' || part === 'sessions' || part === 'follow' || part === 'mentors') return { page: part, id };
    return { page: 'cohort', id, view: parseView(new URLSearchParams(query)) };
  }
  if (kind === 'guide' && id && part) return { page: 'guide', pack: id, lesson: decoded(part) };
  if (kind === 'reports') {
    const asked = new URLSearchParams(query);
    const reports = readView(asked);
    if (id === 'people') return { page: 'behind', reports, figure: readFigure(asked) };
    return { page: id === 'unpaid' ? 'unpaid' : 'reports', reports };
  }
  if (kind === 'review') return { page: 'reviews' };
  if (kind === 'account' && id) return { page: 'account', login: id };
  const alone = ALONE.find((page) => page === kind);
  return { page: alone ?? 'start' };
}

export function hashOf(to: Route): string {
  switch (to.page) {
    case 'start':
      return '#/';
    case 'cohorts':
    case 'centers':
    case 'guides':
    case 'accounts':
    case 'new-account':
    case 'audit':
    case 'me':
    case 'recovery':
    case 'files':
      return `#/${to.page}`;
    case 'account':
      return `#/account/${encodeURIComponent(to.login)}`;
    case 'guide':
      return `#/guide/${encodeURIComponent(to.pack)}/${encodeURIComponent(to.lesson)}`;
    case 'reports':
      return withQuery('#/reports', writeView(to.reports));
    case 'behind':
      return withQuery('#/reports/people', writeFigure(to.reports, to.figure));
    case 'unpaid':
      return withQuery('#/reports/unpaid', writeView(to.reports));
    case 'reviews':
      return '#/review';
    case 'enter':
    case 'notes':
    case 'talk':
    case 'survey':
    case 'outcome':
    case 'referral':
      return `#/learner/${encodeURIComponent(to.id)}/${to.page}`;
    case 'learner':
    case 'statement':
      return `#/${to.page}/${encodeURIComponent(to.id)}`;
    case 'roll':
      return `#/cohort/${encodeURIComponent(to.cohort)}/roll/${encodeURIComponent(to.id)}`;
    case 'candidates':
      return `#/cohort/${encodeURIComponent(to.cohort)}/candidates/${encodeURIComponent(to.id)}`;
    case 'door':
      return `#/session/${encodeURIComponent(to.id)}`;
    case 'board':
      return `#/center/${encodeURIComponent(to.id)}`;
    case 'questions':
    case 'steps':
    case 'certificates':
    case 'enrol':
    case 'table':
    case 'statements':
    case 'review':
    case 'sessions':
    case 'notices':
    case 'follow':
    case 'mentors':
      return `#/cohort/${encodeURIComponent(to.id)}/${to.page}`;
    case 'cohort': {
      const query = viewQuery(to.view);
      return `#/cohort/${encodeURIComponent(to.id)}${query && `?${query}`}`;
    }
  }
}

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Shows the figures of another choice: each is a step back. */
export function showReports(to: Extract<Route, { page: 'reports' | 'unpaid' | 'behind' }>): void {
  history.pushState({ seen: true }, '', hashOf(to));
  follow();
}

/** Shows the same page with another filter or order. Typing leaves no trail of letters behind. */
export function showView(id: string, view: View, trail: 'push' | 'replace'): void {
  const hash = hashOf({ page: 'cohort', id, view });
  if (trail === 'push') history.pushState({ seen: true }, '', hash);
  else history.replaceState(history.state, '', hash);
  follow();
}

/** Replaces the page, when one leads nowhere else (a single cohort). */
export function redirect(to: Route): void {
  history.replaceState(history.state, '', hashOf(to));
  follow();
}

/** Starts following the address; the result stops it. */
export function followAddress(): () => void {
  const scrolls = new Map<string, number>();
  const remember = () => scrolls.set(location.hash, scrollY);
  const arrive = () => {
    const returned = (history.state as { seen?: boolean } | null)?.seen === true;
    history.replaceState({ seen: true }, '');
    const before = route.value.page;
    follow();
    if (before === route.value.page && route.value.page === 'cohort') return;
    // After the page is drawn: a way back to where she was, a new page from its top.
    requestAnimationFrame(() => {
      document.querySelector<HTMLElement>('#office-main')?.focus({ preventScroll: true });
      scrollTo(0, returned ? (scrolls.get(location.hash) ?? 0) : 0);
    });
  };
  history.scrollRestoration = 'manual';
  history.replaceState({ seen: true }, '');
  follow();
  addEventListener('popstate', arrive);
  addEventListener('scrollend', remember);
  return () => {
    removeEventListener('popstate', arrive);
    removeEventListener('scrollend', remember);
    history.scrollRestoration = 'auto';
  };
}

function follow(): void {
  const next = parseRoute(location.hash);
  if (next.page === 'cohort') lastCohort.value = next;
  route.value = next;
}

function parseView(query: URLSearchParams): View {
  const sort = query.get('sort') ?? '';
  const column = COLUMNS.find((candidate) => candidate === sort.replace(/^-/, '')) ?? EVERYONE.column;
  return {
    text: query.get('q') ?? '',
    state: STATES.find((candidate) => candidate === query.get('state')) ?? 'all',
    column,
    descending: sort.startsWith('-'),
  };
}

function viewQuery(view: View): string {
  const query = new URLSearchParams();
  if (view.text) query.set('q', view.text);
  if (view.state !== 'all') query.set('state', view.state);
  if (view.column !== EVERYONE.column || view.descending) query.set('sort', `${view.descending ? '-' : ''}${view.column}`);
  return query.toString();
}

/** The view after a press on a column's head: first its natural order, then the other. */
export function sortedBy(view: View, column: View['column']): View {
  return { ...view, column, descending: view.column === column ? !view.descending : startsDescending(column) };
}

function decoded(part: string | undefined): string {
  try {
    return decodeURIComponent(part ?? '');
  } catch {
    return ''; // a mangled address leads to the start, not to an error
  }
}
