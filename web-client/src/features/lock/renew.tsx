/**
 * Owns what somebody is told who forgot her secret and begins anew with a code of staff's: what of
 * hers comes back, what has yet to be sent, and that nothing goes before it has.
 *
 * Must not: remove anything; the profile from before goes by itself, or by a choice that names what
 * would be lost. Of a profile behind "otro perfil" nothing is told.
 */
import { useEffect, useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { attempt, profiles, road, theEngine } from '../../app/store';
import type { Loss, ProfileId, Who } from '../../engine/types';
import { t, tn } from '../../i18n';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';

export function Renew({ who }: { readonly who: Who }) {
  return (
    <Screen
      title={t('renew.title')}
      backs
      foot={<Button icon="key" test="renew-code" onPress={() => go({ place: 'enrol', step: 'code' })}>{t('renew.do')}</Button>}
    >
      <p>{t('renew.what')}</p>
      {typeof who === 'string' ? <Standing profile={who} /> : <p>{t('renew.any')}</p>}
      <p class="soft">{t('renew.drafts')}</p>
    </Screen>
  );
}

function Standing({ profile }: { readonly profile: ProfileId }) {
  const [loss, setLoss] = useState<Loss | 'none' | undefined>(undefined);
  // Told anew whenever something of hers has left.
  useEffect(() => {
    let over = false;
    void attempt(async () => {
      const found = await theEngine().lossOf(profile);
      if (!over) setLoss(found ?? 'none');
    });
    return () => { over = true; };
  }, [profiles.value, profile]);
  if (loss === undefined) return <p class="soft" role="status">{t('app.wait')}</p>;
  const unsent = loss === 'none' ? 0 : loss.unsent;
  if (loss === 'none' || (unsent === 0 && !loss.perhapsMore)) {
    return (
      <Card test="renew-whole">
        <Chip tone="meet">{t('renew.whole')}</Chip>
        <p>{t('renew.whole_text')}</p>
      </Card>
    );
  }
  return (
    <Card mind test="renew-unsent">
      <Chip tone="mind">{unsent > 0 ? tn('renew.unsent', unsent) : t('renew.perhaps')}</Chip>
      <p data-test="renew-count" data-unsent={unsent}>{t('renew.unsent_text')}</p>
      {road.value.state !== 'sending' && <Button kind="ghost" test="try-now" onPress={() => theEngine().tryNow()}>{t('settings.try_now')}</Button>}
      <Button kind="plain" icon="bin" test="forgot-remove" onPress={() => go({ place: 'remove', profile })}>{t('forgot.remove')}</Button>
    </Card>
  );
}
