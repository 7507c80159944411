/**
 * The questions that are asked most, each the way to its answer.
 *
 * Owns this list, and the ways to it and to its answers from pages where one looks for them first.
 * Must not: answer itself.
 */
import { dayOfSeconds } from '../../../app/days';
import { Icon, type IconName } from '../../../ui/icons';
import { may, type Place } from '../rights';
import { hashOf } from '../route';
import type { CardProps } from './cards-people';
import { goToFilters } from './filters';
import './reports.css';
import { EVERYTHING, lastMonth } from './view';
import { t } from './words';

const QUIET_DAYS = 14;

export function AskedCard({ view, names, now }: CardProps & { now: number }) {
  const month = lastMonth(dayOfSeconds(now));
  // Each leads to people by name, or to a choice among them.
  if (!may('read_people_behind')) return null;
  const quiet = hashOf({ page: 'behind', reports: view, figure: { report: 'outcomes', figure: 'going_on', quiet: QUIET_DAYS } });
  return (
    <section class="of-card rp-asked of-screen-only" aria-labelledby="title-asked" data-test="asked">
      <h2 id="title-asked">{t('asked')}</h2>
      <ul>
        <Asked icon="phone" href={quiet} test="asked-quiet">{t('asked.quiet')}</Asked>
        <li>
          <button type="button" class="rp-asked-way" onClick={goToFilters} data-test="asked-completed"><Icon name="tick" /> <span>{t('asked.completed')}</span></button>
        </li>
        <Asked icon="work" href={hashOf({ page: 'unpaid', reports: { ...view, ...month } })} test="asked-unpaid">{t('asked.unpaid')}</Asked>
        {names.lastEnded && (
          <Asked icon="award" href={hashOf({ page: 'reports', reports: { ...view, only: { cohort: names.lastEnded.value } } })} test="asked-placed">
            {t('asked.placed', { cohort: names.lastEnded.words })}
          </Asked>
        )}
      </ul>
    </section>
  );
}

/** From the first page to them. */
export function AskedWay() {
  if (!may('read_people_behind')) return null;
  return (
    <p class="rp-asked of-screen-only">
      <a class="rp-asked-way" href={hashOf({ page: 'reports', reports: EVERYTHING })} data-test="asked-way" data-act="read_people_behind"><Icon name="chart" /> <span>{t('asked.home')}</span></a>
    </p>
  );
}

/** From hours to those that are unpaid. */
export function UnpaidWay({ now }: { now: number }) {
  if (!may('read_people_behind')) return null;
  const reports = { ...EVERYTHING, ...lastMonth(dayOfSeconds(now)) };
  return (
    <p class="rp-asked of-screen-only">
      <a class="rp-asked-way" href={hashOf({ page: 'unpaid', reports })} data-test="unpaid-way" data-act="read_people_behind"><Icon name="work" /> <span>{t('asked.unpaid')}</span></a>
    </p>
  );
}

/** From a cohort to what became of it. */
export function CohortWay({ id, place }: { id: string; place: Place }) {
  if (!may('read_people_behind', place)) return null;
  return <a class="of-button of-quiet" href={hashOf({ page: 'reports', reports: { ...EVERYTHING, only: { cohort: id } } })} data-test="cohort-way" data-act="read_people_behind">{t('asked.ofCohort')}</a>;
}

function Asked({ icon, href, test, children }: { icon: IconName; href: string; test: string; children: string }) {
  return <li><a class="rp-asked-way" href={href} data-test={test} data-act="read_people_behind"><Icon name={icon} /> <span>{children}</span></a></li>;
}
