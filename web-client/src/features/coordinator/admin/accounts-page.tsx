/**
 * Who may sign in, as what; and which posts sign in by two steps.
 *
 * Owns this list. Must not: change an account (`account-page.tsx` does).
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Account, AccountState } from '../../../api/accounts';
import type { Role } from '../../../api/types';
import { Icon } from '../../../ui/icons';
import './admin.css';
import { t } from './words';
import { useAttempt } from '../attempt';
import { dateLong } from '../format';
import { Page } from '../frame';
import { grantWords, type Places } from './grant-words';
import { useLive } from '../live';
import { may, PROGRAMME } from '../rights';
import { hashOf } from '../route';
import { sentence } from '../trouble';

/** Centres and cohorts, for the words of grants and for choosing one. */
export function usePlaces(): Places {
  return { centers: useLive('centers', api.centers).value ?? [], cohorts: useLive('cohorts', api.cohorts).value ?? [] };
}

const CHIPS: Readonly<Record<AccountState, string>> = {
  active: 'chip-meet', first_password: 'chip-work', not_begun: 'chip-work', locked: 'chip-mind', disabled: 'chip-mind', no_grant: 'chip-mind', ended: 'chip-mind',
};

export function StateChip({ state }: { state: AccountState }) {
  return <span class={`chip ${CHIPS[state]}`} data-test="account-state" data-state={state}>{t(`state.${state}`)}</span>;
}

export function AccountsPage() {
  const live = useLive('accounts', api.accounts);
  const places = usePlaces();
  const manages = may('manage_accounts', PROGRAMME);
  return (
    <Page
      live={live}
      fallbackTitle={t('accounts.title')}
      title={() => t('accounts.title')}
      actions={() => manages && (
        <a class="of-button of-main" href={hashOf({ page: 'new-account' })} data-test="account-new" data-act="manage_accounts"><Icon name="plus" /> {t('accounts.new')}</a>
      )}
    >
      {(accounts) => (
        <>
          <ul class="of-accounts">
            {accounts.map((account) => <OneAccount key={account.login} account={account} places={places} />)}
          </ul>
          <TwoSteps manages={manages} />
        </>
      )}
    </Page>
  );
}

function OneAccount({ account, places }: { account: Account; places: Places }) {
  return (
    <li class="of-card" data-test="account" data-login={account.login}>
      <p class="of-account-head">
        <a href={hashOf({ page: 'account', login: account.login })} data-test="account-link">{account.name}</a>{' '}
        <span class="of-soft">{account.login}</span> <StateChip state={account.state} />
      </p>
      {account.grants.map((grant) => <p key={JSON.stringify(grant)}>{grantWords(grant, places)}</p>)}
      <p class="of-soft of-fine">
        {account.last_sign_in === undefined ? t('accounts.never') : t('accounts.last', { day: dateLong(account.last_sign_in) })}
        {' · '}
        {t(account.second_factor ? 'accounts.byTwo' : 'accounts.byPassword')}
      </p>
    </li>
  );
}

const ROLES: readonly Role[] = ['coordinator', 'administrator', 'facilitator', 'mentor', 'auditor'];

function TwoSteps({ manages }: { manages: boolean }) {
  const live = useLive('required-roles', api.requiredRoles);
  const { attempt, working, problem } = useAttempt();
  /** As she has just set it, until it turns out not to be so. */
  const [chosen, choose] = useState<readonly Role[] | undefined>();
  const required = chosen ?? live.value?.roles;
  if (!required) return null;
  const set = async (role: Role, on: boolean) => {
    const wanted = on ? [...required, role] : required.filter((each) => each !== role);
    choose(wanted);
    if (!(await attempt(() => api.requireRoles(wanted)))) choose(undefined);
  };
  return (
    <section class="of-card" aria-labelledby="two-steps" data-test="required-roles">
      <h2 id="two-steps">{t('required.title')}</h2>
      <p>{t('required.what')}</p>
      {ROLES.map((role) => (
        <label key={role} class="of-check">
          <input
            type="checkbox"
            checked={required.includes(role)}
            disabled={!manages}
            aria-disabled={working}
            onChange={(event) => void set(role, event.currentTarget.checked)}
            data-test={`required-${role}`}
            {...(manages ? { 'data-act': 'manage_accounts' } : {})}
          />
          {t(`role.${role}`)}
        </label>
      ))}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
    </section>
  );
}
