/**
 * On the board of a centre's own computer: how far what is here has come on its way to the main
 * office, and what the office did not take.
 *
 * Owns this part. Must not: worry anybody about a road that is down; what is here is kept.
 */
import type { Board } from '../../api/types';
import { hubWords, newcomerWords, notTakenWords } from './board-words';
import { When } from './learners-table';
import type { Live } from './live';
import { hashOf } from './route';
import { t } from './words';

export function ToCentral({ board, live }: { board: Board; live: Live<Board> }) {
  const way = board.to_central;
  if (way === undefined) return null;
  const heard = way.last_contact === undefined ? {} : { last_seen: way.last_contact };
  const { state, chip, sentence } = hubWords({ ...heard, unsent: way.unsent }, live.now);
  return (
    <section class="of-card of-hub" aria-labelledby="to-central" data-test="board-to-central" data-state={state}>
      <div class="of-here-name">
        <h2 id="to-central" class="of-section">{t('board.toCentral')}</h2>
        <span class={`chip ${chip}`}>{t(`board.hub.${state}`)}</span>
      </div>
      <p>{sentence}</p>
      {newcomerWords(way).map((words) => <p key={words}>{words}</p>)}
      <p class="of-soft of-fine">{t('board.toCentral.last')} {way.last_contact === undefined ? t('board.toCentral.never') : <When at={way.last_contact} now={live.now} />}</p>
      {way.refused.length > 0 && (
        <>
          <h3>{t('board.notTaken')}</h3>
          <ul class="of-free">
            {way.refused.map((line) => (
              <li key={`${line.learner.id}/${line.code}`} data-test="board-not-taken" data-code={line.code}>
                <a href={hashOf({ page: 'learner', id: line.learner.id })}>{line.learner.name || line.learner.label}</a>
                <span class="of-soft of-fine">{line.learner.label}</span>
                <span>{notTakenWords(line)}</span>
              </li>
            ))}
          </ul>
          <p class="of-soft">{t('board.notTaken.kept')}</p>
        </>
      )}
    </section>
  );
}
