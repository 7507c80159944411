/**
 * One learner's whole record: phones, lessons and work, with what stands behind each value.
 *
 * Owns the order of these parts and the summary. Must not: change her record.
 */
import { useState } from 'preact/hooks';
import { api, paths } from '../../api/client';
import type { LearnerRecord } from '../../api/types';
import { AnotherPhone } from './another-phone';
import { Devices } from './devices';
import { PersonPart } from './enrol-person';
import { dateLong, hours, number } from './format';
import { Page } from './frame';
import { When } from './learners-table';
import { EVERYONE } from './learners-view';
import { Kinship } from './kinship';
import { Lessons } from './lessons';
import { useLive } from './live';
import { t as review } from './review/words';
import { may, useLearner } from './rights';
import { hashOf, lastCohort } from './route';
import { DownloadTrouble, FileLink } from './save-file';
import { t as openings } from './openings/words';
import { LearnerSessions } from './schedule/learner-sessions';
import { t as talk } from './talk/words';
import { countedMinutes } from './versions';
import { Work } from './work';
import { t, tn } from './words';

export function LearnerPage({ id }: { id: string }) {
  const [asking, setAsking] = useState(false);
  const live = useLive(`learner/${id}`, () => api.learner(id));
  const cohort = live.value?.learner.cohort;
  const place = useLearner(id, cohort ?? '');
  const left = lastCohort.value;
  const way = left && (cohort === undefined || left.id === cohort) ? left : cohort && ({ page: 'cohort', id: cohort, view: EVERYONE } as const);
  return (
    <Page
      live={live}
      fallbackTitle={t('learners.title')}
      title={({ learner }) => (learner.name ? `${learner.name} · ${learner.label}` : learner.label)}
      under={({ learner }) => t('learner.enrolled', { day: dateLong(learner.enrolled_at) })}
      back={{ href: hashOf(way || { page: 'cohorts' }), words: t('learner.back') }}
      actions={({ learner }) => (
        <>
          {may('export_named', place) && (
            <FileLink path={paths.recordCsv(id)} name={`${learner.label}.csv`} words={t('download.record')} test="csv-record" act="export_named" />
          )}
          <button type="button" class="of-button of-quiet of-print-button" onClick={() => print()} data-test="print">
            {t('print')}
          </button>
          {may('write_notes', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'notes', id })} data-test="open-notes" data-act="write_notes">{review('notes.go')}</a>
          )}
          {may('send_message', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'talk', id })} data-test="open-talk" data-act="send_message">{talk('talk.go')}</a>
          )}
          {may('record_outcome', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'outcome', id })} data-test="open-outcome" data-act="record_outcome">{talk('outcome.go')}</a>
          )}
          {may('record_outcome', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'referral', id })} data-test="open-referral" data-act="record_outcome">{openings('referral.go')}</a>
          )}
          {may('enter_on_behalf', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'survey', id })} data-test="open-survey" data-act="enter_on_behalf">{talk('survey.go')}</a>
          )}
          {may('enter_on_behalf', place) && (
            <a class="of-button of-quiet" href={hashOf({ page: 'enter', id })} data-test="open-enter" data-act="enter_on_behalf">{review('enter.go')}</a>
          )}
          {may('make_code', place) && (
            <button type="button" class="of-button of-main" onClick={() => setAsking(true)} data-test="make-code" data-act="make_code">
              {t('learner.another')}
            </button>
          )}
        </>
      )}
    >
      {(record) => (
        <>
          <DownloadTrouble />
          <Summary record={record} now={live.now} />
          <Work work={record.work} />
          <Lessons lessons={record.lessons} phones={record.phones} />
          <LearnerSessions sessions={record.sessions} />
          <Devices id={id} place={place} phones={record.phones} now={live.now} onAnswered={live.refresh} />
          <PersonPart id={id} place={place} />
          <Kinship id={id} label={record.learner.label} place={place} />
          {asking && <AnotherPhone id={id} label={record.learner.label} onClose={() => setAsking(false)} />}
        </>
      )}
    </Page>
  );
}

function Summary({ record, now }: { record: LearnerRecord; now: number }) {
  const done = record.lessons.filter((lesson) => lesson.folded.state === 'done').length;
  const begun = record.lessons.length - done;
  const minutes = record.work.reduce((sum, entry) => sum + countedMinutes(entry), 0);
  const questions = record.work.filter((entry) => entry.open_question).length;
  const heard = latest(record.phones.map((phone) => phone.last_data));
  const did = latest([...record.lessons.map((lesson) => lesson.folded.last_at), ...record.work.map((entry) => entry.history[0]?.at)]);
  const missing = record.phones.reduce((sum, phone) => sum + phone.missing, 0);
  return (
    <dl class="of-figures" aria-label={t('kpi.title')}>
      <div class="of-card of-figure">
        <dt>{t('lessons.title')}</dt>
        <dd class="of-value" data-test="figure-lessons">{number(done)}</dd>
        <dd class="of-soft">
          {t('learner.lessonsDone')}
          {begun > 0 && ` · ${tn('learner.lessonsOpen', begun)}`}
        </dd>
      </div>
      <div class="of-card of-figure of-figure-hours">
        <dt>{t('kpi.hours')}</dt>
        <dd class="of-value" data-test="figure-hours">{hours(minutes)}</dd>
        <dd class="of-soft">{questions > 0 && t('kpi.questionsNote')}</dd>
      </div>
      <div class={`of-card of-figure ${questions > 0 ? 'of-figure-mind' : ''}`}>
        <dt>{t('kpi.questions')}</dt>
        <dd class="of-value" data-test="figure-questions">{number(questions)}</dd>
        <dd class="of-soft">{questions === 0 && t('kpi.questionsNone')}</dd>
      </div>
      <div class="of-card of-figure">
        <dt>{t('col.activity')}</dt>
        <dd class="of-value of-words"><When at={did} now={now} /></dd>
      </div>
      <div class="of-card of-figure">
        <dt>{t('col.data')}</dt>
        <dd class="of-value of-words"><When at={heard} now={now} /></dd>
        <dd class="of-soft">{missing > 0 && tn('phones.missing', missing)}</dd>
      </div>
    </dl>
  );
}

function latest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((at) => at !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
