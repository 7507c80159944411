/**
 * A centre's board: how many may leave, whose changes are still on their way, who has been silent.
 *
 * Owns this page, asked for anew every few seconds while it is looked at. Must not: blame; a phone
 * that has more to send may just be far from the router.
 */
import { signal } from '@preact/signals';
import { api } from '../../api/client';
import type { Board, CenterId, LearnerName } from '../../api/types';
import { answers } from './answers';
import { Hubs, OwnCertificate } from './board-hubs';
import { ToCentral } from './board-to-central';
import { gapWords, startOfToday, stateChip, stillToCome } from './board-words';
import './board.css';
import { number } from './format';
import { Page } from './frame';
import { When } from './learners-table';
import { useLive, type Live } from './live';
import { mayOpen } from './rights';
import { hashOf } from './route';
import { t, tn } from './words';

/** Short enough to watch a phone drain, long enough for a hub of a centre. */
const EVERY_MS = 4_000;
const SILENT_DAYS = [3, 7, 14, 30] as const;

/** Kept while the office is open: each centre has its own rhythm. */
const silentDays = signal<number>(7);

export function BoardPage({ id }: { id: CenterId }) {
  const since = startOfToday(Date.now() / 1000);
  const days = silentDays.value;
  const key = `board/${id}/${since}/${days}`;
  const live = useLive(key, () => api.board(id, since, days, answers.get(key)?.body as Board | undefined), EVERY_MS);
  return (
    <Page
      live={live}
      fallbackTitle={t('board.title')}
      title={({ center }) => center.title}
      under={() => t('board.title')}
      back={mayOpen('cohorts') ? { href: hashOf({ page: 'cohorts' }), words: t('cohorts.title') } : undefined}
    >
      {(board) => (
        <>
          <OwnCertificate board={board} live={live} />
          <ToCentral board={board} live={live} />
          <MayLeave board={board} />
          <OnTheirWay board={board} live={live} />
          <AllHere board={board} live={live} />
          <Silent board={board} live={live} />
          <Hubs board={board} live={live} />
        </>
      )}
    </Page>
  );
}

function MayLeave({ board }: { board: Board }) {
  const share = board.seen === 0 ? 0 : board.may_leave / board.seen;
  return (
    <section class="of-card of-leave" aria-labelledby="may-leave">
      <h2 id="may-leave" class="unseen">{t('board.mayLeave')}</h2>
      <p role="status" data-test="may-leave">
        <b class="of-leave-number">{number(board.may_leave)}</b>{' '}
        <span>{tn('board.mayLeaveOf', board.may_leave, { total: number(board.seen) })}</span>
      </p>
      <svg class="of-leave-thread" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" rx="3" class="of-leave-rest" />
        <rect width={100 * share} height="6" rx="3" class="of-leave-done" />
      </svg>
      {board.seen === 0 && <p class="of-soft">{t('board.nobodyYet')}</p>}
    </section>
  );
}

function OnTheirWay({ board, live }: { board: Board; live: Live<Board> }) {
  const waiting = board.here.filter((line) => line.state !== 'all_here');
  return (
    <section aria-labelledby="on-their-way">
      <h2 id="on-their-way" class="of-section">{t('board.waiting')}</h2>
      {waiting.length === 0 ? (
        <p class="of-card of-soft">{t(board.seen === 0 ? 'board.waitingNobody' : 'board.waitingNone')}</p>
      ) : (
        <ul class="of-here">
          {waiting.map((line) => (
            <li key={line.device} class="of-card" data-test="board-waiting" data-state={line.state} data-learner={line.learner.id}>
              <p class="of-here-name">
                <Who learner={line.learner} />
                <span class={`chip ${stateChip(line.state)}`}>{t(`board.state.${line.state}`)}</span>
              </p>
              {stillToCome(line).map((words) => <p key={words}>{words}</p>)}
              {line.gaps.length > 0 && <p class="of-soft" data-test="board-gaps">{gapWords(line.gaps)}</p>}
              <p class="of-soft of-fine">
                {line.label} · {line.cohort} · <When at={line.last_data} now={live.now} />
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function AllHere({ board, live }: { board: Board; live: Live<Board> }) {
  const free = board.here.filter((line) => line.state === 'all_here');
  if (free.length === 0) return null;
  return (
    <section aria-labelledby="all-here">
      <h2 id="all-here" class="of-section">{t('board.free')}</h2>
      <ul class="of-card of-free">
        {free.map((line) => (
          <li key={line.device} data-test="board-free" data-learner={line.learner.id}>
            <span class="chip chip-meet" aria-hidden="true">✓✓✓</span>
            <Who learner={line.learner} />
            <span class="of-soft of-fine"><When at={line.last_data} now={live.now} /></span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Silent({ board, live }: { board: Board; live: Live<Board> }) {
  return (
    <section aria-labelledby="silent">
      <div class="of-section-head">
        <h2 id="silent" class="of-section">{tn('board.silent', board.silent.length)}</h2>
        <label class="of-field of-silent-days">
          {t('board.silentFrom')}
          <select
            value={String(silentDays.value)}
            onChange={(event) => { silentDays.value = Number(event.currentTarget.value); }}
            data-test="silent-days"
          >
            {SILENT_DAYS.map((days) => <option key={days} value={String(days)}>{tn('board.days', days)}</option>)}
          </select>
        </label>
      </div>
      {board.silent.length === 0 ? (
        <p class="of-card of-soft">{t('board.silentNone')}</p>
      ) : (
        <ul class="of-card of-free">
          {board.silent.map((line) => (
            <li key={line.learner.id} data-test="board-silent" data-learner={line.learner.id}>
              <Who learner={line.learner} />
              <span class="of-soft of-fine">
                {line.cohort} · {line.last_data === undefined ? t(line.has_phone ? 'board.neverSent' : 'board.noPhone') : <When at={line.last_data} now={live.now} />}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Who({ learner }: { learner: LearnerName }) {
  return (
    <span>
      <a href={hashOf({ page: 'learner', id: learner.id })} data-test="learner-link">{learner.name || learner.label}</a>{' '}
      <span class="of-soft of-fine">{learner.label}</span>
    </span>
  );
}
