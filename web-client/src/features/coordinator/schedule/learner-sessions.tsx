/**
 * The workshops on a learner's page: which, when, and whether she was there.
 *
 * Owns this part. Must not: fold; the server did, as her phone does.
 */
import type { LearnerSession, Mark } from '../../../api/schedule';
import { dayLong } from '../format';
import { MarkWords } from './mark-words';
import './schedule.css';
import { t } from './words';

export function LearnerSessions({ sessions }: { sessions: readonly LearnerSession[] }) {
  return (
    <section aria-labelledby="learner-sessions" class="of-card" data-test="learner-sessions">
      <h2 id="learner-sessions">{t('learner.title')}</h2>
      {sessions.length === 0 ? (
        <p class="of-soft">{t('learner.none')}</p>
      ) : (
        <ul class="of-marks">
          {sessions.map((session) => (
            <li key={session.session} data-test={`attended-${session.session}`}>
              <span>
                <b>{session.title ?? t('learner.unknown')}</b> <span class="of-soft">{dayLong(session.day)}{session.cancelled && ` · ${t('cancelled')}`}</span>
              </span>
              <MarkWords mark={markOf(session)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function markOf({ presence, called = false, scan, differing = false }: LearnerSession): Mark | undefined {
  return presence && { presence, called, differing, ...(scan && { scan }) };
}
