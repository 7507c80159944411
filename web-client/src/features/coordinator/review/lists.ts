/**
 * Which entries stand in which list, and which cohorts are offered.
 *
 * Owns this sorting. Must not: drop anything; what is in none of the lists is nowhere to be seen.
 */
import type { CohortHead } from '../../../api/types';
import type { DeskCohort, QueueEntry } from '../../../desk/types';
import { startOfToday } from '../board-words';

/** Those that need a person now, and those that wait for her. */
export function split(entries: readonly QueueEntry[]): { now: QueueEntry[]; hers: QueueEntry[] } {
  const isHers = (entry: QueueEntry) => entry.state === 'asked' && !entry.answered;
  return { now: entries.filter((entry) => !isHers(entry)), hers: entries.filter(isHers) };
}

/** Those of today and those that still wait to be sent; and the rest. */
export function byToday(decided: readonly QueueEntry[], now: number): { today: QueueEntry[]; earlier: QueueEntry[] } {
  const from = startOfToday(now);
  const isToday = ({ own }: QueueEntry) => own !== undefined && (own.at >= from || !own.sent);
  return { today: decided.filter(isToday), earlier: decided.filter((entry) => !isToday(entry)) };
}

export interface CohortLine {
  readonly id: string;
  readonly title: string;
  readonly learners: number;
  readonly asOf?: number;
}

/** What is in the notebook first; then what the office lists beside it. */
export function cohortLines(here: readonly DeskCohort[], listed: readonly CohortHead[]): CohortLine[] {
  const known = new Set(here.map(({ id }) => id));
  return [
    ...here.map(({ id, title, asOf, learners }) => ({ id, title, asOf, learners: learners.length })),
    ...listed.filter(({ id }) => !known.has(id)).map(({ id, title, learners }) => ({ id, title, learners })),
  ];
}
