/**
 * An account for somebody who begins to work here, and her first password.
 *
 * Owns this form. Must not: keep the password once the page is left.
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { FirstPassword } from '../../../api/accounts';
import { usePlaces } from './accounts-page';
import './admin.css';
import { t } from './words';
import { useAttempt } from '../attempt';
import { FirstPasswordShown } from './first-password';
import { GrantEditor } from './grant-editor';
import { type DraftGrant, sent } from './grant-words';
import { hashOf } from '../route';
import { sentence } from '../trouble';

export function NewAccountPage() {
  const places = usePlaces();
  const { attempt, working, problem } = useAttempt();
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [locale, setLocale] = useState('es');
  const [grants, setGrants] = useState<readonly DraftGrant[]>([]);
  const [made, setMade] = useState<FirstPassword | undefined>();
  const [empty, setEmpty] = useState(false);
  const save = (event: Event) => {
    event.preventDefault();
    const lacks = !login.trim() || !name.trim();
    setEmpty(lacks);
    if (!lacks) void attempt(async () => setMade((await api.addAccount({ login, name, locale, grants: sent(grants) })).body));
  };
  if (made?.password) {
    return (
      <>
        <FirstPasswordShown login={made.login} password={made.password} />
        <a class="of-button of-main" href={hashOf({ page: 'accounts' })} data-test="account-made">{t('account.toList')}</a>
      </>
    );
  }
  return (
    <form autocomplete="off" class="of-card of-account" onSubmit={save} noValidate data-test="new-account-form">
      <a class="of-back" href={hashOf({ page: 'accounts' })} data-test="back"><span aria-hidden="true">‹ </span>{t('accounts.title')}</a>
      <h1>{t('accounts.new')}</h1>
      <label class="of-field">
        {t('account.name')}
        <input value={name} maxLength={80} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} data-test="new-name" />
      </label>
      <label class="of-field">
        {t('account.login')}
        <input value={login} maxLength={80} autocomplete="off" autocapitalize="none" spellcheck={false} onInput={(event) => setLogin(event.currentTarget.value)} data-test="new-login" />
      </label>
      <label class="of-field">
        {t('account.locale')}
        <select value={locale} onChange={(event) => setLocale(event.currentTarget.value)} data-test="new-locale">
          <option value="es">Español</option>
          <option value="en">English</option>
        </select>
      </label>
      {places.centers.length + places.cohorts.length > 0 && <GrantEditor grants={grants} places={places} onChange={setGrants} />}
      {(empty || problem) && <p class="of-problem" role="alert" data-test="new-problem">{problem ? sentence(problem) : t('account.empty')}</p>}
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="new-save" data-act="manage_accounts">{t('accounts.make')}</button>
    </form>
  );
}
