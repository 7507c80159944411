/**
 * The way into the office: user name and password.
 *
 * Owns this form. Must not: keep the password, or say which of the two was wrong.
 */
import { useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../../api/errors';
import { signIn } from './session';
import { sentence } from './trouble';
import { t } from './words';

export function SignIn({ ended }: { ended: boolean }) {
  const [working, setWorking] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<ApiError | 'empty' | undefined>();
  const login = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    const name = login.current?.value.trim() ?? '';
    const secret = password.current?.value ?? '';
    if (working) return;
    if (!name || !secret) {
      setProblem('empty');
      (name ? password : login).current?.focus();
      return;
    }
    setWorking(true);
    setProblem(undefined);
    try {
      await signIn(name, secret);
    } catch (thrown) {
      setProblem(asApiError(thrown));
      setWorking(false);
      password.current?.select();
    }
  };

  return (
    <form class="of-card of-sign-in" onSubmit={(event) => void submit(event)} noValidate data-test="sign-in-form">
      <h1>{t('signIn.title')}</h1>
      <p class="of-soft">{ended ? t('signIn.again') : t('signIn.intro')}</p>
      <label class="of-field">
        {t('signIn.login')}
        <input
          ref={login} name="login" autocomplete="username" autocapitalize="none" spellcheck={false}
          aria-invalid={problem !== undefined} aria-describedby="sign-in-problem" data-test="login"
        />
      </label>
      <label class="of-field">
        {t('signIn.password')}
        <input
          ref={password} name="password" {...(shown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))} autocomplete="current-password"
          aria-invalid={problem !== undefined} aria-describedby="sign-in-problem" data-test="password"
        />
      </label>
      <label class="of-check">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.currentTarget.checked)} />
        {t('signIn.show')}
      </label>
      <p id="sign-in-problem" class="of-problem" role="alert" data-test="sign-in-problem">
        {problem === 'empty' ? t('signIn.empty') : problem && sentence(problem)}
      </p>
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="sign-in">
        {working ? t('signIn.going') : t('signIn.go')}
      </button>
    </form>
  );
}
