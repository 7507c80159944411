/**
 * One cohort: the number that answers first, what waits for a person, figures, charts, people.
 *
 * Owns the order of these parts. Must not: compute (`figures.ts`, `learners-view.ts` do).
 */
import { api, paths } from '../../api/client';
import type { CohortReport } from '../../api/types';
import { Summary } from './cohort-summary';
import { timing } from './cohorts-page';
import { t as certificates } from './certificates/words';
import { csv, learnersTable } from './csv';
import { t as enrol } from './enrol-words';
import { Page } from './frame';
import { Funnel } from './funnel';
import { LearnersFilter } from './learners-filter';
import { LearnersTable } from './learners-table';
import { EVERYONE, select, type View } from './learners-view';
import { useLive, type Live } from './live';
import { t as pay } from './pay/words';
import { CohortWay } from './reports/asked';
import { t as review } from './review/words';
import { may, useCohort, type Place } from './rights';
import { hashOf, showView } from './route';
import { DownloadTrouble, FileLink, saveText } from './save-file';
import { t as schedule } from './schedule/words';
import { t as openings } from './openings/words';
import { t as steps } from './steps/words';
import { t as talk } from './talk/words';
import { WeeksChart } from './weeks-chart';
import { t } from './words';

export function CohortPage({ id, view }: { id: string; view: View }) {
  const live = useLive(`cohort/${id}`, () => api.cohort(id));
  const cohorts = useLive('cohorts', api.cohorts).value;
  const place = useCohort(id);
  return (
    <Page
      live={live}
      fallbackTitle={t('cohorts.title')}
      title={(report) => report.cohort.title}
      under={(report) => timing(report.cohort.starts, report.cohort.weeks, live.now)}
      back={cohorts && cohorts.length > 1 ? { href: hashOf({ page: 'cohorts' }), words: t('cohorts.title') } : undefined}
      actions={() => (
        <>
          <button type="button" class="of-button of-quiet of-print-button" onClick={() => print()} data-test="print">
            {t('print')}
          </button>
          {may('decide', place) && (
            <a class="of-button of-main" href={hashOf({ page: 'review', id })} data-test="open-review" data-act="decide">{review('go')}</a>
          )}
          <CohortWay id={id} place={place} />
          {may('read_contact', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'follow', id })} data-test="open-follow" data-act="read_contact">{talk('follow.go')}</a>
          )}
          {may('manage_groups', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'mentors', id })} data-test="open-mentors" data-act="manage_groups">{talk('mentors.go')}</a>
          )}
          {may('read_statements', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'statements', id })} data-test="open-statements" data-act="read_statements">{pay('go')}</a>
          )}
          <a class="of-button of-quiet" href={hashOf({ page: 'sessions', id })} data-test="open-sessions" data-act="read_cohort">{schedule('go')}</a>
          <a class="of-button of-quiet" href={hashOf({ page: 'notices', id })} data-test="open-notices" data-act="read_cohort">{openings('go')}</a>
          <a class="of-button of-quiet" href={hashOf({ page: 'steps', id })} data-test="open-steps" data-act="read_cohort">{steps('go')}</a>
          <a class="of-button of-quiet" href={hashOf({ page: 'certificates', id })} data-test="open-certificates" data-act="read_cohort">{certificates('go')}</a>
          {may('enrol', place) && (
            <>
              <a class="of-button of-quiet" href={hashOf({ page: 'table', id })} data-test="open-table" data-act="enrol">{enrol('table.go')}</a>
              <a class="of-button" href={hashOf({ page: 'enrol', id })} data-test="open-enrol" data-act="enrol">{enrol('go')}</a>
            </>
          )}
        </>
      )}
    >
      {(report) =>
        report.learners.length === 0 ? (
          <p class="of-card">{t('cohort.empty')}</p>
        ) : (
          <>
            <Summary report={report} id={id} view={view} />
            <div class="of-two">
              <Funnel funnel={report.funnel} />
              <WeeksChart report={report} />
            </div>
            <People report={report} id={id} view={view} live={live} place={place} />
          </>
        )
      }
    </Page>
  );
}

function People({ report, id, view, live, place }: { report: CohortReport; id: string; view: View; live: Live<CohortReport>; place: Place }) {
  const shown = select(report.learners, view, report.as_of);
  const file = `${t('csv.file')}-${new Date(report.as_of * 1000).toISOString().slice(0, 10)}.csv`;
  return (
    <section class="of-people" aria-labelledby="people">
      <div class="of-section-head">
        <h2 id="people" tabIndex={-1}>
          {t('learners.title')}{' '}
          <span class="of-count" data-test="learners-count">
            {t('learners.shown', { n: shown.length, total: report.learners.length })}
          </span>
        </h2>
        {may('export_named', place) ? (
          <div class="of-actions" role="group" aria-label={t('download')}>
            <FileLink path={paths.learnersCsv(id)} name={file} words={t('download.all')} test="csv-all" act="export_named" />
            <button
              type="button"
              class="of-button of-quiet"
              onClick={() => saveText(file, csv(learnersTable(report, shown)))}
              data-test="csv-shown"
              data-act="export_named"
            >
              {t('download.shown')}
            </button>
          </div>
        ) : (
          may('export_nameless', place) && (
            <FileLink path={paths.learnersNamelessCsv(id)} name={file} words={t('download.nameless')} test="csv-nameless" act="export_nameless" />
          )
        )}
      </div>
      <DownloadTrouble />
      <LearnersFilter report={report} id={id} view={view} />
      <p class="unseen" role="status">{t('learners.caption', { n: shown.length, total: report.learners.length })}</p>
      {shown.length === 0 ? (
        <div class="of-card of-nobody" data-test="nobody">
          <p>{t('learners.noneMatch')}</p>
          <button type="button" class="of-button" onClick={() => showView(id, { ...EVERYONE, column: view.column, descending: view.descending }, 'push')}>
            {t('learners.clear')}
          </button>
        </div>
      ) : (
        <LearnersTable report={report} shown={shown} id={id} view={view} now={live.now} />
      )}
    </section>
  );
}
