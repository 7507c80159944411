/**
 * Owns putting the app on the phone's screen, and under which name and icon.
 *
 * Must not: rename what is on the screen already; a phone keeps the name it was installed with.
 */
import { Screen } from '../../app/frame';
import { installed, isApple, offer } from '../../app/install';
import { choose, look, type Look } from '../../app/look';
import { openId } from '../../app/store';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';
import './settings.css';

const LOOKS: readonly { readonly look: Look; readonly icon: string; readonly name: string }[] = [
  { look: 'own', icon: '/icons/icon.svg', name: 'Chaski' },
  { look: 'neutral', icon: '/icons/cuaderno.svg', name: 'Cuaderno' },
];

export function Install() {
  const offered = offer.value;
  const take = (next: Look) => {
    if (next === look.value) return;
    choose(next);
    // The browser's offer was for the other name. Nothing is open: this page begins again with the
    // new one; else the browser makes another offer by itself, sooner or later.
    offer.value = undefined;
    if (openId.value === undefined) location.reload();
  };
  return (
    <Screen title={t('settings.install')} backs>
      <p>{t('settings.install_text')}</p>
      <h2 id="look">{t('install.look')}</h2>
      <p class="soft">{t('install.look_hint')}</p>
      <div class="row" role="radiogroup" aria-labelledby="look">
        {LOOKS.map(({ look: each, icon, name }) => (
          <button type="button" key={each} role="radio" class="install-look grow" aria-checked={each === look.value} data-test={`look-${each}`} onClick={() => take(each)}>
            <img src={icon} alt="" width="64" height="64" />
            <b>{name}</b>
          </button>
        ))}
      </div>
      <Card>
        {installed.value
          ? <p>{t('settings.install_done')}</p>
          : offered
            ? <Button test="install" onPress={() => void offered.prompt()}>{t('settings.install_do')}</Button>
            : <p>{t(isApple ? 'settings.install_ios' : 'settings.install_menu')}</p>}
      </Card>
      <p class="soft">{t('install.traces')}</p>
    </Screen>
  );
}
