/**
 * Whom of a cohort to contact, and why; and how, without harm.
 *
 * Owns this page. Must not: call silence leaving, show a number before somebody asks for it, or
 * rank people by anything but what waits.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { asApiError } from '../../../api/errors';
import type { FollowLine, FollowReason } from '../../../api/follow';
import type { Contact } from '../../../api/people';
import { Reach } from '../contact';
import { t as enrol } from '../enrol-words';
import { ago, dayLong } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort, type Place } from '../rights';
import { hashOf, lastCohort } from '../route';
import { sessionEnded } from '../session';
import { sentence } from '../trouble';
import { t as office } from '../words';
import './talk.css';
import { t, tn } from './words';

export function FollowPage({ id }: { id: string }) {
  const live = useLive(`follow/${id}`, () => api.followUp(id));
  const place = useCohort(id);
  const lessons = useLessonTitles();
  const left = lastCohort.value;
  const way = left?.id === id ? left : ({ page: 'cohort', id, view: EVERYONE } as const);
  return (
    <Page
      live={live}
      fallbackTitle={t('follow.title')}
      title={() => t('follow.title')}
      under={() => t('follow.under')}
      back={{ href: hashOf(way), words: office('learner.back') }}
    >
      {({ learners }) =>
        learners.length === 0 ? (
          <p class="of-card" data-test="follow-none">{t('follow.none')}</p>
        ) : (
          <ul class="of-queue">
            {learners.map((line) => <Line key={line.id} line={line} now={live.now} place={place} lessons={lessons} />)}
          </ul>
        )
      }
    </Page>
  );
}

interface LineProps {
  readonly line: FollowLine;
  readonly now: number;
  readonly place: Place;
  readonly lessons: ReadonlyMap<string, string>;
}

function Line({ line, now, place, lessons }: LineProps) {
  return (
    <li class="of-card" data-test="follow-line" data-learner={line.id}>
      <h2>
        <a href={hashOf({ page: 'learner', id: line.id })}>{line.name || line.label}</a> <span class="of-soft">{line.name ? line.label : ''}</span>
      </h2>
      <ul class="of-reasons">
        {line.why.map((why) => <li key={JSON.stringify(why)} data-test={`why-${why.kind}`}>{reasonSaid(why, now, lessons)}</li>)}
      </ul>
      <p class="of-soft of-fine" data-test="follow-data">{line.last_data === undefined ? t('follow.noData') : t('follow.lastData', { when: ago(line.last_data, now) })}</p>
      <HowToReach learner={line.id} name={line.name} place={place} />
      <p class="of-actions">
        {may('send_message', place) && <a class="of-button of-quiet" href={hashOf({ page: 'talk', id: line.id })} data-act="send_message" data-test="follow-talk">{t('talk.go')}</a>}
        {may('write_notes', place) && <a class="of-button of-quiet" href={hashOf({ page: 'notes', id: line.id })} data-act="write_notes" data-test="follow-note">{t('follow.note')}</a>}
      </p>
    </li>
  );
}

export function reasonSaid(why: FollowReason, now: number, lessons: ReadonlyMap<string, string>): string {
  switch (why.kind) {
    case 'asked': return t('why.asked', { when: ago(why.since, now) });
    case 'missed': return t('why.missed', { title: why.title, day: dayLong(why.day) });
    case 'silent': return why.days === undefined ? t('why.never') : tn('why.silent', why.days);
    case 'stuck': return t('why.stuck', { lesson: lessons.get(why.lesson) ?? t('why.lesson'), when: ago(why.since, now) });
  }
}

/** Her rules, once somebody asks for them: each look is noted. */
function HowToReach({ learner, name, place }: { learner: string; name: string; place: Place }) {
  const [contact, setContact] = useState<Contact | 'none' | undefined>();
  const [trouble, setTrouble] = useState<string | undefined>();
  const look = async () => {
    setTrouble(undefined);
    try {
      const { body } = await api.contact(learner);
      setContact(body.channel === 'not_asked' || body.channel === 'none' ? 'none' : body);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setTrouble(sentence(error));
    }
  };
  if (!may('read_contact', place)) return null;
  if (contact === 'none') return <p data-test="follow-no-contact">{t('follow.noContact')}</p>;
  if (contact) return <Reach contact={contact} name={name} />;
  return (
    <>
      <p class="of-actions">
        <button type="button" class="of-button" onClick={() => void look()} data-act="read_contact" data-test="follow-reach">{enrol('person.reach')}</button>
        <span class="of-soft">{enrol('person.reachNote')}</span>
      </p>
      {trouble && <p class="of-problem" role="alert">{trouble}</p>}
    </>
  );
}

/** By lesson; without the office its id's place is taken by "una lección". */
export function useLessonTitles(): ReadonlyMap<string, string> {
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    api.catalogue().then(
      ({ body }) => setTitles(new Map(body.courses.flatMap(({ lessons }) => lessons.map(({ id, title }) => [id, title] as const)))),
      () => undefined,
    );
  }, []);
  return titles;
}
