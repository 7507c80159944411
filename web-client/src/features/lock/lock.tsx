/**
 * Owns "¿Quién eres?": the pictures of this phone, and the ways in for who is not shown.
 *
 * Must not: show anything of a profile beyond its picture, and the name and counts that its owner
 * lets show. "Otro perfil" is always there: it does not tell whether there is one.
 */
import { signal } from '@preact/signals';
import { arrive } from '../../app/entering';
import { Screen } from '../../app/frame';
import { lost } from '../../app/before';
import { go } from '../../app/router';
import { WrongDate } from '../../app/wrong-date';
import { erased, lent, profiles, theEngine, tried } from '../../app/store';
import type { ProfileId, ProfileSummary } from '../../engine/types';
import { t, tn, type Key } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Chip } from '../../ui/parts';
import { PictureDisc } from '../../ui/pictures';
import './lock.css';

/** From here on pictures are smaller, so that hers is found without much scrolling. */
const MANY = 6;

const opening = signal<ProfileId | undefined>(undefined);

/** Made before there were secrets: it opens, and the first thing asked is to choose one. */
async function openWithout(profile: ProfileId): Promise<void> {
  if (opening.value) return;
  opening.value = profile;
  const outcome = await tried(() => theEngine().open(profile));
  if (outcome?.result === 'ok') await arrive(profile);
  opening.value = undefined;
}

function Face({ profile }: { readonly profile: ProfileSummary }) {
  const { id, picture, unsent, allArrived, countsHidden, secret, name, replaced, visit } = profile;
  const busy = opening.value === id;
  const press = () => (secret === 'none' ? void openWithout(id) : go({ place: 'unlock', who: id }));
  return (
    <button type="button" class="face" data-test={`profile-${picture}`} data-unsent={unsent} aria-busy={busy} onClick={press}>
      <PictureDisc picture={picture} size="l" />
      <span class="face-name">{name ?? t(`picture.${picture}` as Key)}</span>
      {busy && <Chip tone="learn">{t('lock.opening')}</Chip>}
      {!busy && replaced && <Chip tone="mind" test="replaced">{t('lock.replaced')}</Chip>}
      {!busy && visit && <Chip tone="learn" test="on-visit">{t('lock.on_visit')}</Chip>}
      {!busy && !countsHidden && unsent > 0 && <Chip tone="work">{tn('lock.unsent', unsent)}</Chip>}
      {!busy && !countsHidden && unsent === 0 && allArrived && <Chip tone="meet"><span aria-hidden="true">✓✓✓ </span>{t('lock.all_arrived')}</Chip>}
    </button>
  );
}

export function Lock() {
  return (
    <Screen title={t('lock.title')}>
      {lost.value && <Lost />}
      {erased.value && <Erased />}
      <WrongDate />
      <p class="soft">{t('lock.hint')}</p>
      <div class={(profiles.value?.length ?? 0) > MANY ? 'faces faces-many' : 'faces'}>
        {profiles.value?.map((profile) => <Face key={profile.id} profile={profile} />)}
        <button type="button" class="face face-new" data-test="first-time" onClick={() => go({ place: 'enrol' })}>
          <span class="face-plus"><Icon name="plus" /></span>
          <span class="face-name">{t('lock.first_time')}</span>
        </button>
        {lent.value && (
          <button type="button" class="face face-new" data-test="visit" onClick={() => go({ place: 'visit' })}>
            <span class="face-plus"><Icon name="hand" /></span>
            <span class="face-name">{t('lock.visit')}</span>
          </button>
        )}
        <button type="button" class="face face-new" data-test="other-profile" onClick={() => go({ place: 'other' })}>
          <span class="face-plus"><Icon name="other" /></span>
          <span class="face-name">{t('lock.other')}</span>
        </button>
      </div>
      <p class="lock-promise soft">{t('lock.promise')}</p>
      <Button kind="plain" icon="send" test="courier" onPress={() => go({ place: 'courier' })}>{t('courier.title')}</Button>
      <Button kind="plain" icon="shield" test="safety" onPress={() => go({ place: 'safety' })}>{t('safety.title')}</Button>
      <Button kind="plain" icon="phone" test="settings" onPress={() => go({ place: 'settings' })}>{t('lock.settings')}</Button>
    </Screen>
  );
}

/** Whose it was is not said: nothing is left that could say so. */
function Erased() {
  return (
    <div class="card card-mind" role="status" data-test="erased">
      <Chip tone="mind">{t('erased.title')}</Chip>
      <p>{t('erased.what')}</p>
      <Button kind="ghost" icon="tick" test="erased-read" onPress={() => void theEngine().readErased()}>{t('erased.read')}</Button>
    </div>
  );
}

/** The browser threw away what the phone kept: said plainly, and what to do now. */
function Lost() {
  return (
    <div class="card card-mind" role="status" data-test="lost">
      <Chip tone="mind">{t('lost.title')}</Chip>
      <p>{t('lost.what')}</p>
      <p>{t('lost.now')}</p>
    </div>
  );
}
