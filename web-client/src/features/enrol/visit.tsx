/**
 * Owns "Estoy de visita": what a visit on a phone of the centre is, before the code.
 *
 * Must not: ask for anything; the code, the picture and the secret are asked for as at a first time.
 */
import { asVisit } from '../../app/arrived';
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { t } from '../../i18n';
import { Button } from '../../ui/button';

export function Visit() {
  const begin = () => {
    asVisit.value = true;
    go({ place: 'enrol', step: 'code' });
  };
  return (
    <Screen title={t('visit.title')} backs foot={<Button icon="key" test="visit-begin" onPress={begin}>{t('visit.begin')}</Button>}>
      <p>{t('visit.what')}</p>
      <p>{t('visit.code')}</p>
      <p>{t('visit.end')}</p>
    </Screen>
  );
}
