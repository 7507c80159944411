/**
 * The queue of a cohort: what waits for a decision, what may be approved at once, what she decided.
 *
 * Owns the order of these parts, and bringing the list anew when the page is opened. Must not: need
 * the office; what the notebook has is shown at once, with how old it is.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CohortId, Queue, QueueEntry } from '../../../desk/types';
import { age } from '../format';
import { hashOf } from '../route';
import { useTasks, type Tasks } from '../tasks';
import { eligible } from './bulk';
import { BulkPanel } from './bulk-panel';
import { DecidedPart, RefusedPart } from './decided';
import { theDesk, useDesk } from './desk';
import { EntryCard } from './entry-card';
import { DeskGate } from './gate';
import { split } from './lists';
import { fetchHerWords, failureSaid, t, tn } from './words';

export function ReviewPage({ cohort }: { cohort: CohortId }) {
  return (
    <DeskGate>
      <Brought key={cohort} cohort={cohort} />
    </DeskGate>
  );
}

type Fetch = { readonly state: 'fetching' | 'here' } | { readonly state: 'failed'; readonly why: unknown };

/** Brings what is new, and shows what is here meanwhile. */
function Brought({ cohort }: { cohort: CohortId }) {
  const [fetched, setFetched] = useState<Fetch>({ state: 'fetching' });
  const cohorts = useDesk('cohorts', (desk) => desk.cohorts()).value;
  const queue = useDesk(`queue/${cohort}`, (desk) => desk.queue(cohort));
  const tasks = useTasks();
  const bring = async () => {
    setFetched({ state: 'fetching' });
    setFetched(await theDesk().visit(cohort).then(() => ({ state: 'here' }) as const, (why: unknown) => ({ state: 'failed', why }) as const));
    queue.again();
  };
  useEffect(() => {
    void bring();
    void fetchHerWords().catch(() => undefined);
  }, []);
  const head = cohorts?.find(({ id }) => id === cohort);
  const now = Date.now() / 1000;
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          <a class="of-back" href={hashOf({ page: 'reviews' })} data-test="back"><span aria-hidden="true">‹ </span>{t('home.title')}</a>
          <h1 data-test="page-title">{t('title')}</h1>
          <div class="of-under">
            {head && <span>{head.title}</span>}
            <div class="of-fresh">
              <span data-test="queue-age">{queue.value && (queue.value.asOf === undefined ? t('queue.never') : t('queue.asOf', { ago: age(Math.max(0, now - queue.value.asOf)) }))}</span>{' '}
              <button type="button" aria-disabled={fetched.state === 'fetching'} onClick={() => { if (fetched.state !== 'fetching') void bring(); }} data-test="bring">
                {t(fetched.state === 'fetching' ? 'queue.fetching' : 'queue.again')}
              </button>
            </div>
          </div>
        </div>
      </div>
      {fetched.state === 'failed' && (
        <p class="of-stale" role="status" data-test="bring-problem">{t(queue.value ? 'queue.notFetched' : 'queue.first', { reason: failureSaid(fetched.why) })}</p>
      )}
      {queue.value ? (
        <Shown queue={queue.value} tasks={tasks} now={now} />
      ) : fetched.state === 'fetching' ? (
        <p class="of-loading" role="status">{t('queue.fetching')}…</p>
      ) : null}
    </>
  );
}

function Shown({ queue, tasks, now }: { queue: Queue; tasks: Tasks; now: number }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState('');
  const title = useRef<HTMLHeadingElement>(null);
  const { now: here, hers } = split(queue.entries);
  const may = queue.bulk ? eligible(here) : [];
  const chosen = may.filter(({ entry }) => picked.has(entry));
  const all = [...queue.entries, ...queue.decided];
  const done = (words: string) => {
    setSaid(words);
    // The card is gone with what was pressed: the keyboard goes on at the list's head.
    title.current?.focus({ preventScroll: true });
  };
  const pick = (entry: QueueEntry) =>
    may.includes(entry)
      ? {
          on: picked.has(entry.entry),
          set: (on: boolean) => {
            const next = new Set(picked);
            if (on) next.add(entry.entry);
            else next.delete(entry.entry);
            setPicked(next);
          },
        }
      : undefined;
  return (
    <>
      <p class={said ? 'of-done' : 'unseen'} role="status" data-test="review-said">{said}</p>
      <RefusedPart refused={queue.refused} />
      {queue.bulk && may.length > 1 && (
        <BulkPanel
          may={may}
          chosen={chosen}
          limits={queue.bulk}
          now={now}
          choose={(entries) => setPicked(new Set(entries.map(({ entry }) => entry)))}
          done={(words) => { setPicked(new Set()); done(words); }}
        />
      )}
      <section aria-labelledby="waiting">
        <h2 id="waiting" class="of-section" tabIndex={-1} ref={title} data-test="waiting-count" data-n={here.length}>
          {here.length === 0 ? t('queue.none') : tn('queue.waiting', here.length)}
        </h2>
        <ul class="of-queue">
          {here.map((entry) => <EntryCard key={entry.entry} entry={entry} all={all} tasks={tasks} done={done} pick={pick(entry)} />)}
        </ul>
      </section>
      {hers.length > 0 && (
        <details class="of-twin of-hers">
          <summary data-test="asked-count">{t('queue.asked')} ({hers.length})</summary>
          <ul class="of-queue">{hers.map((entry) => <EntryCard key={entry.entry} entry={entry} all={all} tasks={tasks} done={done} />)}</ul>
        </details>
      )}
      <DecidedPart queue={queue} all={all} tasks={tasks} now={now} done={done} />
    </>
  );
}
