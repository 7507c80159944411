/**
 * The centres in somebody's care. With only one there is nothing to choose: on to its board.
 *
 * Owns this list. Must not: show anything of a learner.
 */
import { useEffect } from 'preact/hooks';
import { api } from '../../api/client';
import { Page } from './frame';
import { useLive } from './live';
import { mayOpen } from './rights';
import { hashOf, redirect } from './route';
import { t, tn } from './words';

export function CentersPage() {
  const live = useLive('centers', api.centers);
  const only = live.value?.length === 1 && mayOpen('board') ? live.value[0] : undefined;
  useEffect(() => {
    if (only) redirect({ page: 'board', id: only.id });
  }, [only?.id]);
  return (
    <Page live={live} fallbackTitle={t('centers.title')} title={() => t('centers.title')}>
      {(centers) =>
        centers.length === 0 ? (
          <p class="of-card">{t('centers.none')}</p>
        ) : (
          <ul class="of-cohorts">
            {centers.map((center) => (
              <li key={center.id} class="of-card">
                {mayOpen('board') ? (
                  <>
                    <a href={hashOf({ page: 'board', id: center.id })} data-test="center-link" data-act="read_board">{center.title}</a>
                    <p class="of-soft">{t('board.link')}</p>
                  </>
                ) : (
                  <b data-test="center">{center.title}</b>
                )}
                <p class="of-soft">{tn('centers.cohorts', center.cohorts)}</p>
              </li>
            ))}
          </ul>
        )
      }
    </Page>
  );
}
