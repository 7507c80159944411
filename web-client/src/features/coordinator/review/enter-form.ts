/**
 * The form by which hours are entered for somebody: what was typed, and the fields it comes to.
 *
 * Owns this reading. Must not: guess what was not said.
 */
import type { Task, WorkFields, WorkSource } from '../../../engine/types';
import type { StaffEntry } from '../../../desk/types';

export const SOURCES: readonly WorkSource[] = ['paper', 'call', 'dead_phone'];

export interface Draft {
  readonly source: WorkSource | '';
  readonly task: string;
  readonly day: string;
  readonly hours: string;
  readonly minutes: string;
  readonly units: string;
  /** `HH:MM`, or nothing. */
  readonly start: string;
  readonly note: string;
}

export const EMPTY: Draft = { source: '', task: '', day: '', hours: '0', minutes: '0', units: '', start: '', note: '' };

export type Problem = 'source' | 'task' | 'day' | 'amount';

export type Read = { readonly fields: WorkFields; readonly source: WorkSource } | { readonly problem: Problem };

/** The fields, or the first thing that is missing. */
export function read(draft: Draft, task: Task | undefined): Read {
  if (draft.source === '') return { problem: 'source' };
  if (!task) return { problem: 'task' };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(draft.day)) return { problem: 'day' };
  const amount = amountOf(draft, task);
  if (!amount) return { problem: 'amount' };
  const start = minuteOfDay(draft.start);
  const note = draft.note.trim();
  return {
    source: draft.source,
    fields: { task: task.id, day: draft.day, ...amount, ...(start === undefined ? {} : { start }), ...(note ? { note } : {}) },
  };
}

function amountOf(draft: Draft, task: Task): Pick<WorkFields, 'minutes' | 'units'> | undefined {
  if (task.measure === 'units') {
    const units = /^\d{1,5}$/.test(draft.units.trim()) ? Number(draft.units) : 0;
    return units > 0 ? { units } : undefined;
  }
  const minutes = Number(draft.hours) * 60 + Number(draft.minutes);
  return minutes > 0 && minutes <= 24 * 60 ? { minutes } : undefined;
}

function minuteOfDay(time: string): number | undefined {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** What she said of an entry made for her, by her newest word that stands. */
export function herWord(entry: StaffEntry): 'yes' | 'no' | 'silent' {
  const about = new Set(entry.live.map(({ version }) => version));
  const word = entry.answers.find(({ live, kind, about: of }) => live && about.has(of) && (kind === 'yes' || kind === 'not_so'));
  return word === undefined ? 'silent' : word.kind === 'yes' ? 'yes' : 'no';
}
