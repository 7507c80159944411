/**
 * Of whom the figures tell, of which days, and told apart by what.
 *
 * Owns these controls. What is chosen lives in the address. Must not: offer a choice of people to
 * whoever may not open their records: the office would refuse it.
 */
import { may } from '../rights';
import { showReports } from '../route';
import { inLocale } from '../words';
import { APART, type Apart, CHOSEN, EVERYTHING, isChosen, type ReportsView } from './view';
import type { Names } from './names';
import { t } from './words';

/** Ages from which, to which. */
const AGES: readonly { readonly from?: number; readonly to?: number }[] = [
  {}, { to: 17 }, { from: 18, to: 24 }, { from: 25, to: 34 }, { from: 35 }, { from: 36 }, { from: 35, to: 44 }, { from: 45, to: 54 }, { from: 55 },
];

const FILTERS = 'report-filters';

/** Opens the choice of people, and goes there. */
export function goToFilters(): void {
  const filters = document.querySelector<HTMLDetailsElement>(`#${FILTERS}`);
  if (!filters) return;
  filters.open = true;
  filters.scrollIntoView();
  filters.querySelector('select')?.focus();
}

export function Filters({ view, names }: { view: ReportsView; names: Names }) {
  const show = (next: ReportsView) => showReports({ page: 'reports', reports: next });
  const mayChoose = may('read_people_behind');
  const chosen = isChosen(view);
  return (
    <details class="of-card rp-filters of-filter" open={innerWidth > 640 || chosen} id={FILTERS}>
      <summary data-test="filters">{chosen ? t('filters.chosen', { chosen: chosenSaid(view, names) }) : t('filters.choose')}</summary>
      <div class="rp-fields">
        {mayChoose && CHOSEN.filter((name) => names.choices[name].length > 1).map((name) => (
          <label key={name} class="of-field">
            {t(`dimension.${name}`)}
            <select
              value={view.only[name] ?? ''} data-test={`only-${name}`}
              onChange={(event) => {
                const { [name]: _, ...others } = view.only;
                const value = event.currentTarget.value;
                show({ ...view, only: value ? { ...others, [name]: value } : others });
              }}
            >
              <option value="">{t(`all.${name}`)}</option>
              {names.choices[name].map(({ value, words }) => <option key={value} value={value}>{words}</option>)}
            </select>
          </label>
        ))}
        {mayChoose && (
          <label class="of-field">
            {t('dimension.age')}
            <select
              value={`${view.ageFrom ?? ''}-${view.ageTo ?? ''}`} data-test="only-age"
              onChange={(event) => {
                const [from, to] = event.currentTarget.value.split('-').map((text) => (text ? Number(text) : undefined));
                const { ageFrom: _, ageTo: __, ...others } = view;
                show({ ...others, ...(from ? { ageFrom: from } : {}), ...(to ? { ageTo: to } : {}) });
              }}
            >
              {AGES.map(({ from, to }) => <option key={`${from}-${to}`} value={`${from ?? ''}-${to ?? ''}`}>{ageSaid(from, to)}</option>)}
            </select>
          </label>
        )}
        <label class="of-field">
          {t('by')}
          <select
            value={view.by ?? ''} data-test="by"
            onChange={(event) => {
              const { by: _, ...others } = view;
              const by = event.currentTarget.value;
              show(by ? { ...others, by: by as Apart } : others);
            }}
          >
            <option value="">{t('by.default')}</option>
            {APART.map((name) => <option key={name} value={name}>{t(`dimension.${name}`)}</option>)}
            {names.asked.map(({ id, text }) => <option key={id} value={`survey.${id}`}>{inLocale(text)}</option>)}
          </select>
        </label>
        <Day view={view} name="from" show={show} />
        <Day view={view} name="to" show={show} />
      </div>
      <p class="of-soft of-fine">{t('period.note')}</p>
      <p class="of-actions">
        {mayChoose && (
          <label class="of-check">
            <input type="checkbox" checked={view.few ?? false} onChange={(event) => { const { few: _, ...others } = view; show(event.currentTarget.checked ? { ...others, few: true } : others); }} data-test="few" />
            {t('few')}
          </label>
        )}
        {chosen && <button type="button" class="of-button of-quiet" onClick={() => show(EVERYTHING)} data-test="everybody">{t('filters.clear')}</button>}
      </p>
    </details>
  );
}

function Day({ view, name, show }: { view: ReportsView; name: 'from' | 'to'; show: (next: ReportsView) => void }) {
  return (
    <label class="of-field">
      {t(`period.${name}`)}
      <input
        type="date" value={view[name] ?? ''} autocomplete="off" data-test={`period-${name}`}
        onChange={(event) => {
          const { [name]: _, ...others } = view;
          const day = event.currentTarget.value;
          show(day ? { ...others, [name]: day } : others);
        }}
      />
    </label>
  );
}

export function ageSaid(from: number | undefined, to: number | undefined): string {
  if (from === undefined && to === undefined) return t('age.all');
  if (from === undefined) return t('age.to', { to: (to ?? 0) + 1 });
  return to === undefined ? t(from === 36 ? 'age.over' : 'age.from', { from: from === 36 ? 35 : from }) : t('age.between', { from, to });
}

/** The choice in words, for paper and above lists. */
export function chosenSaid(view: ReportsView, names: Names): string {
  const values = CHOSEN.flatMap((name) => (view.only[name] ? [names.value(name, view.only[name] ?? null)] : []));
  const age = view.ageFrom !== undefined || view.ageTo !== undefined ? [ageSaid(view.ageFrom, view.ageTo)] : [];
  const period = view.from || view.to ? [t('period.said', { from: view.from ?? '…', to: view.to ?? '…' })] : [];
  const all = [...values, ...age, ...period];
  return all.length === 0 ? t('filters.everybody') : all.join(' · ');
}
