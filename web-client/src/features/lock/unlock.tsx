/**
 * Owns opening one profile with its secret, and "otro perfil": first the picture, then the secret.
 *
 * Must not: tell, by words or by what is offered, whether a profile behind "otro perfil" exists.
 */
import { useState } from 'preact/hooks';
import { arrive } from '../../app/entering';
import { Screen } from '../../app/frame';
import { Prove } from '../../app/prove';
import { go } from '../../app/router';
import { KindChoice } from '../../app/secret-entry';
import { profiles, theEngine, toldAtMs, tried } from '../../app/store';
import type { Secret, SecretKind, Tried, Who } from '../../engine/types';
import { t, type Key } from '../../i18n';
import { Button } from '../../ui/button';
import { PictureDisc, PICTURES } from '../../ui/pictures';
import { Lock } from './lock';

export function Unlock({ who }: { readonly who: Who }) {
  const shown = typeof who === 'string' ? profiles.value?.find((each) => each.id === who) : undefined;
  const [chosen, setChosen] = useState<SecretKind | undefined>(undefined);
  if (typeof who === 'string' && (!shown || shown.secret === 'none')) return <Lock />;
  const picture = typeof who === 'string' ? (shown?.picture ?? 0) : who.other;
  const name = shown?.name ?? t(`picture.${picture}` as Key);
  const kind = shown === undefined || shown.secret === 'none' ? chosen : shown.secret;
  if (kind === undefined) {
    return (
      <Screen title={t('secret.which')} screen="which" backs>
        <Whose picture={picture} name={name} />
        <KindChoice onKind={setChosen} />
      </Screen>
    );
  }
  const attempt = async (secret: Secret): Promise<Tried | undefined> => {
    const outcome = await tried(() => theEngine().open(who, secret));
    if (outcome?.result === 'ok') await arrive(outcome.profile);
    return outcome;
  };
  // What was left of the wait when it was told, less what has passed since.
  const wait = Math.max(0, (shown?.waitSeconds ?? 0) - Math.floor((performance.now() - toldAtMs.value) / 1000));
  return (
    <Prove
      title={t(kind === 'digits' ? 'secret.put_digits' : 'secret.put_pictures')}
      kind={kind}
      waitSeconds={wait}
      onSecret={attempt}
      below={<Button kind="plain" icon="key" test="forgot" onPress={() => go({ place: 'forgot', who })}>{t('secret.forgot')}</Button>}
    >
      <Whose picture={picture} name={name} />
    </Prove>
  );
}

function Whose({ picture, name }: { readonly picture: number; readonly name: string }) {
  return (
    <p class="whose">
      <PictureDisc picture={picture} size="s" />
      <b>{name}</b>
    </p>
  );
}

/** Every picture there is, whoever has it. */
export function OtherProfile() {
  return (
    <Screen title={t('other.title')} backs>
      <p class="soft">{t('other.hint')}</p>
      <div class="other-pictures">
        {PICTURES.map((_, at) => (
          <button type="button" key={at} class="other-picture" data-test={`other-${at}`} onClick={() => go({ place: 'unlock', who: { other: at } })}>
            <PictureDisc picture={at} size="m" />
            {t(`picture.${at}` as Key)}
          </button>
        ))}
      </div>
    </Screen>
  );
}
