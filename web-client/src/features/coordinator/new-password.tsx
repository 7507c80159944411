/**
 * A password of her own, instead of the one that she was given.
 *
 * Owns this form. Must not: keep a password, or judge one: the server does, and says why.
 */
import { useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../../api/errors';
import { changePassword, sessionEnded } from './session';
import { sentence } from './trouble';
import { t } from './words';

export function NewPassword({ login }: { login: string }) {
  const [working, setWorking] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<ApiError | 'empty' | undefined>();
  const current = useRef<HTMLInputElement>(null);
  const next = useRef<HTMLInputElement>(null);
  const kind = shown ? ({ type: 'text' } as const) : ({ type: 'password' } as const);

  const submit = async (event: Event) => {
    event.preventDefault();
    const [old, own] = [current.current?.value ?? '', next.current?.value ?? ''];
    if (working) return;
    if (!old || !own) {
      setProblem('empty');
      (old ? next : current).current?.focus();
      return;
    }
    setWorking(true);
    setProblem(undefined);
    try {
      await changePassword(old, own);
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') {
        sessionEnded();
        return;
      }
      setProblem(error);
      setWorking(false);
      (error.code === 'wrong_credentials' ? current : next).current?.select();
    }
  };

  const words = problem === 'empty' ? t('newPassword.empty') : problem?.code === 'wrong_credentials' ? t('newPassword.wrong') : problem && sentence(problem);
  return (
    <form class="of-card of-sign-in" onSubmit={(event) => void submit(event)} noValidate data-test="new-password-form">
      <h1>{t('newPassword.title')}</h1>
      <p class="of-soft">{t('newPassword.intro')}</p>
      {/* So that a password manager knows whose it is. */}
      <input type="text" name="login" autocomplete="username" value={login} readOnly hidden />
      <label class="of-field">
        {t('newPassword.current')}
        <input
          ref={current} name="current" {...kind} autocomplete="current-password"
          aria-invalid={problem !== undefined} aria-describedby="new-password-problem" data-test="current-password"
        />
      </label>
      <label class="of-field">
        {t('newPassword.next')}
        <input
          ref={next} name="next" {...kind} autocomplete="new-password"
          aria-invalid={problem !== undefined} aria-describedby="new-password-rule new-password-problem" data-test="next-password"
        />
      </label>
      <p id="new-password-rule" class="of-soft">{t('newPassword.rule')}</p>
      <label class="of-check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t('signIn.show')}
      </label>
      <p id="new-password-problem" class="of-problem" role="alert" data-test="new-password-problem">{words}</p>
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="change-password">
        {working ? t('newPassword.going') : t('newPassword.go')}
      </button>
    </form>
  );
}
