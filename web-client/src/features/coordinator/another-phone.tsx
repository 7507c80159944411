/**
 * A code with which the same learner opens her record on another phone, or on her first.
 *
 * Owns asking which kind, and for it. Must not: keep it; closed is gone, and the next is new.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { CodeKind, HandedCode } from '../../api/people';
import { CodeShown } from './enrol-code';
import { t as enrol } from './enrol-words';
import { sessionEnded } from './session';
import { reason } from './trouble';
import { t } from './words';
import './enrol.css';

type Asked = { readonly state: 'which' } | { readonly state: 'asking' } | { readonly state: 'here'; readonly code: HandedCode } | { readonly state: 'failed'; readonly error: ApiError };

export function AnotherPhone({ id, label, onClose }: { id: string; label: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [asked, setAsked] = useState<Asked>({ state: 'which' });
  const [kind, setKind] = useState<CodeKind>('screen');
  const ask = async (kind: CodeKind) => {
    setKind(kind);
    setAsked({ state: 'asking' });
    try {
      setAsked({ state: 'here', code: (await api.makeCode(id, kind)).body });
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setAsked({ state: 'failed', error });
    }
  };
  useEffect(() => {
    dialog.current?.showModal();
  }, [id]);

  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="code-title" onClose={onClose} data-test="code-dialog">
      <h2 id="code-title">{t('code.title')}</h2>
      <p class="of-soft">{label}</p>
      <div aria-live="polite">
        {asked.state === 'which' && (
          <div class="of-actions">
            {(['screen', 'printed'] as const).map((each) => (
              <button key={each} type="button" class="of-button" onClick={() => void ask(each)} data-test={`code-${each}`}>{enrol(`codeKind.${each}`)}</button>
            ))}
          </div>
        )}
        {asked.state === 'asking' && <p>{t('code.making')}…</p>}
        {asked.state === 'failed' && <p class="of-problem">{t('code.failed', { reason: reason(asked.error) })}</p>}
        {asked.state === 'here' && <CodeShown key={asked.code.code} handed={asked.code} again={() => void ask(kind)} />}
      </div>
      <div class="of-actions">
        {asked.state === 'failed' && (
          <button type="button" class="of-button of-quiet" onClick={() => void ask(kind)} data-test="retry">{t('retry')}</button>
        )}
        <button type="button" class="of-button of-main" onClick={() => dialog.current?.close()} data-test="close-code">{t('close')}</button>
      </div>
    </dialog>
  );
}
