/**
 * A code handed over: large, with a square for the camera and how long it is good; or on a slip.
 *
 * Owns showing it. Must not: keep it, or write anything of hers into the square: it holds this
 * server's address and the code.
 */
import { useEffect, useState } from 'preact/hooks';
import type { HandedCode } from '../../api/people';
import { QrCode } from '../../ui/qr-code';
import { t, tn } from './enrol-words';
import { moment } from './format';

const TICK_MS = 5_000;

/** Where a phone that scans it goes: the fragment is never sent anywhere. */
export function codeAddress(code: string): string {
  return `${location.origin}/#/codigo/${code}`;
}

export function CodeShown({ handed, again }: { handed: HandedCode; again: () => void }) {
  const left = useSecondsLeft(handed);
  if (left <= 0) {
    return (
      <div class="of-code-over" role="status">
        <p>{t('code.over')}</p>
        <button type="button" class="of-button of-main" onClick={again} data-test="code-again">{t('code.again')}</button>
      </div>
    );
  }
  const minutes = Math.floor(left / 60);
  return (
    <div class="of-handed" data-test="handed-code">
      <p class="of-screen-only">{t('code.scan')}</p>
      <h2 class="of-print-only">{t('slip.title')}</h2>
      <p class="of-print-only">{t('slip.how')}</p>
      <QrCode text={codeAddress(handed.code)} label={t('code.qr')} test="code-qr" />
      <p class="of-code-value" data-test="code">{handed.code}</p>
      {handed.kind === 'screen' ? (
        <p role="status" data-test="code-left">
          {minutes > 0 ? tn('code.left', minutes) : t('code.leftLess')} {t('code.screen')}
        </p>
      ) : (
        <>
          <p class="of-screen-only">{t('code.printed', { when: moment(handed.expires_at) })}</p>
          <p class="of-print-only">{t('slip.until', { when: moment(handed.expires_at) })}</p>
          <button type="button" class="of-button of-screen-only" onClick={printSlip} data-test="print-slip">{t('code.printIt')}</button>
        </>
      )}
      {handed.waits && <p class="of-screen-only" role="status" data-test="code-waits">{t('code.waits')}</p>}
    </div>
  );
}

/** Only the slip goes onto the paper: no name of hers, nor of the programme. */
function printSlip(): void {
  const root = document.documentElement;
  root.classList.add('of-slip');
  addEventListener('afterprint', () => root.classList.remove('of-slip'), { once: true });
  print();
}

function useSecondsLeft(handed: HandedCode): number {
  // This machine's clock may be off: what counts is how long ago the code came.
  const [came] = useState(() => Date.now());
  const [lifetime] = useState(() => (handed.kind === 'screen' ? SCREEN_SECONDS : PRINTED_SECONDS));
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), TICK_MS);
    return () => clearInterval(timer);
  }, [handed.code]);
  return lifetime - (Date.now() - came) / 1000;
}

const SCREEN_SECONDS = 10 * 60;
const PRINTED_SECONDS = 7 * 24 * 3600;
