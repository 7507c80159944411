/**
 * One account: name and posts, a new first password, closing it, ending where it is signed in.
 *
 * Owns these forms and what was made by them. Must not: keep a first password once the page is
 * left, nor offer anybody to change her own rights.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Account, AccountEdit, FirstPassword } from '../../../api/accounts';
import { StateChip, usePlaces } from './accounts-page';
import './admin.css';
import { t } from './words';
import { useAttempt } from '../attempt';
import { dateLong } from '../format';
import { FirstPasswordShown } from './first-password';
import { Page } from '../frame';
import { GrantEditor } from './grant-editor';
import { daysWords, draftOf, type DraftGrant, grantWords, sent } from './grant-words';
import { useLive } from '../live';
import { may, PROGRAMME } from '../rights';
import { hashOf } from '../route';
import { session } from '../session';
import { sentence } from '../trouble';

export function AccountPage({ login }: { login: string }) {
  const live = useLive('accounts', api.accounts);
  const known = session.value;
  const own = known.state === 'in' && known.session.login === login;
  const manages = may('manage_accounts', PROGRAMME);
  return (
    <Page
      live={live}
      fallbackTitle={t('accounts.title')}
      title={(accounts) => find(accounts, login)?.name ?? t('accounts.title')}
      under={() => login}
      back={{ href: hashOf({ page: 'accounts' }), words: t('accounts.title') }}
    >
      {(accounts) => {
        const account = find(accounts, login);
        if (!account) return <p class="of-card">{t('account.nobody')}</p>;
        return manages && !own ? (
          <Managed key={account.login} account={account} changed={live.refresh} />
        ) : (
          <Looked account={account} own={own} />
        );
      }}
    </Page>
  );
}

function find(accounts: readonly Account[], login: string): Account | undefined {
  return accounts.find((account) => account.login === login);
}

function Head({ account }: { account: Account }) {
  return (
    <p class="of-account-head">
      <StateChip state={account.state} /> <span class="of-soft">{t('account.since', { day: dateLong(account.created_at) })}</span>
    </p>
  );
}

/** For whoever only reads, and for herself: nobody changes her own rights. */
function Looked({ account, own }: { account: Account; own: boolean }) {
  const places = usePlaces();
  return (
    <section class="of-card" data-test="account-read">
      <Head account={account} />
      {account.grants.map((grant) => (
        <p key={JSON.stringify(grant)}>
          <b>{grantWords(grant, places)}</b> <span class="of-soft">{daysWords(grant)}</span>
        </p>
      ))}
      {own && <p class="of-soft">{t('account.own')}</p>}
    </section>
  );
}

function Managed({ account, changed }: { account: Account; changed: () => void }) {
  const { attempt, working, problem } = useAttempt();
  const [made, setMade] = useState<FirstPassword | undefined>();
  const [said, setSaid] = useState<string | undefined>();
  const change = async (edit: AccountEdit, words: string) => {
    setSaid(undefined);
    const worked = await attempt(async () => {
      const { body } = await api.changeAccount(account.login, edit);
      setMade(body.password ? body : undefined);
    });
    if (!worked) return false;
    setSaid(words);
    changed();
    return true;
  };
  const disabled = account.state === 'disabled';
  return (
    <>
      <Details account={account} working={working} save={(edit) => change(edit, t('account.saved'))}>
        {problem && <p class="of-problem" role="alert" data-test="account-problem">{sentence(problem)}</p>}
        <p role="status" data-test="account-said">{said}</p>
      </Details>
      {made?.password && <FirstPasswordShown login={made.login} password={made.password} />}
      <section class="of-card of-account" aria-labelledby="way-in">
        <h2 id="way-in">{t('account.wayIn')}</h2>
        <Deed words={t('account.reset')} what={t('account.resetWhat')} test="account-reset" onPress={() => void change({ reset_password: true }, t('account.resetDone'))} />
        {account.second_factor && (
          <Deed words={t('account.noTwo')} what={t('account.noTwoWhat')} test="account-no-two" onPress={() => void change({ reset_second_factor: true }, t('account.noTwoDone'))} />
        )}
        <Deed words={t('account.end')} what={t('account.endWhat')} test="account-end" onPress={() => void change({ end_sessions: true }, t('account.endDone'))} />
        {disabled ? (
          <Deed words={t('account.enable')} what={t('account.enableWhat')} test="account-enable" onPress={() => void change({ disabled: false }, t('account.enabled'))} />
        ) : (
          <Deed words={t('account.disable')} what={t('account.disableWhat')} test="account-disable" onPress={() => void change({ disabled: true }, t('account.disabled'))} />
        )}
      </section>
    </>
  );
}

interface DetailsProps {
  readonly account: Account;
  readonly working: boolean;
  /** True when it was saved. */
  save(edit: AccountEdit): Promise<boolean>;
  readonly children: ComponentChildren;
}

function Details({ account, working, save, children }: DetailsProps) {
  const places = usePlaces();
  const [name, setName] = useState(account.name);
  const [locale, setLocale] = useState(account.locale);
  const [grants, setGrants] = useState<readonly DraftGrant[]>(account.grants.map(draftOf));
  // As the office has them: posts that were sent are not sent again, since that would end her sessions.
  const [held, setHeld] = useState(grants);
  useEffect(() => {
    // What the office says stands, unless something else is half done here.
    if (JSON.stringify(grants) !== JSON.stringify(held)) return;
    const known = account.grants.map(draftOf);
    setGrants(known);
    setHeld(known);
  }, [JSON.stringify(account.grants)]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const changed = JSON.stringify(grants) !== JSON.stringify(held);
    if (await save({ name, locale, ...(changed ? { grants: sent(grants) } : {}) })) setHeld(grants);
  };
  return (
    <form autocomplete="off" class="of-card of-account" onSubmit={(event) => void submit(event)} data-test="account-form">
      <Head account={account} />
      <label class="of-field">
        {t('account.name')}
        <input value={name} required maxLength={80} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} data-test="account-name" />
      </label>
      <label class="of-field">
        {t('account.locale')}
        <select value={locale} onChange={(event) => setLocale(event.currentTarget.value)} data-test="account-locale">
          <option value="es">Español</option>
          <option value="en">English</option>
        </select>
      </label>
      <GrantEditor grants={grants} places={places} onChange={setGrants} />
      <p class="of-soft">{t('account.endsNote')}</p>
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="account-save" data-act="manage_accounts">{t('account.save')}</button>
      {children}
    </form>
  );
}

/** A thing that can be done, said before it is: pressed once it opens, pressed again it is done. */
function Deed({ words, what, test, onPress }: { words: string; what: string; test: string; onPress: () => void }) {
  const [open, setOpen] = useState(false);
  return open ? (
    <div class="of-deed">
      <p>{what}</p>
      <div class="of-actions">
        <button type="button" class="of-button of-main" onClick={() => { setOpen(false); onPress(); }} data-test={`${test}-yes`} data-act="manage_accounts">{words}</button>
        <button type="button" class="of-button of-quiet" onClick={() => setOpen(false)}>{t('account.leave')}</button>
      </div>
    </div>
  ) : (
    <button type="button" class="of-button of-quiet" onClick={() => setOpen(true)} data-test={test} data-act="manage_accounts">{words}</button>
  );
}
