/**
 * A cohort's workshops as the notebook knows them: where a roll begins without the office.
 *
 * Owns this list. Must not: need the office, or change a workshop.
 */
import { Icon } from '../../../ui/icons';
import { dayOfWeek } from '../format';
import { useDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { hashOf } from '../route';
import { held, sessionsOf } from './roll';
import './schedule.css';
import { t } from './words';

export function NotebookSessions({ cohort }: { cohort: string }) {
  return (
    <DeskGate>
      <List cohort={cohort} />
    </DeskGate>
  );
}

function List({ cohort }: { cohort: string }) {
  const told = useDesk(`sessions/${cohort}`, (desk) => held(desk, cohort)).value;
  const sessions = told && sessionsOf(told.views.values(), cohort);
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          <a class="of-back" href={hashOf({ page: 'reviews' })} data-test="back"><span aria-hidden="true">‹ </span>{t('backNotebook')}</a>
          <h1 data-test="page-title">{t('title')}</h1>
          {told?.cohort && <div class="of-under"><span>{told.cohort.title}</span></div>}
        </div>
      </div>
      {sessions?.length === 0 && <p class="of-card" data-test="sessions-none">{t('roll.unknown')}</p>}
      <ul class="of-sessions">
        {sessions?.map(({ id, title, day, start, cancelled }) => (
          <li key={id} class="of-card of-session" data-test={`session-${id}`}>
            <p class="of-session-when"><b>{t('when', { day: dayOfWeek(day), start })}</b></p>
            <h2>{title}</h2>
            {cancelled ? (
              <p class="of-session-off">{t('cancelled')}</p>
            ) : (
              <a class="of-button of-main" href={hashOf({ page: 'roll', cohort, id })} data-test="session-roll"><Icon name="tick" /> {t('roll')}</a>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
