/**
 * Owns the settings' first page: language, what is kept on this phone, and the way to the rest.
 *
 * Must not: promise safety that the phone does not give.
 */
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import type { Route } from '../../app/route';
import { attempt, lent, openId, openProfile, profiles, record, road, theEngine } from '../../app/store';
import { WhereIsIt } from '../../app/where-is-it';
import { locale, LOCALES, speak, t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon, type IconName } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import './settings.css';

export function Settings() {
  const mine = openId.value === undefined ? undefined : openProfile.value;
  return (
    <Screen title={t('settings.title')} backs>
      <h2 id="language">{t('settings.language')}</h2>
      <div class="row" role="group" aria-labelledby="language">
        {LOCALES.map(({ locale: each, name }) => (
          <Button key={each} kind={each === locale.value ? 'main' : 'ghost'} class="grow" test={`language-${each}`} onPress={() => void speak(each)}>
            <span lang={each}>{name}</span>
          </Button>
        ))}
      </div>
      {mine && (
        <>
          <h2>{t('settings.mine')}</h2>
          <div class="list">
            <Way to={{ place: 'secret' }} icon="key" test="to-secret">{t('settings.secret')}</Way>
            {!mine.visit && (
              <Way to={{ place: 'card' }} icon="card" test="to-card">
                {t('settings.card')}
                {!mine.hasCard && <Chip tone="work" test="no-card">{t('settings.card_none')}</Chip>}
              </Way>
            )}
            <Way to={{ place: 'helpers' }} icon="hand" test="to-helpers">
              {t('settings.helpers')}
              {mine.hasCentreKey && <Chip tone="meet" test="has-helpers">{t('settings.helpers_on')}</Chip>}
            </Way>
            <Way to={{ place: 'seen' }} icon="look" test="to-seen">{t('settings.seen')}</Way>
            <Way to={{ place: 'copy' }} icon="download" test="to-copy">{t('copy.title')}</Way>
            <Way to={{ place: 'remove' }} icon="bin" test="to-remove">{t(mine.visit ? 'visit.finish' : 'settings.remove')}</Way>
          </div>
        </>
      )}
      <h2>{t('settings.phone')}</h2>
      <ThisPhone />
      {!mine && <Lent />}
      <div class="list">
        <Way to={{ place: 'courier' }} icon="send" test="to-courier">{t('courier.title')}</Way>
        <Way to={{ place: 'safety' }} icon="shield" test="to-safety">{t('safety.title')}</Way>
        <Way to={{ place: 'install' }} icon="phone" test="to-install">{t('settings.install')}</Way>
      </div>
    </Screen>
  );
}

/** Staff say it once. Nobody loses anything by it: it offers visits, and changes nothing of who is here. */
function Lent() {
  const on = lent.value;
  return (
    <button type="button" class="card settings-switch" role="switch" aria-checked={on} data-test="lend" onClick={() => void attempt(() => theEngine().lendPhone(!on))}>
      <span class="row row-tight">
        <b class="grow">{t('settings.lent')}</b>
        <span class="settings-state" aria-hidden="true">{t(on ? 'do.yes' : 'do.no')}</span>
      </span>
      <span class="soft">{t('settings.lent_hint')}</span>
    </button>
  );
}

interface WayProps {
  readonly to: Route;
  readonly icon: IconName;
  readonly test: string;
  readonly children: preact.ComponentChildren;
}

function Way({ to, icon, test, children }: WayProps) {
  return (
    <button type="button" class="list-row" data-test={test} onClick={() => go(to)}>
      <Icon name={icon} />
      <span class="grow settings-way">{children}</span>
      <Icon name="next" />
    </button>
  );
}

function ThisPhone() {
  const mine = record.value;
  const people = profiles.value?.filter((each) => !each.hidden).length ?? 0;
  return (
    <Card>
      {mine && openId.value && (
        <>
          <WhereIsIt mine={mine} />
          {mine.unsent > 0 && road.value.state !== 'sending' && <Button kind="ghost" test="try-now" onPress={() => theEngine().tryNow()}>{t('settings.try_now')}</Button>}
        </>
      )}
      {people > 0 && <p>{tn('settings.phone_people', people)}</p>}
      <p>{t('settings.phone_kept')}</p>
      <p>{t('settings.phone_careful')}</p>
    </Card>
  );
}
