/**
 * In front of everything that needs the notebook: whose it is, its secret, and then how it stands.
 *
 * Owns these steps. Must not: keep a secret, or need the office once a notebook is here.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { session } from '../session';
import { t as office } from '../words';
import { chooseDesk, deskLogin, deskStatus } from './desk';
import { DeskBar } from './desk-bar';
import { MakeDesk, OpenDesk } from './desk-secret';
import './review.css';
import { t } from './words';

/** The notebook of whoever is signed in or, offline, of whom she says. */
export function DeskGate({ children }: { children: ComponentChildren }) {
  const known = session.value;
  const signedIn = known.state === 'in' ? known.session.login : undefined;
  // An open notebook stays open when only the session ended; offline she says whose it is.
  const login = signedIn ?? deskLogin.value;
  const status = deskStatus.value;
  useEffect(() => {
    if (signedIn !== undefined) chooseDesk(signedIn);
  }, [signedIn]);

  const waiting = <p class="of-loading" role="status">{office('loading')}…</p>;
  if (signedIn !== undefined && deskLogin.value !== signedIn) return waiting;
  switch (status.state) {
    case 'open':
      return (
        <>
          <DeskBar status={status} />
          {children}
        </>
      );
    case 'closed':
      return <OpenDesk key={login} status={status} canMake={signedIn !== undefined} other={signedIn === undefined ? () => chooseDesk(undefined) : undefined} />;
    case 'absent':
      if (signedIn !== undefined) return <MakeDesk key={signedIn} />;
      return (
        <section class="of-card of-notebook" data-test="desk-absent">
          <h1>{t('desk.title')}</h1>
          <p>{t('desk.absent', { login: login ?? '' })}</p>
          <button type="button" class="of-button" onClick={() => chooseDesk(undefined)} data-test="desk-other">{t('desk.otherLogin')}</button>
        </section>
      );
    case 'asking':
      return login === undefined ? <Whose choose={chooseDesk} /> : waiting;
  }
}

function Whose({ choose }: { choose: (login: string) => void }) {
  const [login, setLogin] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (login.trim()) choose(login.trim());
  };
  return (
    <form autocomplete="off" class="of-card of-notebook" onSubmit={submit} data-test="desk-whose">
      <h1>{t('desk.whose')}</h1>
      <p>{t('desk.whoseWhy')}</p>
      <label class="of-field">
        {t('desk.login')}
        <input
          value={login}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setLogin(event.currentTarget.value)}
          data-test="desk-login"
        />
      </label>
      <button type="submit" class="of-button of-main" aria-disabled={!login.trim()} data-test="desk-whose-go">{t('desk.whoseGo')}</button>
    </form>
  );
}
