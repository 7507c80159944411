/**
 * Owns taking a profile off this phone: first what would be lost, then the choice that names it.
 *
 * Must not: remove anything on one tap, or speak of safety that the office has not confirmed.
 */
import { useEffect, useState } from 'preact/hooks';
import { forgetBefore } from '../../app/before';
import { Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import { back, settle } from '../../app/router';
import { attempt, openId, profiles, theEngine } from '../../app/store';
import type { Loss, ProfileId } from '../../engine/types';
import { t, tn, type Key } from '../../i18n';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import { PictureDisc } from '../../ui/pictures';
import './settings.css';

/** `profile`: from the lock screen, where her secret was forgotten; else the open one. */
export function Remove({ profile }: { readonly profile: ProfileId | undefined }) {
  const id = profile ?? openId.value;
  const shown = profiles.value?.find((each) => each.id === id);
  const [loss, setLoss] = useState<Loss | undefined>(undefined);
  const [understood, setUnderstood] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => setUnderstood(false), [loss]);
  if (id === undefined || !shown) return <Screen title={t('remove.title')} backs />;
  const remove = async () => {
    setBusy(true);
    await attempt(async () => {
      const others = profiles.value?.filter((each) => each.id !== id).length ?? 0;
      const answer = await theEngine().removeProfile(id, understood ? loss : undefined);
      if (answer.result === 'would_lose') {
        setLoss(answer.loss);
        return;
      }
      if (others === 0) forgetBefore();
      settle({ place: 'lock' });
      tell({ words: t(shown.visit ? 'visit.finished' : 'remove.done') });
    });
    setBusy(false);
  };
  return (
    <Screen
      title={t(shown.visit ? 'visit.finish' : 'remove.title')}
      screen={loss ? 'loss' : 'ask'}
      backs
      foot={(
        <>
          <Button kind="ghost" test="remove-keep" onPress={back}>{t('remove.keep')}</Button>
          <Button kind="mind" icon="bin" test="remove-do" disabled={busy || (loss !== undefined && !understood)} onPress={() => void remove()}>
            {t(loss ? 'remove.do_anyway' : shown.visit ? 'visit.finish' : 'remove.do')}
          </Button>
        </>
      )}
    >
      <p class="settings-whose">
        <PictureDisc picture={shown.picture} size="s" />
        <b>{shown.name ?? t(`picture.${shown.picture}` as Key)}</b>
      </p>
      {loss === undefined ? <p>{t(shown.visit ? 'visit.finish_what' : 'remove.what')}</p> : (
        <>
          <Card mind test="remove-loss">
            <Chip tone="mind">{t('remove.loss_title')}</Chip>
            {loss.unsent > 0 && <p data-test="loss-unsent" data-unsent={loss.unsent}>{tn('remove.loss_unsent', loss.unsent)}</p>}
            {loss.perhapsMore && <p>{t('remove.loss_more')}</p>}
            {loss.notBackedUp && <p>{t('remove.loss_backup')}</p>}
            <p>{t('remove.loss_better')}</p>
          </Card>
          <label class="settings-check">
            <input type="checkbox" data-test="loss-understood" checked={understood} onChange={(event) => setUnderstood(event.currentTarget.checked)} />
            <span>{loss.unsent > 0 ? tn('remove.understood', loss.unsent) : t('remove.understood_all')}</span>
          </label>
        </>
      )}
    </Screen>
  );
}
