/**
 * Which cohort's hours: those of the notebook, which open offline too, and all that she may see.
 *
 * Owns this list. Must not: show anything of a learner.
 */
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { CohortHead } from '../../../api/types';
import { Icon } from '../../../ui/icons';
import { age } from '../format';
import { t as guides } from '../guides/words';
import { UnpaidWay } from '../reports/asked';
import { hashOf } from '../route';
import { t as workshops } from '../schedule/words';
import { session } from '../session';
import { t as talk } from '../talk/words';
import { useDesk } from './desk';
import { DeskGate } from './gate';
import { cohortLines } from './lists';
import { t, tn } from './words';

/** From a page that needs the office to those that do not. */
export function OfflineWay() {
  return (
    <p class="of-way">
      <a class="of-button" href={hashOf({ page: 'reviews' })} data-test="review-offline">{t('open.offline')}</a>
      <a class="of-button" href={hashOf({ page: 'guides' })} data-test="guides-offline"><Icon name="learn" /> {guides('title')}</a>
    </p>
  );
}

export function ReviewHome() {
  return (
    <>
      {session.value.state === 'in' && <UnpaidWay now={Date.now() / 1000} />}
      <DeskGate>
        <List />
      </DeskGate>
    </>
  );
}

function List() {
  const here = useDesk('cohorts', (desk) => desk.cohorts()).value;
  const [listed, setListed] = useState<readonly CohortHead[]>([]);
  const signedIn = session.value.state === 'in';
  useEffect(() => {
    // Offline the notebook's own are enough.
    if (signedIn) api.cohorts().then(({ body }) => setListed(body), () => undefined);
  }, [signedIn]);
  const all = cohortLines(here ?? [], listed);
  const now = Date.now() / 1000;
  return (
    <>
      <div class="of-head"><h1 data-test="page-title">{t('home.title')}</h1></div>
      {all.length === 0 ? (
        <p class="of-card" data-test="no-cohorts">{t('home.none')}</p>
      ) : (
        <>
          <p class="of-soft">{t('home.intro')}</p>
          <ul class="of-cohorts">
            {all.map(({ id, title, learners, asOf }) => (
              <li key={id} class="of-card">
                <a href={hashOf({ page: 'review', id })} data-test="review-link" data-cohort={id}>{title}</a>
                <p>{tn('home.learners', learners)}</p>
                <p class="of-soft">{asOf === undefined ? t('home.notYet') : t('home.asOf', { ago: age(Math.max(0, now - asOf)) })}</p>
                {asOf !== undefined && <a class="of-button" href={hashOf({ page: 'sessions', id })} data-test="notebook-sessions"><Icon name="calendar" /> {workshops('title')}</a>}
                {asOf !== undefined && <a class="of-button" href={hashOf({ page: 'follow', id })} data-test="notebook-follow"><Icon name="call" /> {talk('follow.title')}</a>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
