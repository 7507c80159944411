/**
 * The people behind a figure, each with when her phone was last heard from.
 *
 * Owns this page. Must not: call who is silent gone, or show how to reach somebody (her page does).
 */
import { reports, type Behind, type PersonBehind } from '../../../api/reports';
import { dayLong } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { hashOf, showReports } from '../route';
import { lastData } from './cards-people';
import { chosenSaid } from './filters';
import { useNames, type Names } from './names';
import './reports.css';
import { peopleQuery, type Figure, type ReportsView } from './view';
import { t, told, tn } from './words';

const QUIET = [7, 14, 28] as const;

export function BehindPage({ view, figure }: { view: ReportsView; figure: Figure }) {
  const query = peopleQuery(view, figure);
  const live = useLive(`behind/${figure.report}?${query}`, () => reports.people(figure.report, query));
  const names = useNames();
  const title = titleOf(figure, names);
  return (
    <Page
      live={live}
      fallbackTitle={title}
      title={() => title}
      under={() => chosenSaid(view, names)}
      back={{ href: hashOf({ page: 'reports', reports: view }), words: t('title') }}
    >
      {(found) => (
        <>
          {figure.quiet !== undefined && (
            <nav class="rp-jump of-screen-only" aria-label={t('quiet.choose')}>
              {QUIET.map((days) => (
                <a
                  key={days} class="of-bar-link" href={hashOf({ page: 'behind', reports: view, figure: { ...figure, quiet: days } })}
                  {...(figure.quiet === days ? { 'aria-current': 'page' as const } : {})}
                >
                  {t(`quiet.${days}`)} ({found.quiet[days]})
                </a>
              ))}
            </nav>
          )}
          {figure.quiet !== undefined && <Centre view={view} figure={figure} names={names} />}
          <p class="of-answer" data-test="behind-count">{tn('people.count', found.listed)}</p>
          {figure.quiet !== undefined && <p class="of-soft">{t('quiet.note')}</p>}
          <People found={found} now={live.now} />
          {found.listed > found.people.length && <p class="of-soft">{t('people.more', { n: found.listed - found.people.length })}</p>}
          {found.elsewhere > 0 && <p class="of-soft">{tn('people.elsewhere', found.elsewhere)}</p>}
        </>
      )}
    </Page>
  );
}

/** Whoever looks for the silent mostly looks for those of one centre. */
function Centre({ view, figure, names }: { view: ReportsView; figure: Figure; names: Names }) {
  if (names.choices.center.length < 2) return null;
  return (
    <p class="of-filter of-screen-only">
      <label class="of-field">
        {t('dimension.center')}
        <select
          value={view.only.center ?? ''} data-test="behind-center"
          onChange={(event) => {
            const { center: _, ...others } = view.only;
            const center = event.currentTarget.value;
            showReports({ page: 'behind', figure, reports: { ...view, only: center ? { ...others, center } : others } });
          }}
        >
          <option value="">{t('all.center')}</option>
          {names.choices.center.map(({ value, words }) => <option key={value} value={value}>{words}</option>)}
        </select>
      </label>
    </p>
  );
}

function titleOf({ report, figure, item, quiet }: Figure, names: Names): string {
  if (quiet !== undefined) return t('card.quiet');
  const what = told(`figure.${report}.${figure}`) ?? told(`figure.${figure}`) ?? figure;
  if (!item) return what;
  const course = typeof item['course'] === 'string' ? item['course'] : undefined;
  const parts = Object.entries(item).flatMap(([name, value]) => {
    if (name === 'course') return [names.course(String(value))];
    if (name === 'lesson') return [names.lesson(course ?? '', Number(value))];
    if (name === 'reason') return [value === '' ? t('reason.none') : names.value('reason', String(value))];
    if (name === 'week') return [typeof value === 'number' ? t('week.n', { n: value }) : t('week.of', { day: dayLong(value) })];
    return [String(value)];
  });
  return `${what} · ${parts.join(' · ')}`;
}

function People({ found, now }: { found: Behind; now: number }) {
  if (found.people.length === 0) return <p class="of-card" data-test="behind-none">{t('people.none')}</p>;
  return (
    <table class="rp-people" data-test="behind">
      <caption class="unseen">{t('people.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('col.name')}</th>
          <th scope="col">{t('col.cohort')}</th>
          <th scope="col">{t('col.state')}</th>
          <th scope="col">{t('col.data')}</th>
          <th scope="col">{t('col.activity')}</th>
        </tr>
      </thead>
      <tbody>{found.people.map((person) => <Line key={`${person.id} ${person.cohort}`} person={person} now={now} />)}</tbody>
    </table>
  );
}

function Line({ person, now }: { person: PersonBehind; now: number }) {
  return (
    <tr data-test="behind-person" data-learner={person.id}>
      <th scope="row">
        <a href={hashOf({ page: 'learner', id: person.id })}>{person.name || person.label}</a> <span class="of-soft">{person.name ? person.label : ''}</span>
      </th>
      <td>{person.cohort_title}</td>
      <td>{t(`standing.${person.state}`, { day: dayLong(person.since) })}</td>
      <td data-test="behind-data">{lastData(person.last_data, now)}</td>
      <td class="of-soft">{person.last_activity ? t('activity.last', { day: dayLong(person.last_activity) }) : t('activity.none')}</td>
    </tr>
  );
}
