/**
 * A learner's work entries by week, each with the versions behind it.
 *
 * Owns this list. Must not: decide hours; that comes with review, and binds to what was seen.
 */
import type { EntryHistory } from '../../api/types';
import { EntryVersions } from './entry-versions';
import { amount, dayLong } from './format';
import { OpenQuestion } from './open-question';
import { taskName, useTasks, type Tasks } from './tasks';
import { amountOf, byWorkWeek, daySaid, said } from './versions';
import { t, tn } from './words';

export function Work({ work }: { work: readonly EntryHistory[] }) {
  const tasks = useTasks();
  return (
    <section aria-labelledby="work">
      <h2 id="work" class="of-section">{t('work.title')}</h2>
      {work.length === 0 && <p class="of-card">{t('work.none')}</p>}
      {byWorkWeek(work).map(({ week, entries, minutes }) => (
        <div key={week} class="of-group" data-test="work-week">
          <h3>
            {t('work.week', { day: dayLong(week) })} {minutes > 0 && <span class="of-soft">{amount(minutes)}</span>}
          </h3>
          <ul class="of-list">
            {entries.map((entry) => (
              <li key={entry.entry} data-test="entry" data-entry={entry.entry}>
                {entry.open_question ? <OpenQuestion entry={entry} tasks={tasks} /> : <Entry entry={entry} tasks={tasks} />}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Entry({ entry, tasks }: { entry: EntryHistory; tasks: Tasks }) {
  const version = entry.live[0];
  if (!version) return null;
  const earlier = entry.history.length - entry.live.length;
  const note = [version.start === undefined ? '' : t('work.start', { time: said(version, 'start', tasks) ?? '' }), version.note ?? ''].filter(Boolean).join(' · ');
  return (
    <details class="of-fold of-unfold">
      <summary>
        <span class="of-fold-title">
          <span class="of-day">{daySaid(version)}</span> {taskName(tasks, version.task)}
        </span>
        {version.withdrawn ? (
          <span class="chip chip-plain">{t('work.withdrawn')}</span>
        ) : (
          <b class="of-amount">{amountOf(version, tasks) ?? t('field.empty')}</b>
        )}
        <span class="of-soft of-fold-facts">{note}</span>
        <span class="of-soft of-fold-when">{[version.phone, earlier > 0 ? tn('work.earlier', earlier) : ''].filter(Boolean).join(' · ')}</span>
      </summary>
      {version.withdrawn && <p class="of-soft of-withdrawn">{t('work.withdrawnNote')}</p>}
      <EntryVersions versions={entry.history} tasks={tasks} />
    </details>
  );
}
