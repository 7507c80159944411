/**
 * A password that was made for somebody: on the screen once, to be told or written down for her.
 *
 * Owns showing it. Must not: keep it, or put it into an address or the clipboard by itself.
 */
import { t } from './words';

/** What is new is read out, once. Not a new function at each drawing. */
export function arrive(heading: HTMLElement | null): void {
  heading?.focus();
}

export function FirstPasswordShown({ login, password }: { login: string; password: string }) {
  return (
    <section class="of-card of-first-password" aria-labelledby="first-password" data-test="first-password">
      <h2 id="first-password" tabIndex={-1} ref={arrive}>{t('first.title')}</h2>
      <p>{t('first.what')}</p>
      <dl>
        <dt>{t('first.login')}</dt>
        <dd data-test="first-login">{login}</dd>
        <dt>{t('first.password')}</dt>
        <dd class="of-secret" data-test="first-password-value">{password}</dd>
      </dl>
    </section>
  );
}
