/**
 * Owns what can be done about a forgotten secret: the card, two people of the centre, or a code.
 *
 * Must not: promise what the phone cannot keep, or let a profile go by one tap.
 */
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { profiles } from '../../app/store';
import type { Who } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';

export function Forgot({ who }: { readonly who: Who }) {
  // Behind "otro perfil" it is always offered: nobody may learn from it who is there.
  const canAsk = typeof who !== 'string' || profiles.value?.find(({ id }) => id === who)?.hasCentreKey === true;
  return (
    <Screen title={t('forgot.title')} backs>
      <p>{t('forgot.calm')}</p>
      <Card>
        <h2>{t('forgot.card')}</h2>
        <p>{t('forgot.card_text')}</p>
        <Button icon="card" test="use-card" onPress={() => go({ place: 'with_card', who })}>{t('forgot.card_do')}</Button>
      </Card>
      {canAsk && (
        <Card>
          <h2>{t('forgot.centre')}</h2>
          <p>{t(typeof who === 'string' ? 'forgot.centre_text' : 'forgot.centre_any')}</p>
          <Button icon="hand" test="use-centre" onPress={() => go({ place: 'with_centre', who })}>{t('forgot.centre_do')}</Button>
        </Card>
      )}
      <Card>
        <h2>{t('forgot.staff')}</h2>
        <p>{t('forgot.staff_text')}</p>
        <Button icon="key" test="use-code" onPress={() => go({ place: 'renew', who })}>{t('forgot.code_do')}</Button>
      </Card>
    </Screen>
  );
}
