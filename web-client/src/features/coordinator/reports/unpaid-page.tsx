/**
 * Hours that nobody was paid for yet: whose, how many, how much, and how far each is.
 *
 * Owns this page. Must not: mark anything as paid (statements do), or add up currencies.
 */
import { reports, type LearnerUnpaid, type Unpaid } from '../../../api/reports';
import { api } from '../../../api/client';
import { dayOfSeconds } from '../../../app/days';
import { amount, dayLong, dayOfWeek } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { moneys } from '../pay/words';
import { hashOf, showReports } from '../route';
import { inLocale } from '../words';
import { chosenSaid } from './filters';
import { useNames } from './names';
import './reports.css';
import { lastMonth, unpaidQuery, type ReportsView } from './view';
import { t, tn } from './words';

export function UnpaidPage({ view }: { view: ReportsView }) {
  const query = unpaidQuery(view);
  const live = useLive(`unpaid?${query}`, () => reports.unpaid(query));
  const names = useNames();
  const tasks = useLive('catalogue', api.catalogue).value?.tasks ?? [];
  const task = (id: string) => inLocale(tasks.find((each) => each.id === id)?.title ?? {}) || id;
  const show = (next: ReportsView) => showReports({ page: 'unpaid', reports: next });
  const place: ReportsView = { only: { ...(view.only.center ? { center: view.only.center } : {}), ...(view.only.cohort ? { cohort: view.only.cohort } : {}) }, ...(view.from ? { from: view.from } : {}), ...(view.to ? { to: view.to } : {}) };
  const month = lastMonth(dayOfSeconds(live.now));
  return (
    <Page
      live={live}
      fallbackTitle={t('unpaid.title')}
      title={() => t('unpaid.title')}
      under={() => (view.from && view.to ? t('unpaid.days', { from: dayLong(view.from), to: dayLong(view.to) }) : t('unpaid.always'))}
      back={{ href: hashOf({ page: 'reports', reports: view }), words: t('title') }}
    >
      {(found) => (
        <>
          <div class="of-card rp-fields of-filter">
            {(['from', 'to'] as const).map((name) => (
              <label key={name} class="of-field">
                {t(`unpaid.${name}`)}
                <input
                  type="date" value={view[name] ?? ''} autocomplete="off" data-test={`unpaid-${name}`}
                  onChange={(event) => {
                    const { [name]: _, ...others } = view;
                    show(event.currentTarget.value ? { ...others, [name]: event.currentTarget.value } : others);
                  }}
                />
              </label>
            ))}
            <button type="button" class="of-button of-quiet" onClick={() => show({ ...view, ...month })} data-test="unpaid-month">{t('unpaid.lastMonth')}</button>
          </div>
          <p class="of-soft">{chosenSaid({ only: place.only }, names)}</p>
          <Sums found={found} />
          {found.learners.length > 0 && (
            <ul class="rp-unpaid">
              {owedFirst(found.learners).map((learner) => <Person key={learner.id} learner={learner} task={task} />)}
            </ul>
          )}
        </>
      )}
    </Page>
  );
}

function Sums({ found: { total, learners } }: { found: Unpaid }) {
  const none = total.approved_entries === 0 && total.undecided_entries === 0;
  if (none) return <p class="of-card of-answer" data-test="unpaid-none">{t('unpaid.none')}</p>;
  const people = learners.filter(({ approved_entries: entries }) => entries > 0).length;
  return (
    <section class="of-card rp-sums" aria-label={t('unpaid.title')} data-test="unpaid-sums">
      <p class="of-answer">
        {total.approved_entries === 0 ? t('unpaid.allPaid') : t('unpaid.approved', { time: workSaid(total.approved_minutes, total.approved_units), money: moneys(total.amounts) || '–', people: tn('people.count', people) })}
      </p>
      {total.undecided_entries > 0 && <p class="of-soft">{t('unpaid.undecided', { time: workSaid(total.undecided_minutes, total.undecided_units) })}</p>}
    </section>
  );
}

/** Whoever is owed money comes before whoever waits for a word on her hours; else as the office gives them. */
function owedFirst(learners: readonly LearnerUnpaid[]): readonly LearnerUnpaid[] {
  return [...learners].sort((a, b) => Number(b.approved_entries > 0) - Number(a.approved_entries > 0));
}

function Person({ learner, task }: { learner: LearnerUnpaid; task: (id: string) => string }) {
  return (
    <li class="of-card" data-test="unpaid-person" data-learner={learner.id}>
      <p class="rp-head">
        <span>
          <a href={hashOf({ page: 'learner', id: learner.id })}>{learner.name || learner.label}</a> <span class="of-soft">{learner.name ? learner.label : ''} · {learner.cohort_title}</span>
        </span>
        <b>{learner.approved_entries > 0 ? `${workSaid(learner.approved_minutes, learner.approved_units)} · ${moneys(learner.amounts) || '–'}` : ''}</b>
      </p>
      {learner.undecided_entries > 0 && <p class="of-soft">{t('unpaid.hersUndecided', { time: workSaid(learner.undecided_minutes, learner.undecided_units) })}</p>}
      <details class="of-twin of-unfold">
        <summary>{tn('unpaid.entries', learner.entries.length)}</summary>
        <table class="of-small">
          <thead>
            <tr><th scope="col">{t('col.day')}</th><th scope="col">{t('col.task')}</th><th scope="col" class="of-n">{t('col.work')}</th><th scope="col" class="of-n">{t('col.amount')}</th><th scope="col">{t('col.stage')}</th></tr>
          </thead>
          <tbody>
            {learner.entries.map((entry, index) => (
              <tr key={index}>
                <th scope="row">{dayOfWeek(entry.day)}</th>
                <td>{task(entry.task)}</td>
                <td class="of-n">{workSaid(entry.minutes, entry.units)}</td>
                <td class="of-n">{entry.amount !== undefined && entry.currency !== undefined ? moneys([{ amount: entry.amount, currency: entry.currency }]) : ''}</td>
                <td>{t(`stage.${entry.stage}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </li>
  );
}

function workSaid(minutes: number, units: number): string {
  const parts = [...(minutes > 0 ? [amount(minutes)] : []), ...(units > 0 ? [tn('units', units)] : [])];
  return parts.length === 0 ? amount(0) : parts.join(' + ');
}
