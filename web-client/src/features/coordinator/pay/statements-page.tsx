/**
 * The closed periods of a cohort, and closing the next one.
 *
 * Owns this list. Must not: show anything of a learner; a statement has its own page.
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { StatementHead } from '../../../api/pay';
import type { CohortId } from '../../../api/types';
import { dayOfSeconds } from '../../../app/days';
import { dateLong } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort } from '../rights';
import { hashOf } from '../route';
import { t as office } from '../words';
import { ClosePeriod } from './close-period';
import './pay.css';
import { leftOf, nextPeriod } from './sheet';
import { moneys, periodSaid, t } from './words';

export function StatementsPage({ cohort }: { cohort: CohortId }) {
  const live = useLive(`statements/${cohort}`, () => api.statements(cohort));
  const cohorts = useLive('cohorts', api.cohorts).value;
  const place = useCohort(cohort);
  const [closing, setClosing] = useState(false);
  const head = cohorts?.find(({ id }) => id === cohort);
  return (
    <Page
      live={live}
      fallbackTitle={t('title')}
      title={() => t('title')}
      under={() => head?.title}
      back={{ href: hashOf({ page: 'cohort', id: cohort, view: EVERYONE }), words: head?.title ?? office('cohorts.title') }}
      actions={() =>
        may('close_statement', place) && !closing && (
          <button type="button" class="of-button of-main" onClick={() => setClosing(true)} data-test="close-period" data-act="close_statement">{t('close.go')}</button>
        )
      }
    >
      {(statements) => (
        <>
          {closing && (
            <ClosePeriod
              cohort={cohort}
              period={nextPeriod(statements, head?.starts, dayOfSeconds(live.now))}
              onLeave={() => setClosing(false)}
            />
          )}
          {statements.length === 0 ? (
            !closing && <p class="of-card" data-test="no-statements">{t('list.none')}</p>
          ) : (
            <ul class="of-cohorts">{statements.map((each) => <Line key={each.id} statement={each} />)}</ul>
          )}
        </>
      )}
    </Page>
  );
}

function Line({ statement }: { statement: StatementHead }) {
  const left = leftOf(statement.totals);
  const nothing = statement.totals.every(({ amount }) => amount === 0);
  return (
    <li class="of-card" data-test="statement">
      <a href={hashOf({ page: 'statement', id: statement.id })} data-test="statement-link">{t('sheet.title', { period: periodSaid(statement) })}</a>
      <p class="of-sum">{moneys(statement.totals)}</p>
      <p>
        <span class={`chip ${left.length > 0 ? 'chip-work' : 'chip-meet'}`}>
          {left.length > 0 ? t('list.left', { amount: moneys(left) }) : t(nothing ? 'list.nothing' : 'list.allPaid')}
        </span>
      </p>
      <p class="of-soft of-fine">{t('list.closed', { day: dateLong(statement.closed_at), who: statement.closed_by })}</p>
    </li>
  );
}
