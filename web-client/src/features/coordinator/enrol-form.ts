/**
 * What the form about a person holds, and the request that it becomes.
 *
 * Owns that translation. Must not: judge; the server does, and says which field it means.
 */
import type { FieldFault } from '../../api/errors';
import type { CodeKind, Contact, Covered, Gender, NewPerson, PersonEdit } from '../../api/people';

/** Version of the text that `consent.text` says. A text that changes gets a new one. */
export const CONSENT_VERSION = '2026-11';

export interface Draft {
  readonly name: string;
  readonly birthYear: string;
  readonly about: string;
  readonly track: string;
  /** Empty: nobody asked her. */
  readonly gender: Gender | '';
  readonly region: string;
  readonly agrees: boolean;
  readonly mayContact: boolean;
  readonly mayCount: boolean;
  readonly channel: Contact['channel'];
  readonly number: string;
  readonly from: string;
  readonly until: string;
  readonly askFor: string;
  readonly leaveMessage: boolean;
  readonly code: CodeKind;
}

/** Nothing is agreed before she says so. */
export const EMPTY: Draft = {
  name: '', birthYear: '', about: '', track: '', gender: '', region: '', agrees: false, mayContact: false, mayCount: false,
  channel: 'call', number: '', from: '', until: '', askFor: '', leaveMessage: false, code: 'screen',
};

/** Where the server's name for a field is typed. */
const TYPED: Readonly<Record<string, readonly (keyof Draft)[]>> = {
  name: ['name'], birth_year: ['birthYear'], about: ['about'], track: ['track'], gender: ['gender'], region: ['region'], consent: ['agrees', 'mayContact', 'mayCount'],
  channel: ['channel', 'mayContact'], number: ['number', 'channel', 'mayContact'], from: ['from', 'channel', 'mayContact'], until: ['until', 'from', 'channel', 'mayContact'],
  ask_for: ['askFor', 'channel', 'mayContact'], leave_message: ['leaveMessage', 'channel', 'mayContact'],
};

/** What is wrong still: a field that was changed since is not blamed any more. */
export function stillWrong(faults: readonly FieldFault[], before: Draft, after: Draft): readonly FieldFault[] {
  return faults.filter(({ field }) => !(TYPED[field] ?? []).some((part) => before[part] !== after[part]));
}

export function consentOf(draft: Draft): NewPerson['consent'] {
  const said: readonly (readonly [Covered, boolean])[] = [['record', draft.agrees], ['contact', draft.mayContact], ['reports', draft.mayCount]];
  return { covers: said.filter(([, yes]) => yes).map(([covered]) => covered), version: CONSENT_VERSION };
}

export function contactOf(draft: Draft): Contact {
  if (!draft.mayContact || draft.channel === 'none') return { channel: 'none' };
  return {
    channel: draft.channel,
    number: draft.number,
    leave_message: draft.leaveMessage,
    ...(draft.from && { from: draft.from }),
    ...(draft.until && { until: draft.until }),
    ...(draft.askFor.trim() && { ask_for: draft.askFor }),
  };
}

export function newPerson(id: string, draft: Draft, confirmed: boolean): NewPerson {
  const year = yearOf(draft.birthYear);
  return {
    id,
    name: draft.name,
    ...(year !== undefined && { birth_year: year }),
    ...(draft.about.trim() && { about: draft.about }),
    ...(draft.track && { track: draft.track }),
    ...(draft.gender && { gender: draft.gender }),
    ...(draft.region && { region: draft.region }),
    consent: consentOf(draft),
    contact: contactOf(draft),
    code: draft.code,
    ...(confirmed && { confirm_duplicate: true }),
  };
}

/** What she was not asked for here stays as it is: `known` is what the office had of her. */
export function personEdit(draft: Draft, known: Draft): PersonEdit {
  return {
    name: draft.name,
    birth_year: yearOf(draft.birthYear) ?? null,
    about: draft.about.trim() || null,
    ...(draft.gender !== known.gender && { gender: draft.gender || null }),
    ...(draft.region !== known.region && { region: draft.region || null }),
    consent: consentOf(draft),
    contact: contactOf(draft),
  };
}

/** What is no year becomes one that the server refuses, so that the field is marked. */
function yearOf(typed: string): number | undefined {
  if (!typed.trim()) return undefined;
  return /^\d{1,4}$/.test(typed.trim()) ? Number(typed) : 0;
}

/** An id for somebody new, made when the form opens, so that saving twice saves once. */
export function freshId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
