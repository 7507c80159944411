/**
 * What a centre's own computer holds and when its certificate ends, on the centre's board.
 *
 * Owns these two parts. Must not: use a technical word without saying who must do what.
 */
import type { Board, CertificateEnd, HubLine } from '../../api/types';
import { Icon } from '../../ui/icons';
import { certificateWords, hubWords } from './board-words';
import { dateLong } from './format';
import { When } from './learners-table';
import type { Live } from './live';
import { t } from './words';

/** Of the server that this page is from. */
export function OwnCertificate({ board, live }: { board: Board; live: Live<Board> }) {
  if (board.certificate === undefined) return null;
  return (
    <section class="of-card of-hub of-certificate" role="status" data-test="board-certificate" data-urgency={board.certificate.urgency}>
      <h2 class="of-section">{t('board.certificate.title')}</h2>
      <Ending end={board.certificate} now={live.now} />
    </section>
  );
}

export function Hubs({ board, live }: { board: Board; live: Live<Board> }) {
  if (board.hubs === undefined || board.hubs.length === 0) return null;
  return (
    <section aria-labelledby="hubs">
      <h2 id="hubs" class="of-section">{t('board.hubs')}</h2>
      <ul class="of-here">
        {board.hubs.map((hub) => <Hub key={hub.id} hub={hub} live={live} />)}
      </ul>
    </section>
  );
}

function Hub({ hub, live }: { hub: HubLine; live: Live<Board> }) {
  const { state, chip, sentence } = hubWords(hub, live.now);
  return (
    <li class={hub.certificate === undefined ? 'of-card of-hub' : 'of-card of-hub of-certificate'} data-test="board-hub" data-state={state}>
      <p class="of-here-name">
        <b>{hub.label}</b>
        <span class={`chip ${chip}`}>{t(`board.hub.${state}`)}</span>
      </p>
      <p>{sentence}</p>
      <p class="of-soft of-fine">{t('board.hubHeard')} <When at={hub.last_seen} now={live.now} /></p>
      {hub.certificate !== undefined && <Ending end={hub.certificate} now={live.now} />}
      {hub.certificate === undefined && hub.certificate_until !== undefined && (
        <p class="of-soft of-fine">{t('board.certificate.good', { date: dateLong(hub.certificate_until) })}</p>
      )}
    </li>
  );
}

function Ending({ end, now }: { end: CertificateEnd; now: number }) {
  return (
    <>
      <p class="of-certificate-when" data-test="certificate-end">
        <Icon name="calendar" /> {certificateWords(end, now)}
      </p>
      <p>{t(end.urgency === 'over' ? 'board.certificate.doOver' : 'board.certificate.do')}</p>
    </>
  );
}
