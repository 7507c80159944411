/**
 * A code with which the same learner opens her record on another phone.
 *
 * Owns asking for it and showing it large. Must not: keep it; closed is gone, and the next is new.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { EnrolmentCode } from '../../api/types';
import { moment } from './format';
import { sessionEnded } from './session';
import { reason } from './trouble';
import { t } from './words';

type Asked = { readonly state: 'asking' } | { readonly state: 'here'; readonly code: EnrolmentCode } | { readonly state: 'failed'; readonly error: ApiError };

export function AnotherPhone({ id, label, onClose }: { id: string; label: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<Asked>({ state: 'asking' });
  const ask = async () => {
    setAsked({ state: 'asking' });
    try {
      setAsked({ state: 'here', code: (await api.makeCode(id)).body });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setAsked({ state: 'failed', error });
    }
  };
  useEffect(() => {
    dialog.current?.showModal();
    void ask();
  }, [id]);

  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="code-title" onClose={onClose} data-test="code-dialog">
      <h2 id="code-title">{t('code.title')}</h2>
      <p class="of-soft">{label}</p>
      <div aria-live="polite">
        {asked.state === 'asking' && <p>{t('code.making')}…</p>}
        {asked.state === 'failed' && <p class="of-problem">{t('code.failed', { reason: reason(asked.error) })}</p>}
        {asked.state === 'here' && (
          <>
            <p class="of-code-value" data-test="code">{asked.code.code}</p>
            <p>{t('code.how')}</p>
            <p>{t('code.expires', { when: moment(asked.code.expires_at) })}</p>
          </>
        )}
      </div>
      <div class="of-actions">
        {asked.state === 'here' && (
          <button type="button" class="of-button of-quiet" onClick={() => print()} data-test="print-code">{t('print')}</button>
        )}
        {asked.state === 'failed' && (
          <button type="button" class="of-button of-quiet" onClick={() => void ask()} data-test="retry">{t('retry')}</button>
        )}
        <button type="button" class="of-button of-main" onClick={() => dialog.current?.close()} data-test="close-code">{t('close')}</button>
      </div>
    </dialog>
  );
}
