/**
 * Rows as a CSV text that a spreadsheet opens as what it is: data, in UTF-8, never formulas.
 *
 * Owns the encoding, and the columns of the learners' table. Must not: touch the disk (`save-file.ts`).
 */
import type { CohortReport, LearnerRow } from '../../api/types';
import { dayShort } from './format';
import { t } from './words';

export type Cell = string | number;

const BYTE_ORDER_MARK = '\ufeff';
/** What makes a spreadsheet compute, its full-width twins included. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

export function csv(rows: readonly (readonly Cell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

function cell(value: Cell): string {
  if (typeof value === 'number') return String(value);
  const safe = FORMULA_START.test(value.trimStart()) || FORMULA_START.test(value) ? `'${value}` : value;
  return /[",;\r\n\t]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** The learners as they are shown: the same people in the same order. */
export function learnersTable(report: CohortReport, shown: readonly LearnerRow[]): Cell[][] {
  const head = [
    t('col.label'),
    t('col.name'),
    t('csv.lessonsDone'),
    t('csv.lessonsTotal'),
    t('col.activity'),
    t('col.data'),
    ...report.weeks.map((week) => t('csv.minutesWeek', { day: dayShort(week) })),
    t('csv.minutes'),
    t('col.units'),
    t('col.questions'),
    t('csv.phones'),
    t('col.missing'),
  ];
  return [
    head,
    ...shown.map((row) => [
      row.label,
      row.name,
      row.lessons_done,
      row.lessons_total ?? report.lessons_total,
      instant(row.last_activity),
      instant(row.last_data),
      ...report.weeks.map((_, index) => row.minutes_by_week[index] ?? 0),
      row.minutes_total,
      row.units_total,
      row.open_questions,
      row.phones,
      row.missing,
    ]),
  ];
}

function instant(seconds: number | undefined): string {
  return seconds === undefined ? '' : new Date(seconds * 1000).toISOString().slice(0, 19) + 'Z';
}
