/**
 * One entry of the queue, or one that was decided here: who, when, what, how much, what is odd.
 *
 * Owns this card. Must not: say who anybody else is that decided, or hide a version.
 */
import { useState } from 'preact/hooks';
import { whyAsked } from '../../../app/hours';
import type { QueueEntry, VersionId } from '../../../desk/types';
import { dayOfWeek } from '../format';
import { money } from '../pay/words';
import { hashOf } from '../route';
import { taskName, type Tasks } from '../tasks';
import { Decide } from './decide';
import { flagsSaid, moneyOf, stateSaid, whatSaid } from './entry';
import { t } from './words';
import { Before, OneVersion, Sides } from './versions';

interface Props {
  readonly entry: QueueEntry;
  /** All that are known here: what an overlap is with is named. */
  readonly all: readonly QueueEntry[];
  readonly tasks: Tasks;
  readonly done: (words: string) => void;
  /** May be chosen to be approved with others. */
  readonly pick?: { readonly on: boolean; set(on: boolean): void } | undefined;
}

export function EntryCard({ entry, all, tasks, done, pick }: Props) {
  const [first, ...others] = entry.live;
  const [chosen, setChosen] = useState<VersionId | undefined>();
  if (!first) return null;
  const several = others.length > 0;
  // A choice between versions that stood before is no choice between those that stand now.
  const kept = several ? entry.live.find(({ version }) => version === chosen)?.version : first.version;
  const state = stateSaid(entry);
  const worth = several ? undefined : moneyOf(entry, first);
  const flags = flagsSaid(entry, all, tasks);
  return (
    <li class="of-card of-entry" data-test="queue-entry" data-entry={entry.entry} data-learner={entry.learner.id} data-state={entry.state}>
      <div class="of-entry-head">
        {pick && (
          <label class="of-check">
            <input type="checkbox" checked={pick.on} onChange={(event) => pick.set(event.currentTarget.checked)} data-test="pick" />
            <span class="unseen">{t('bulk.choose')}: {entry.learner.name || entry.learner.label}, {whatSaid(first, tasks)}</span>
          </label>
        )}
        <h3 class="of-entry-who">
          <a href={hashOf({ page: 'learner', id: entry.learner.id })}>{entry.learner.name || entry.learner.label}</a> <span class="of-soft of-fine">{entry.learner.label}</span>
        </h3>
        {worth && <b class="of-sum" data-test="entry-money">{entry.pay?.basis === 'period' ? t('entry.periodPay') : money(worth)}</b>}
      </div>
      {state && <p><span class={`chip ${state.chip}`} data-test="entry-state">{state.words}</span></p>}
      {entry.state === 'asked' && entry.reason && <p class="of-soft">{t('entry.question', { question: whyAsked(entry.reason) })}</p>}
      {entry.answer && <p class="of-said-note" data-test="entry-answer">{t('entry.answer', { text: entry.answer })}</p>}
      {several ? (
        <Sides entry={entry} tasks={tasks} kept={kept} keep={setChosen} />
      ) : (
        <>
          <p class="of-entry-what"><span class="of-day">{dayOfWeek(first.day)}</span> {taskName(tasks, first.task)}</p>
          <OneVersion version={first} tasks={tasks} />
        </>
      )}
      {flags.length > 0 && (
        <ul class="of-flags" data-test="entry-flags">
          {flags.map((words) => <li key={words}>{words}</li>)}
        </ul>
      )}
      <Before entry={entry} tasks={tasks} />
      {entry.obstacle === undefined ? (
        <Decide entry={entry} tasks={tasks} kept={kept} done={done} />
      ) : (
        <p class="of-obstacle" data-test="obstacle" data-obstacle={entry.obstacle}>{t(`obstacle.${entry.obstacle}`)}</p>
      )}
    </li>
  );
}
