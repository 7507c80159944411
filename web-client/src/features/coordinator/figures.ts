/**
 * The figures of a cohort page, computed from the report that is shown.
 *
 * Owns sums and shares, so that every number on the page can be counted again in its table.
 * Must not: draw, format, or read a clock.
 */
import type { CohortReport, Funnel } from '../../api/types';
import { standing, type Standing } from './learners-view';

const WEEK_SECONDS = 7 * 86_400;

export const STAGES = ['enrolled', 'started', 'half', 'completed'] as const;
export type Stage = (typeof STAGES)[number];

export interface StageFigure {
  readonly stage: Stage;
  readonly people: number;
  /** Of the enrolled, 0 to 100. */
  readonly share: number;
  /** How many reached the stage before and not this one. */
  readonly lost: number;
}

export function stages(funnel: Funnel): StageFigure[] {
  return STAGES.map((stage, index) => {
    const people = funnel[stage];
    const before = STAGES[index - 1];
    return {
      stage,
      people,
      share: funnel.enrolled === 0 ? 0 : (people / funnel.enrolled) * 100,
      lost: before === undefined ? 0 : Math.max(0, funnel[before] - people),
    };
  });
}

/** The answer to the funnel's question; undefined while nobody stayed behind. */
export function largestLoss(funnel: Funnel): { from: Stage; to: Stage; people: number } | undefined {
  let found: { from: Stage; to: Stage; people: number } | undefined;
  stages(funnel).forEach(({ stage, lost }, index) => {
    const from = STAGES[index - 1];
    if (from && lost > (found?.people ?? 0)) found = { from, to: stage, people: lost };
  });
  return found;
}

export interface WeekFigure {
  readonly week: string;
  readonly minutes: number;
  /** How many noted any minutes in it. */
  readonly people: number;
  /** The week is not over: its bar is not comparable yet. */
  readonly current: boolean;
}

export function byWeek(report: CohortReport): WeekFigure[] {
  return report.weeks.map((week, index) => {
    const values = report.learners.map((row) => row.minutes_by_week[index] ?? 0);
    return {
      week,
      minutes: values.reduce((sum, minutes) => sum + minutes, 0),
      people: values.filter((minutes) => minutes > 0).length,
      current: report.as_of < Date.parse(`${week}T00:00:00Z`) / 1000 + WEEK_SECONDS,
    };
  });
}

export interface Totals {
  readonly minutes: number;
  readonly units: number;
  readonly questions: number;
  readonly standing: Readonly<Record<Standing, number>>;
  /** People of whom some changes are known to exist and have not arrived. */
  readonly missing: number;
}

export function totals(report: CohortReport): Totals {
  const sum = { minutes: 0, units: 0, questions: 0, missing: 0 };
  const counts = { active: 0, paused: 0, unheard: 0 };
  for (const row of report.learners) {
    sum.minutes += row.minutes_total;
    sum.units += row.units_total;
    sum.questions += row.open_questions;
    sum.missing += row.missing > 0 ? 1 : 0;
    counts[standing(row, report.as_of)] += 1;
  }
  return { ...sum, standing: counts };
}

export type Place = { readonly state: 'before' } | { readonly state: 'during'; readonly week: number } | { readonly state: 'over' };

/** Where a cohort stands in its own weeks. */
export function placeInTime(starts: string, weeks: number, now: number): Place {
  const week = Math.floor((now - Date.parse(`${starts}T00:00:00Z`) / 1000) / WEEK_SECONDS) + 1;
  if (week < 1) return { state: 'before' };
  return week > weeks ? { state: 'over' } : { state: 'during', week };
}
