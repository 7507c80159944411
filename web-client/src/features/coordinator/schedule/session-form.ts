/**
 * What the form about a workshop holds, and the request that it becomes.
 *
 * Owns that translation. Must not: judge; the server does, and says which field it means.
 */
import type { FieldFault } from '../../../api/errors';
import type { NewSession, ScheduledSession, SessionEdit } from '../../../api/schedule';

export interface Draft {
  readonly title: string;
  readonly day: string;
  readonly start: string;
  readonly minutes: string;
  readonly place: string;
  readonly link: string;
  readonly facilitator: string;
  /** Absent: the programme has no series, and nothing is said of one. */
  readonly series?: string;
}

export const EMPTY: Draft = { title: '', day: '', start: '09:00', minutes: '120', place: '', link: '', facilitator: '' };

export function draftOf(session: ScheduledSession): Draft {
  const { title, day, start, minutes, place = '', link = '', facilitator = '', series } = session;
  return { title, day, start, minutes: String(minutes), place, link, facilitator, ...(series === undefined ? {} : { series }) };
}

/** What a page sees at once, so that nothing is asked for that must fail. */
export function faultsOf(draft: Draft): readonly FieldFault[] {
  const missing: readonly ('title' | 'day' | 'start')[] = ['title', 'day', 'start'];
  const faults: FieldFault[] = missing.filter((field) => draft[field].trim() === '').map((field) => ({ field, problem: 'missing' }));
  if (!/^\d{1,4}$/.test(draft.minutes.trim()) || Number(draft.minutes) < 1) faults.push({ field: 'minutes', problem: 'out_of_range' });
  return faults;
}

export function newSession(id: string, draft: Draft): NewSession {
  const said = (name: 'place' | 'link' | 'facilitator') => (draft[name].trim() === '' ? {} : { [name]: draft[name].trim() });
  return { id, title: draft.title.trim(), day: draft.day, start: draft.start, minutes: Number(draft.minutes), ...said('place'), ...said('link'), ...said('facilitator'), ...(draft.series ? { series: draft.series } : {}) };
}

export function sessionEdit(draft: Draft): SessionEdit {
  const said = (text: string) => text.trim() || null;
  return {
    title: draft.title.trim(), day: draft.day, start: draft.start, minutes: Number(draft.minutes),
    place: said(draft.place), link: said(draft.link), facilitator: said(draft.facilitator),
    ...(draft.series === undefined ? {} : { series: said(draft.series) }),
  };
}
