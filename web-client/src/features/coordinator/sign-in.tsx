/**
 * The way into the office: user name and password.
 *
 * Owns this form. Must not: keep the password, or say which of the two was wrong.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { asApiError, type ApiError } from '../../api/errors';
import { signIn } from './session';
import { sentence } from './trouble';
import { t } from './words';

export function SignIn({ ended }: { ended: boolean }) {
  const [working, setWorking] = useState(false);
  const [shown, setShown] = useState(false);
  const [problem, setProblem] = useState<ApiError | 'empty' | undefined>();
  /** The password was right: a code is asked for besides, and both are sent again together. */
  const [second, setSecond] = useState(false);
  const login = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (second) code.current?.focus();
  }, [second]);

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
      await signIn(name, secret, code.current?.value);
    } catch (thrown) {
      const error = asApiError(thrown);
      setWorking(false);
      if (error.code === 'second_factor_needed') return setSecond(true);
      setProblem(error);
      if (error.code !== 'wrong_second_factor') setSecond(false);
      (error.code === 'wrong_second_factor' ? code : password).current?.select();
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
      {second && (
        <div class="of-second" data-test="sign-in-second">
          <p role="status">{t('signIn.second')}</p>
          <label class="of-field">
            {t('signIn.code')}
            <input
              ref={code} name="code" autocomplete="one-time-code" aria-describedby="sign-in-problem" data-test="sign-in-code"
            />
          </label>
          <p class="of-soft">{t('signIn.paper')}</p>
        </div>
      )}
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
