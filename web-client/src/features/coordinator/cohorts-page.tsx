/**
 * The cohorts in a coordinator's care. With only one there is nothing to choose: on to it.
 *
 * Owns this list. Must not: show anything of a learner.
 */
import { useEffect } from 'preact/hooks';
import { api } from '../../api/client';
import { placeInTime } from './figures';
import { dayLong } from './format';
import { Page } from './frame';
import { EVERYONE } from './learners-view';
import { useLive } from './live';
import { AskedWay } from './reports/asked';
import { hashOf, redirect } from './route';
import { t, tn } from './words';

export function CohortsPage() {
  const live = useLive('cohorts', api.cohorts);
  const only = live.value?.length === 1 ? live.value[0] : undefined;
  useEffect(() => {
    if (only) redirect({ page: 'cohort', id: only.id, view: EVERYONE });
  }, [only?.id]);

  return (
    <Page live={live} fallbackTitle={t('cohorts.title')} title={() => t('cohorts.title')}>
      {(cohorts) =>
        cohorts.length === 0 ? (
          <p class="of-card">{t('cohorts.none')}</p>
        ) : (
          <>
            <AskedWay />
            <ul class="of-cohorts">
              {cohorts.map((cohort) => (
                <li key={cohort.id} class="of-card">
                  <a href={hashOf({ page: 'cohort', id: cohort.id, view: EVERYONE })} data-test="cohort-link">
                    {cohort.title}
                  </a>
                  <p>{tn('cohorts.learners', cohort.learners)}</p>
                  <p class="of-soft">{timing(cohort.starts, cohort.weeks, live.now)}</p>
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Page>
  );
}

/** `desde el 28 sep 2026 · semana 8 de 12`. */
export function timing(starts: string, weeks: number, now: number): string {
  const place = placeInTime(starts, weeks, now);
  if (place.state === 'before') return t('cohorts.starts', { day: dayLong(starts) });
  const where = place.state === 'over' ? t('cohort.over', { total: weeks }) : t('cohort.week', { n: place.week, total: weeks });
  return `${t('cohorts.started', { day: dayLong(starts) })} · ${where}`;
}
