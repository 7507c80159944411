/**
 * Owns language, what is kept on this phone, and putting the app on its screen.
 *
 * Must not: promise safety that the phone does not give.
 */
import { Screen } from '../../app/frame';
import { installed, isApple, offer } from '../../app/install';
import { openId, profiles, record, road, theEngine } from '../../app/store';
import { WhereIsIt } from '../../app/where-is-it';
import { locale, LOCALES, speak, t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';

export function Settings() {
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
      <h2>{t('settings.phone')}</h2>
      <ThisPhone />
      <h2>{t('settings.install')}</h2>
      <Install />
    </Screen>
  );
}

function ThisPhone() {
  const mine = record.value;
  const people = profiles.value?.length ?? 0;
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

function Install() {
  const offered = offer.value;
  if (installed.value) return <p>{t('settings.install_done')}</p>;
  return (
    <Card>
      <p>{t('settings.install_text')}</p>
      {offered
        ? <Button test="install" onPress={() => void offered.prompt()}>{t('settings.install_do')}</Button>
        : <p>{t(isApple ? 'settings.install_ios' : 'settings.install_menu')}</p>}
    </Card>
  );
}
