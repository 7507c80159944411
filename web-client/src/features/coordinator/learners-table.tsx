/**
 * The people of a cohort: a table where there is room, a list of cards where there is none.
 *
 * Owns this table. One markup serves both shapes; the roles are written out because a browser
 * may drop a table's own when CSS lays it out as cards. Must not: filter or sort.
 */
import type { ComponentChildren } from 'preact';
import type { CohortReport, LearnerRow, Seconds } from '../../api/types';
import { ago, amount, hours, moment, number } from './format';
import { COLUMNS, standing, type Column, type View } from './learners-view';
import { hashOf, showView, sortedBy } from './route';
import { t } from './words';
import { WeekLine } from './weeks-chart';

interface Props {
  readonly report: CohortReport;
  readonly shown: readonly LearnerRow[];
  readonly id: string;
  readonly view: View;
  readonly now: Seconds;
}

const NUMERIC: ReadonlySet<Column> = new Set(['hours', 'units', 'questions', 'missing']);

/** A column of nothing but zeros, where none is expected, is left out. */
export function shownColumns(report: CohortReport): Column[] {
  return COLUMNS.filter((column) => column !== 'units' || report.learners.some((row) => row.units_total > 0));
}

export function LearnersTable({ report, shown, id, view, now }: Props) {
  const columns = shownColumns(report);
  const most = Math.max(...report.learners.flatMap((row) => row.minutes_by_week), 0);
  return (
    <table class={`of-table ${columns.includes('units') ? 'of-with-units' : ''}`} role="table" data-test="learners">
      <caption class="unseen">{t('learners.caption', { n: shown.length, total: report.learners.length })}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map((column) => (
            <th key={column} role="columnheader" scope="col" class={NUMERIC.has(column) ? 'of-n' : ''} aria-sort={sortOf(view, column)}>
              <button type="button" onClick={() => showView(id, sortedBy(view, column), 'replace')} data-test={`sort-${column}`}>
                {t(`col.${column}`)}
                <svg class="of-arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="M1 7l4-5 4 5z" /></svg>
              </button>
              {/* Paper repeats a table's head on every page, but not the buttons in it. */}
              <span class="of-print-only">{t(`col.${column}`)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {shown.map((row) => (
          <tr key={row.id} role="row" data-test="learner-row" data-learner={row.id}>
            {columns.map((column) =>
              column === 'name' ? (
                <th key={column} role="rowheader" scope="row" class="of-cell-name">
                  <a href={hashOf({ page: 'learner', id: row.id })} data-test="learner-link">{row.name || row.label}</a>
                </th>
              ) : (
                <td key={column} role="cell" class={`of-cell-${column} ${NUMERIC.has(column) ? 'of-n' : ''}`} data-label={t(`col.${column}`)}>
                  {cell(row, column, { report, most, now })}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function cell(row: LearnerRow, column: Column, { report, most, now }: { report: CohortReport; most: number; now: Seconds }): ComponentChildren {
  switch (column) {
    case 'lessons':
      return (
        <span class={`chip ${chipOf(row, report)}`}>
          {t('learners.done', { n: row.lessons_done, total: row.lessons_total ?? report.lessons_total })}
          <span class="unseen"> {t('csv.lessonsDone')}</span>
        </span>
      );
    case 'activity':
      return <When at={row.last_activity} now={now} />;
    case 'data':
      return <When at={row.last_data} now={now} />;
    case 'week':
      return (
        <span class="of-weekcell">
          <WeekLine weeks={report.weeks} minutes={row.minutes_by_week} most={most} />
          <span class="of-soft">{amount(row.minutes_by_week[row.minutes_by_week.length - 1] ?? 0)}</span>
        </span>
      );
    case 'hours':
      return hours(row.minutes_total);
    case 'units':
      return number(row.units_total);
    case 'questions':
      return row.open_questions > 0 ? <span class="chip chip-mind">{number(row.open_questions)}</span> : <span class="of-zero">0</span>;
    case 'missing':
      return row.missing > 0 ? <span class="chip chip-work">{number(row.missing)}</span> : <span class="of-zero">0</span>;
    default:
      return row.label;
  }
}

/** Done, going on, or quiet: the same three colours as the thread at the page's head. */
function chipOf(row: LearnerRow, report: CohortReport): string {
  const total = row.lessons_total ?? report.lessons_total;
  if (total > 0 && row.lessons_done >= total) return 'chip-meet';
  switch (standing(row, report.as_of)) {
    case 'active':
      return 'chip-learn';
    case 'paused':
      return 'chip-work';
    case 'unheard':
      return 'chip-plain';
  }
}

export function When({ at, now }: { at: Seconds | undefined; now: Seconds }) {
  if (at === undefined) return <span class="of-zero">{t('never')}</span>;
  return (
    <time dateTime={new Date(at * 1000).toISOString()} title={moment(at)}>
      {ago(at, now)}
    </time>
  );
}

function sortOf(view: View, column: Column): 'ascending' | 'descending' | 'none' {
  if (view.column !== column) return 'none';
  return view.descending ? 'descending' : 'ascending';
}
