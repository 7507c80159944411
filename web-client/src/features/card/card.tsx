/**
 * Owns the recovery card: offered, asked for with the secret, shown once, printed.
 *
 * Must not: keep the card; leaving this screen is the end of it. A new one makes the old one worthless.
 */
import { useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { beginErrand } from '../../app/leaving';
import { Prove } from '../../app/prove';
import { back } from '../../app/router';
import { freshSecret, openProfile, theEngine, tried } from '../../app/store';
import type { Card as RecoveryCard, Secret, Tried } from '../../engine/types';
import { locale, t } from '../../i18n';
import { Button } from '../../ui/button';
import { QrCode } from '../../ui/qr-code';
import './card.css';

export function CardScreen() {
  const [card, setCard] = useState<RecoveryCard | undefined>(undefined);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const kind = openProfile.value?.secret;
  const make = async (secret: Secret): Promise<Tried | undefined> => {
    let made: RecoveryCard | undefined;
    const outcome = await tried(async () => {
      const answer = await theEngine().makeCard(secret);
      made = answer.card;
      return answer;
    });
    if (made !== undefined) setCard(made);
    return outcome;
  };
  if (card !== undefined) return <Shown card={card} />;
  if (asking && kind !== undefined && kind !== 'none') {
    return (
      <Prove title={t(kind === 'digits' ? 'secret.present_digits' : 'secret.present_pictures')} kind={kind} onSecret={make}>
        <p>{t('card.why_secret')}</p>
      </Prove>
    );
  }
  const begin = async () => {
    const fresh = freshSecret.value;
    if (fresh === undefined) {
      setAsking(true);
      return;
    }
    setBusy(true);
    await make(fresh);
    setBusy(false);
  };
  return (
    <Screen
      title={t('card.title')}
      screen="offer"
      backs
      foot={(
        <>
          <Button kind="ghost" test="card-later" onPress={back}>{t('card.later')}</Button>
          <Button icon="card" test="card-make" disabled={busy} onPress={() => void begin()}>{t('card.make')}</Button>
        </>
      )}
    >
      <p>{t('card.what')}</p>
      <p>{t('card.where')}</p>
      {openProfile.value?.hasCard && <p data-test="card-voids">{t('card.voids')}</p>}
      <p class="soft">{t('card.later_text')}</p>
    </Screen>
  );
}

function Shown({ card }: { readonly card: RecoveryCard }) {
  const print = () => {
    beginErrand();
    window.print();
  };
  return (
    <Screen
      title={t('card.shown')}
      screen="shown"
      foot={<Button icon="tick" test="card-done" onPress={back}>{t('card.done')}</Button>}
    >
      <p class="not-printed">{t('card.copy')}</p>
      <div class="recovery-card" data-test="recovery-card">
        <ol class="recovery-words">
          {card.words[locale.value].map((word, at) => (
            <li key={at}><span class="recovery-number">{at + 1}</span><span lang={locale.value} data-test="card-word">{word}</span></li>
          ))}
        </ol>
        <QrCode text={card.qr} label={t('card.qr')} test="card-qr" />
      </div>
      <div class="stack not-printed">
        <Button kind="ghost" icon="print" test="card-print" onPress={print}>{t('card.print')}</Button>
        <p>{t('card.once')}</p>
        <p>{t('card.where')}</p>
      </div>
    </Screen>
  );
}
