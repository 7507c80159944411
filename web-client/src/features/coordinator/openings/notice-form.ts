/**
 * What the form about a notice holds, and the request that it becomes.
 *
 * Owns that translation. Must not: judge; the server does, and says which field it means.
 */
import type { FieldFault } from '../../../api/errors';
import type { KeptNotice, NoticeForm } from '../../../api/openings';
import type { NoticeKind } from '../../../engine/types';

export interface Draft {
  readonly kind: NoticeKind;
  readonly title: string;
  readonly text: string;
  readonly ends_on: string;
  readonly company: string;
  readonly place: string;
  readonly link: string;
  readonly tracks: readonly string[];
  readonly courses: readonly string[];
  readonly certificates: readonly string[];
  readonly verified: boolean;
}

export const EMPTY: Draft = { kind: 'opening', title: '', text: '', ends_on: '', company: '', place: '', link: '', tracks: [], courses: [], certificates: [], verified: false };

export function draftOf(notice: KeptNotice): Draft {
  const { kind, title, text, ends_on, company = '', place = '', link = '', tracks, courses, certificates } = notice;
  // What is changed somebody answers for anew.
  return { kind, title, text, ends_on, company, place, link, tracks, courses, certificates, verified: false };
}

/** What a page sees at once, so that nothing is asked for that must fail. */
export function faultsOf(draft: Draft): readonly FieldFault[] {
  const needed: readonly ('title' | 'text' | 'ends_on' | 'company')[] = ['title', 'text', 'ends_on', ...(draft.kind === 'opening' ? (['company'] as const) : [])];
  return needed.filter((field) => draft[field].trim() === '').map((field) => ({ field, problem: 'missing' }));
}

/** `id`: of a new one. */
export function formOf(draft: Draft, id?: string): NoticeForm {
  const { kind, title, text, ends_on } = draft;
  const said = (name: 'place' | 'link') => (draft[name].trim() === '' ? {} : { [name]: draft[name].trim() });
  const asks = kind === 'opening' ? { company: draft.company.trim(), tracks: draft.tracks, courses: draft.courses, certificates: draft.certificates, verified: draft.verified } : {};
  return { ...(id === undefined ? {} : { id }), kind, title: title.trim(), text: text.trim(), ends_on, ...said('place'), ...said('link'), ...asks };
}

/** The same notice, closed or open again: nothing of what it says is other than before. */
export function closing(notice: KeptNotice, closed: boolean): NoticeForm {
  return { ...formOf(draftOf(notice)), closed };
}
