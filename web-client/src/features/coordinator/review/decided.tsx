/**
 * What she decided: today, with how far it is on its way, and changing it; and what was refused.
 *
 * Owns these lists. Must not: call something sent that only lies here.
 */
import { useState } from 'preact/hooks';
import type { Queue, QueueEntry, Refusal } from '../../../desk/types';
import { dateLong } from '../format';
import { money } from '../pay/words';
import type { Tasks } from '../tasks';
import { whatSaid } from './entry';
import { EntryCard } from './entry-card';
import { byToday } from './lists';
import { refusalSaid, t } from './words';

interface Props {
  readonly queue: Queue;
  readonly all: readonly QueueEntry[];
  readonly tasks: Tasks;
  readonly now: number;
  done(words: string): void;
}

export function DecidedPart({ queue, all, tasks, now, done }: Props) {
  const { today, earlier } = byToday(queue.decided, now);
  return (
    <section aria-labelledby="decided" data-test="decided">
      <h2 id="decided" class="of-section">{t('decided.title')} <span class="of-count">{today.length > 0 && today.length}</span></h2>
      {today.length === 0 ? <p class="of-card of-soft">{t('decided.none')}</p> : <p class="of-soft">{t('decided.why')}</p>}
      <ul class="of-queue">{today.map((entry) => <Decided key={entry.entry} entry={entry} all={all} tasks={tasks} done={done} />)}</ul>
      {earlier.length > 0 && (
        <details class="of-twin">
          <summary data-test="decided-earlier">{t('decided.earlier')} ({earlier.length})</summary>
          <ul class="of-queue">{earlier.map((entry) => <Decided key={entry.entry} entry={entry} all={all} tasks={tasks} done={done} />)}</ul>
        </details>
      )}
    </section>
  );
}

function Decided({ entry, all, tasks, done }: { entry: QueueEntry; all: readonly QueueEntry[]; tasks: Tasks; done: (words: string) => void }) {
  const [changing, setChanging] = useState(false);
  const { own } = entry;
  const [version] = entry.live;
  if (!own || !version) return null;
  if (changing) return <EntryCard entry={entry} all={all} tasks={tasks} done={(words) => { setChanging(false); done(words); }} />;
  return (
    <li class="of-card of-decided" data-test="decided-entry" data-entry={entry.entry} data-outcome={own.outcome} data-sent={own.sent}>
      <p>
        <b>{entry.learner.name || entry.learner.label}</b> <span class="of-soft">{whatSaid(version, tasks)}</span>
      </p>
      <p class="of-decided-marks">
        <span class={`chip ${own.outcome === 'approve' ? 'chip-meet' : own.outcome === 'ask' ? 'chip-mind' : 'chip-plain'}`}>
          {t(`decided.${own.outcome}`)}{own.amount && ` · ${money(own.amount)}`}
        </span>
        <span class={`chip ${own.sent ? 'chip-plain' : 'chip-work'}`} data-test="decided-sent">{t(own.sent ? 'decided.sent' : 'decided.here')}</span>
        <button type="button" class="of-button of-quiet" onClick={() => setChanging(true)} data-test="change">{t('do.change')}</button>
      </p>
      {own.note && <p class="of-said-note">{t('entry.note', { text: own.note })}</p>}
    </li>
  );
}

export function RefusedPart({ refused }: { refused: readonly Refusal[] }) {
  if (refused.length === 0) return null;
  return (
    <section class="of-card of-refused" aria-labelledby="refused" data-test="refused">
      <h2 id="refused">{t('refused.title')}</h2>
      <ul>
        {refused.map((each) => (
          <li key={`${each.entity} ${each.at}`} data-test="refusal" data-code={each.code}>
            {t('refused.line', { who: each.learner.name || each.learner.label, day: dateLong(each.at) })} {refusalSaid(each.code)}
          </li>
        ))}
      </ul>
    </section>
  );
}
