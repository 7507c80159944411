/**
 * What every coordinator's page has around it: the bar, the head with the age of its data, the body.
 *
 * Owns that frame. Must not: know what a page shows.
 */
import type { ComponentChildren } from 'preact';
import type { Session } from '../../api/types';
import { age, moment } from './format';
import type { Live } from './live';
import { hashOf, route, type Route } from './route';
import { mayOpen } from './rights';
import { EVERYTHING } from './reports/view';
import { session, signOut } from './session';
import { reason, Trouble } from './trouble';
import { t as review } from './review/words';
import { Icon, type IconName } from '../../ui/icons';
import { chooseLocale, locale, LOCALES, t } from './words';

export function Bar() {
  return (
    <header class="of-bar">
      <a class="of-brand" href="#/" data-test="office-home">
        <Knots />
        <span>
          <span class="of-brand-name">Chaski · </span>
          {t('brand')}
        </span>
      </a>
      <span class="of-grow" />
      <Languages />
      {session.value.state === 'in' && (
        <>
          <span class="of-who">{session.value.session.name}</span>
          <button type="button" class="of-button of-quiet" onClick={() => void signOut()} data-test="sign-out">
            {t('signOut')}
          </button>
        </>
      )}
      {session.value.state === 'in' && ready(session.value.session) && <Places />}
    </header>
  );
}

/** Nothing else is open before a password and a second step of her own. */
function ready({ first_password: given, second_factor: second }: Session): boolean {
  return !given && second !== 'to_enrol';
}

/** The pages that lead to all others, in the order in which they are shown. */
const PLACES: readonly { readonly page: Extract<Route['page'], 'cohorts' | 'reports' | 'centers' | 'reviews' | 'guides' | 'files' | 'recovery' | 'accounts' | 'audit' | 'me'>; readonly icon: IconName }[] = [
  { page: 'cohorts', icon: 'other' },
  { page: 'reports', icon: 'chart' },
  { page: 'centers', icon: 'home' },
  { page: 'reviews', icon: 'work' },
  { page: 'guides', icon: 'learn' },
  { page: 'files', icon: 'download' },
  { page: 'recovery', icon: 'hand' },
  { page: 'accounts', icon: 'key' },
  { page: 'audit', icon: 'look' },
  { page: 'me', icon: 'shield' },
];

/** Where she may go; with one place only there is nothing to choose. */
function Places() {
  const open = PLACES.filter(({ page }) => mayOpen(page));
  if (open.length < 2) return null;
  return (
    <nav class="of-places" aria-label={t('places')}>
      {open.map(({ page, icon }) => (
        <a key={page} class="of-bar-link" href={hashOf(page === 'reports' ? { page, reports: EVERYTHING } : { page })} {...(route.value.page === page ? { 'aria-current': 'page' as const } : {})} data-test={page}>
          <Icon name={icon} /> {page === 'reviews' ? review('place') : t(`place.${page}`)}
        </a>
      ))}
    </nav>
  );
}

export function Languages() {
  return (
    <div class="of-languages" role="group" aria-label={t('language')}>
      {LOCALES.map((each) => (
        <button
          key={each.locale}
          type="button"
          lang={each.locale}
          aria-pressed={locale.value === each.locale}
          aria-label={`${each.locale} ${each.name}`}
          onClick={() => chooseLocale(each.locale)}
          data-test={`language-${each.locale}`}
        >
          {each.locale}
        </button>
      ))}
    </div>
  );
}

interface PageProps<T> {
  readonly live: Live<T>;
  readonly title: (value: T) => string;
  readonly fallbackTitle: string;
  readonly under?: (value: T) => ComponentChildren;
  readonly back?: { readonly href: string; readonly words: string } | undefined;
  readonly actions?: (value: T) => ComponentChildren;
  readonly children: (value: T) => ComponentChildren;
}

/** One page: before its data, with them, and with them while a refresh does not get through. */
export function Page<T>({ live, title, fallbackTitle, under, back, actions, children }: PageProps<T>) {
  const { value, error } = live;
  return (
    <>
      <div class="of-head">
        <div class="of-titles">
          {back && (
            <a class="of-back" href={back.href} data-test="back">
              <span aria-hidden="true">‹ </span>
              {back.words}
            </a>
          )}
          <h1 data-test="page-title">{value === undefined ? fallbackTitle : title(value)}</h1>
          {value !== undefined && (
            <div class="of-under">
              {under && <span>{under(value)}</span>}
              <Freshness live={live} />
            </div>
          )}
        </div>
        {value !== undefined && actions && <div class="of-tools">{actions(value)}</div>}
      </div>
      {value !== undefined && error && (
        <p class="of-stale" role="status" data-test="stale">
          {live.ageSeconds < 60
            ? t('staleDataNow', { reason: reason(error) })
            : t('staleData', { reason: reason(error), ago: age(live.ageSeconds) })}
        </p>
      )}
      {value !== undefined ? (
        children(value)
      ) : error && !live.refreshing ? (
        <Trouble error={error} retry={live.refresh} />
      ) : (
        <p class="of-loading" role="status">
          {t('loading')}…
        </p>
      )}
    </>
  );
}

function Freshness<T>({ live }: { live: Live<T> }) {
  return (
    <div class="of-fresh">
      <span class="of-screen-only" data-test="data-age">
        {live.ageSeconds < 60 ? t('dataNow') : t('dataAge', { ago: age(live.ageSeconds) })}
      </span>
      <span class="of-print-only">{t('printedData', { when: moment(live.asOf) })}</span>
      <button type="button" aria-disabled={live.refreshing} onClick={live.refresh} data-test="refresh">
        {live.refreshing ? t('refreshing') : t('refresh')}
      </button>
    </div>
  );
}

/** Three knots on one thread: where a record travels to. */
function Knots() {
  return (
    <svg class="of-knots" viewBox="0 0 44 16" aria-hidden="true">
      <path d="M8 8h28" stroke="currentColor" stroke-width="2" />
      <circle cx="8" cy="8" r="6" />
      <circle cx="22" cy="8" r="6" />
      <circle cx="36" cy="8" r="6" />
    </svg>
  );
}
