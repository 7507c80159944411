/**
 * A holder's own paper of the centre's recovery key: made here, shown once, printed or copied out.
 *
 * Owns showing it. Must not: keep it; the server is told its public half, and leaving is the end of
 * the words.
 */
import { useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError } from '../../api/errors';
import { makePaper, type Paper } from '../../engine/holder';
import { QrCode } from '../../ui/qr-code';
import { moment } from './format';
import { useLive } from './live';
import { t } from './recovery-words';
import { sessionEnded } from './session';
import { sentence } from './trouble';
import { locale } from './words';

export function PaperCard() {
  const live = useLive('recovery-key', api.recoveryKey);
  const [paper, setPaper] = useState<Paper | undefined>();
  const [sure, setSure] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const since = live.value?.since;
  const make = async () => {
    if (busy) return;
    setBusy(true);
    setProblem('');
    try {
      const made = await makePaper();
      await api.putRecoveryKey(made.public);
      setPaper(made);
      setSure(false);
      live.refresh();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setProblem(sentence(error));
    }
    setBusy(false);
  };
  if (paper !== undefined) {
    return (
      <section class="of-card of-recovery" data-test="paper">
        <h2>{t('own.shown')}</h2>
        <p>{t('own.copy')}</p>
        <ol class="of-recovery-words">
          {paper.shown.words[locale.value].map((word, at) => <li key={at}><span lang={locale.value} data-test="paper-word">{word}</span></li>)}
        </ol>
        <QrCode text={paper.shown.qr} label={t('own.qr')} test="paper-qr" />
        <div class="of-actions of-screen-only">
          <button type="button" class="of-button" onClick={() => print()} data-test="paper-print">{t('own.print')}</button>
          <button type="button" class="of-button of-main" onClick={() => setPaper(undefined)} data-test="paper-done">{t('own.done')}</button>
        </div>
      </section>
    );
  }
  return (
    <section class="of-card of-recovery" aria-labelledby="recovery-own">
      <h2 id="recovery-own">{t('own.title')}</h2>
      <p>{t('own.what')}</p>
      {since !== undefined && <p data-test="paper-since">{t('own.since', { when: moment(since) })}</p>}
      {since !== undefined && (
        <label class="of-check">
          <input type="checkbox" checked={sure} onChange={(event) => setSure(event.currentTarget.checked)} data-test="paper-sure" />
          {t('own.sure')}
        </label>
      )}
      <p class="of-problem" role="alert">{problem}</p>
      {live.value !== undefined && (
        <button
          type="button" class="of-button" disabled={since !== undefined && !sure} aria-disabled={busy}
          onClick={() => void make()} data-test="paper-make"
        >
          {t(since === undefined ? 'own.make' : 'own.make_new')}
        </button>
      )}
    </section>
  );
}
