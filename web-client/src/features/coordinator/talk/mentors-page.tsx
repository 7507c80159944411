/**
 * Who accompanies whom: the mentors of a cohort's learners.
 *
 * Owns this page. Must not: say who is a mentor (whoever keeps accounts does), nor take anybody out
 * of two groups at once.
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { asApiError } from '../../../api/errors';
import type { GroupedLearner, Groups } from '../../../api/follow';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { hashOf, lastCohort } from '../route';
import { sessionEnded } from '../session';
import { sentence } from '../trouble';
import { t as office } from '../words';
import './talk.css';
import { t, tn } from './words';

export function MentorsPage({ id }: { id: string }) {
  const live = useLive(`mentors/${id}`, () => api.mentors(id));
  const left = lastCohort.value;
  const way = left?.id === id ? left : ({ page: 'cohort', id, view: EVERYONE } as const);
  return (
    <Page
      live={live}
      fallbackTitle={t('mentors.title')}
      title={() => t('mentors.title')}
      under={() => t('mentors.under')}
      back={{ href: hashOf(way), words: office('learner.back') }}
    >
      {(groups) =>
        groups.mentors.length === 0 ? (
          <p class="of-card" data-test="mentors-none">{t('mentors.none')}</p>
        ) : (
          <>
            <ul class="of-card of-reasons" data-test="mentors-list">
              {groups.mentors.map(({ login, name, group }) => <li key={login}><b>{name}</b> · {tn('mentors.group', group)}</li>)}
            </ul>
            <ul class="of-queue">
              {groups.learners.map((learner) => <Line key={learner.id} learner={learner} groups={groups} done={live.refresh} />)}
            </ul>
          </>
        )
      }
    </Page>
  );
}

function Line({ learner, groups, done }: { learner: GroupedLearner; groups: Groups; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | undefined>();
  const turn = async (login: string, accompanies: boolean) => {
    if (busy) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await api.accompany(learner.id, login, accompanies);
      done();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setTrouble(error.code === 'related' ? t('mentors.related') : sentence(error));
    }
    setBusy(false);
  };
  return (
    <li class="of-card" data-test="mentors-line" data-learner={learner.id}>
      <fieldset class="of-fieldset">
        <legend>{learner.name || learner.label} <span class="of-soft">{learner.name ? learner.label : ''}</span></legend>
        {groups.mentors.map(({ login, name }) => {
          const hers = learner.mentors.includes(login);
          return (
            <label key={login} class="of-check">
              <input type="checkbox" checked={hers} aria-disabled={busy} onChange={() => void turn(login, !hers)} data-act="manage_groups" data-test={`mentor-${login}`} />
              {name}
            </label>
          );
        })}
      </fieldset>
      {trouble && <p class="of-problem" role="alert" data-test="mentors-problem">{trouble}</p>}
    </li>
  );
}
