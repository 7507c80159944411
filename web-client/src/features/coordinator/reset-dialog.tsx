/**
 * A code for a phone that takes another's place, after a forgotten PIN.
 *
 * Owns asking for it and saying what it does. Must not: keep it; closed is gone.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { HandedCode } from '../../api/people';
import type { DeviceNumber } from '../../api/types';
import './enrol.css';
import { CodeShown } from './enrol-code';
import { sessionEnded } from './session';
import { reason } from './trouble';
import { t } from './words';

type Asked = { readonly state: 'asking' } | { readonly state: 'here'; readonly code: HandedCode } | { readonly state: 'failed'; readonly error: ApiError };

export function ResetDialog({ device, name, onClose }: { device: DeviceNumber; name: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<Asked>({ state: 'asking' });
  const ask = async () => {
    setAsked({ state: 'asking' });
    try {
      setAsked({ state: 'here', code: (await api.resetDevice(device)).body });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setAsked({ state: 'failed', error });
    }
  };
  useEffect(() => {
    dialog.current?.showModal();
    void ask();
  }, [device]);

  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="reset-title" onClose={onClose} data-test="reset-dialog">
      <h2 id="reset-title">{t('devices.resetTitle', { name })}</h2>
      <p>{t('devices.resetHow', { name })}</p>
      <div aria-live="polite">
        {asked.state === 'asking' && <p>{t('code.making')}…</p>}
        {asked.state === 'failed' && <p class="of-problem">{t('code.failed', { reason: reason(asked.error) })}</p>}
        {asked.state === 'here' && <CodeShown key={asked.code.code} handed={asked.code} again={() => void ask()} />}
      </div>
      <div class="of-actions">
        {asked.state === 'failed' && (
          <button type="button" class="of-button of-quiet" onClick={() => void ask()} data-test="retry">{t('retry')}</button>
        )}
        <button type="button" class="of-button of-main" onClick={() => dialog.current?.close()} data-test="close-code">{t('close')}</button>
      </div>
    </dialog>
  );
}
