/**
 * Owns "¿Quién eres?": the pictures of this phone, and the way in for somebody new.
 *
 * Must not: show anything of a profile beyond its picture and what is still to be sent.
 */
import { signal } from '@preact/signals';
import { Screen } from '../../app/frame';
import { go, settle } from '../../app/router';
import { openUp, profiles } from '../../app/store';
import type { ProfileId, ProfileSummary } from '../../engine/types';
import { t, tn, type Key } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Chip } from '../../ui/parts';
import { PictureDisc } from '../../ui/pictures';
import './lock.css';

const opening = signal<ProfileId | undefined>(undefined);

async function open(profile: ProfileId): Promise<void> {
  if (opening.value) return;
  opening.value = profile;
  if (await openUp(profile)) settle({ place: 'home' });
  opening.value = undefined;
}

function Face({ profile }: { readonly profile: ProfileSummary }) {
  const busy = opening.value === profile.id;
  return (
    <button type="button" class="face" data-test={`profile-${profile.picture}`} data-unsent={profile.unsent} aria-busy={busy} onClick={() => void open(profile.id)}>
      <PictureDisc picture={profile.picture} size="l" />
      <span class="face-name">{t(`picture.${profile.picture}` as Key)}</span>
      {busy && <Chip tone="learn">{t('lock.opening')}</Chip>}
      {!busy && profile.unsent > 0 && <Chip tone="work">{tn('lock.unsent', profile.unsent)}</Chip>}
      {!busy && profile.unsent === 0 && profile.allArrived && <Chip tone="meet"><span aria-hidden="true">✓✓✓ </span>{t('lock.all_arrived')}</Chip>}
    </button>
  );
}

export function Lock() {
  return (
    <Screen title={t('lock.title')}>
      <p class="soft">{t('lock.hint')}</p>
      <div class="faces">
        {profiles.value?.map((profile) => <Face key={profile.id} profile={profile} />)}
        <button type="button" class="face face-new" data-test="first-time" onClick={() => go({ place: 'enrol' })}>
          <span class="face-plus"><Icon name="plus" /></span>
          <span class="face-name">{t('lock.first_time')}</span>
        </button>
      </div>
      <p class="lock-promise soft">{t('lock.promise')}</p>
      <Button kind="plain" icon="phone" test="settings" onPress={() => go({ place: 'settings' })}>{t('lock.settings')}</Button>
    </Screen>
  );
}
