/**
 * How the open notebook stands: what waits to be sent, what is in the way, and closing it.
 *
 * Owns this bar. Must not: choose the sentences (`desk-words.ts` does).
 */
import type { DeskOpen } from '../../../desk/types';
import { askSession } from '../session';
import { theDesk } from './desk';
import { mindSaid, sentSaid } from './desk-words';
import { t } from './words';

export function DeskBar({ status }: { status: DeskOpen }) {
  const mind = mindSaid(status);
  return (
    <aside class="of-desk-bar" aria-label={t('desk.title')}>
      <p role="status" data-test="desk-sent" data-unsent={status.unsent}>
        <span class={`chip ${status.unsent === 0 ? 'chip-meet' : 'chip-work'}`} aria-hidden="true">{status.unsent === 0 ? '✓✓✓' : '✓'}</span> {sentSaid(status)}
      </p>
      {mind && <p class="of-soft" data-test="desk-mind">{mind}</p>}
      <div class="of-actions">
        {status.office === 'signed_out' && (
          <button type="button" class="of-button of-quiet" onClick={() => void askSession()} data-test="desk-sign-in">{t('desk.signIn')}</button>
        )}
        <button type="button" class="of-button of-quiet" onClick={() => void theDesk().close()} data-test="desk-close">{t('desk.close')}</button>
      </div>
    </aside>
  );
}
