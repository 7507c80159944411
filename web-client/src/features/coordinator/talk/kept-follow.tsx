/**
 * Whom of a cohort to contact, as the notebook last heard it: without the office.
 *
 * Owns this page. Must not: hold how to reach anybody (each look at that is noted by the office), or
 * pass what is old off as today's.
 */
import { ago } from '../format';
import { useDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { t as review } from '../review/words';
import { hashOf } from '../route';
import { reasonSaid, useLessonTitles } from './follow-page';
import './talk.css';
import { t } from './words';

export function KeptFollow({ cohort }: { cohort: string }) {
  return (
    <DeskGate>
      <List cohort={cohort} />
    </DeskGate>
  );
}

function List({ cohort }: { cohort: string }) {
  const list = useDesk(`follow/${cohort}`, (desk) => desk.followUp(cohort));
  const lessons = useLessonTitles();
  const now = Date.now() / 1000;
  const lines = list.value?.learners;
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          <a class="of-back" href={hashOf({ page: 'reviews' })} data-test="back"><span aria-hidden="true">‹ </span>{review('enter.back')}</a>
          <h1 data-test="page-title">{t('follow.title')}</h1>
          {list.value && <div class="of-under"><span data-test="follow-as-of">{t('follow.asOf', { when: ago(list.value.as_of, now) })}</span></div>}
        </div>
      </div>
      {list.failure !== undefined && <p class="of-card" data-test="follow-absent">{t('follow.absent')}</p>}
      {lines?.length === 0 && <p class="of-card" data-test="follow-none">{t('follow.none')}</p>}
      {lines && lines.length > 0 && <p class="of-soft">{t('follow.reachOnline')}</p>}
      <ul class="of-queue">
        {lines?.map((line) => (
          <li key={line.id} class="of-card" data-test="follow-line" data-learner={line.id}>
            <h2>{line.name || line.label} <span class="of-soft">{line.name ? line.label : ''}</span></h2>
            <ul class="of-reasons">
              {line.why.map((why) => <li key={JSON.stringify(why)} data-test={`why-${why.kind}`}>{reasonSaid(why, now, lessons)}</li>)}
            </ul>
            <p class="of-actions">
              <a class="of-button of-quiet" href={hashOf({ page: 'talk', id: line.id })} data-test="follow-talk">{t('talk.go')}</a>
              <a class="of-button of-quiet" href={hashOf({ page: 'notes', id: line.id })} data-test="follow-note">{t('follow.note')}</a>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
