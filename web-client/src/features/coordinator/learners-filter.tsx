/**
 * Who is shown and in which order: search, state, and on a narrow screen the order too.
 *
 * Owns these controls. Must not: filter (`learners-view.ts` does); what is chosen lives in the address.
 */
import type { CohortReport } from '../../api/types';
import { number } from './format';
import { inState, startsDescending, STATES, type Column, type View } from './learners-view';
import { showView } from './route';
import { shownColumns } from './learners-table';
import { t } from './words';

export function LearnersFilter({ report, id, view }: { report: CohortReport; id: string; view: View }) {
  const choices = STATES.map((state) => ({
    state,
    people: report.learners.filter((row) => inState(row, state, report.as_of)).length,
  })).filter(({ state, people }) => people > 0 || state === 'all' || state === view.state);
  return (
    <div class="of-filter" role="search">
      <label class="of-field of-search">
        {t('learners.search')}
        <input
          type="search" value={view.text} autocomplete="off" spellcheck={false} enterkeyhint="search"
          onInput={(event) => showView(id, { ...view, text: event.currentTarget.value }, 'replace')}
          data-test="filter-text"
        />
      </label>
      <fieldset class="of-states">
        <legend>{t('learners.state')}</legend>
        {choices.map(({ state, people }) => (
          <label key={state}>
            <input
              type="radio" name="state" value={state} checked={view.state === state}
              onChange={() => showView(id, { ...view, state }, 'push')} data-test={`filter-${state}`}
            />
            <span>
              {t(`learners.state.${state}`)} <b>{number(people)}</b>
            </span>
          </label>
        ))}
      </fieldset>
      <div class="of-order">
        <label class="of-field">
          {t('learners.sort')}
          <select
            value={view.column} data-test="sort-column"
            onChange={(event) => {
              const column = event.currentTarget.value as Column;
              showView(id, { ...view, column, descending: startsDescending(column) }, 'replace');
            }}
          >
            {shownColumns(report).map((column) => (
              <option key={column} value={column}>{t(`col.${column}`)}</option>
            ))}
          </select>
        </label>
        <button
          type="button" class="of-button of-quiet" data-test="sort-direction" title={t('learners.turn')}
          onClick={() => showView(id, { ...view, descending: !view.descending }, 'replace')}
        >
          {t(view.descending ? 'learners.descending' : 'learners.ascending')}
        </button>
      </div>
    </div>
  );
}
