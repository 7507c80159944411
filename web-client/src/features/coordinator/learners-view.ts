/**
 * Which learners are shown, in which order: filter and sort of a cohort's rows.
 *
 * Owns these rules, and what "active", "paused" and "no news" mean. Must not: draw, or read a clock.
 *
 * A silent phone is not a dropout. Only of someone whose data are recent can it be said that she
 * paused; of the others nothing is known.
 */
import type { LearnerRow } from '../../api/types';

const RECENT_SECONDS = 7 * 86_400;

export type Standing = 'active' | 'paused' | 'unheard';
export const STATES = ['all', 'active', 'paused', 'unheard', 'questions', 'missing'] as const;
export type State = (typeof STATES)[number];
export const COLUMNS = ['label', 'name', 'lessons', 'activity', 'data', 'week', 'hours', 'units', 'questions', 'missing'] as const;
export type Column = (typeof COLUMNS)[number];

export interface View {
  readonly text: string;
  readonly state: State;
  readonly column: Column;
  readonly descending: boolean;
}

export const EVERYONE: View = { text: '', state: 'all', column: 'label', descending: false };

export function standing(row: LearnerRow, now: number): Standing {
  if (isRecent(row.last_activity, now)) return 'active';
  return isRecent(row.last_data, now) ? 'paused' : 'unheard';
}

export function inState(row: LearnerRow, state: State, now: number): boolean {
  switch (state) {
    case 'all':
      return true;
    case 'questions':
      return row.open_questions > 0;
    case 'missing':
      return row.missing > 0;
    default:
      return standing(row, now) === state;
  }
}

export function select(rows: readonly LearnerRow[], view: View, now: number): LearnerRow[] {
  const words = plain(view.text).split(/\s+/).filter(Boolean);
  const matches = (row: LearnerRow) => {
    const text = plain(`${row.label} ${row.name}`);
    return words.every((word) => text.includes(word));
  };
  return rows
    .filter((row) => inState(row, view.state, now) && matches(row))
    .sort((a, b) => compare(a, b, view.column, view.descending));
}

/** The order that a column starts with: names from A, amounts and times from the largest. */
export function startsDescending(column: Column): boolean {
  return column !== 'label' && column !== 'name';
}

function compare(a: LearnerRow, b: LearnerRow, column: Column, descending: boolean): number {
  const left = value(a, column);
  const right = value(b, column);
  // What is not known stays at the end in both directions.
  if (left === undefined || right === undefined) {
    return left === right ? byLabel(a, b) : left === undefined ? 1 : -1;
  }
  const order = typeof left === 'string' ? left.localeCompare(String(right), 'es', { numeric: true }) : left - Number(right);
  return order === 0 ? byLabel(a, b) : descending ? -order : order;
}

function byLabel(a: LearnerRow, b: LearnerRow): number {
  return a.label.localeCompare(b.label, 'es', { numeric: true });
}

function value(row: LearnerRow, column: Column): string | number | undefined {
  switch (column) {
    case 'label':
      return row.label;
    case 'name':
      return row.name;
    case 'lessons':
      return row.lessons_done;
    case 'activity':
      return row.last_activity;
    case 'data':
      return row.last_data;
    case 'week':
      return row.minutes_by_week[row.minutes_by_week.length - 1] ?? 0;
    case 'hours':
      return row.minutes_total;
    case 'units':
      return row.units_total;
    case 'questions':
      return row.open_questions;
    case 'missing':
      return row.missing;
  }
}

function isRecent(seconds: number | undefined, now: number): boolean {
  return seconds !== undefined && now - seconds <= RECENT_SECONDS;
}

/** Without case and accents, so that "nanez" finds Ñáñez. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
