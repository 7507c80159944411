/**
 * What a version of a work entry says, field by field, and where live versions differ.
 *
 * Owns this reading. Must not: decide between versions; nobody's word weighs more here.
 */
import type { EntryHistory, WorkFields } from '../../api/types';
import { clockTime } from '../../i18n/dates';
import { amount, dayLong, dayOfWeek, number } from './format';
import { taskName, unitName, type Tasks } from './tasks';
import { t } from './words';

/** Below this, the moment of writing and of arriving tell the same story. */
const ARRIVED_LATER_SECONDS = 5 * 60;

export const FIELDS = ['task', 'day', 'amount', 'start', 'note', 'state'] as const;
export type Field = (typeof FIELDS)[number];

export function arrivedLater(version: { readonly at: number; readonly received_at: number }): boolean {
  return Math.abs(version.received_at - version.at) > ARRIVED_LATER_SECONDS;
}

export function amountOf(version: WorkFields, tasks: Tasks): string | undefined {
  const parts: string[] = [];
  if (version.minutes !== undefined) parts.push(amount(version.minutes));
  if (version.units !== undefined) {
    const unit = unitName(tasks, version.task);
    parts.push(unit ? `${number(version.units)} ${unit}` : t('work.units', { n: number(version.units) }));
  }
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** Undefined when nothing was said. */
export function said(version: WorkFields, field: Field, tasks: Tasks): string | undefined {
  switch (field) {
    case 'task':
      return taskName(tasks, version.task);
    case 'day':
      return daySaid(version);
    case 'amount':
      return amountOf(version, tasks);
    case 'start':
      return version.start === undefined ? undefined : clockTime(version.start);
    case 'note':
      return version.note || undefined;
    case 'state':
      return t(version.withdrawn ? 'work.withdrawn' : 'field.counts');
  }
}

/** The fields worth a line: said by some version; the state only where it is in question. */
export function comparedFields(versions: readonly WorkFields[], tasks: Tasks): { field: Field; differs: boolean }[] {
  return FIELDS.map((field) => ({ field, values: versions.map((version) => said(version, field, tasks)) }))
    .filter(({ field, values }) => values.some((value) => value !== undefined) && (field !== 'state' || versions.some((version) => version.withdrawn)))
    .map(({ field, values }) => ({ field, differs: new Set(values).size > 1 }));
}

export interface WorkWeek {
  /** Its Monday. */
  readonly week: string;
  readonly entries: readonly EntryHistory[];
  /** What counts: no withdrawn entries, of two live versions the smaller. */
  readonly minutes: number;
}

/** With years where the phone's date was wrong: without, it may look like any other day. */
export function daySaid({ day, corrected_day: meant }: Pick<WorkFields, 'day' | 'corrected_day'>): string {
  return meant === undefined ? dayOfWeek(day) : t('work.meant', { day: dayLong(day), meant: dayLong(meant) });
}

export function byWorkWeek(entries: readonly EntryHistory[]): WorkWeek[] {
  const weeks = new Map<string, EntryHistory[]>();
  for (const entry of [...entries].sort((a, b) => dayOf(b).localeCompare(dayOf(a)))) {
    const week = mondayOf(dayOf(entry));
    weeks.set(week, [...(weeks.get(week) ?? []), entry]);
  }
  return [...weeks].map(([week, inIt]) => ({ week, entries: inIt, minutes: inIt.reduce((sum, entry) => sum + countedMinutes(entry), 0) }));
}

/** An entry of which nothing has an effect (yet) counts nothing. */
export function countedMinutes(entry: EntryHistory): number {
  if (entry.live.length === 0) return 0;
  return Math.min(...entry.live.map((version) => (version.withdrawn ? 0 : (version.minutes ?? 0))));
}

export function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
}

/** The day of the newest live version: where she would look for it. */
function dayOf(entry: EntryHistory): string {
  const version = entry.live[0] ?? entry.history[0];
  return version?.corrected_day ?? version?.day ?? '';
}
