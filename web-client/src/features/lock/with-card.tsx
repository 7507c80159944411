/**
 * Owns coming in with a recovery card: its twelve words typed, or its code scanned.
 *
 * Must not: keep what was typed longer than this screen, or correct it; the engine reads both
 * languages and forgives capitals and spaces.
 */
import { useEffect, useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { settle } from '../../app/router';
import { Scanner } from '../../app/scanner';
import { waitSaid } from '../../app/secret';
import { cardText, openId, theEngine, tried } from '../../app/store';
import { useWait } from '../../app/wait';
import type { Who } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';

export function WithCard({ who }: { readonly who: Who }) {
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [left, setLeft] = useWait(0);
  useEffect(() => () => setTyped(''), []);
  const attempt = async (text: string) => {
    if (busy || left > 0 || text.trim() === '') return;
    setBusy(true);
    const outcome = await tried(() => theEngine().openWithCard(who, text));
    setBusy(false);
    if (outcome === undefined) return;
    if (outcome.result === 'ok') {
      cardText.value = text; // proves who chooses the new secret, which comes next
      openId.value = outcome.profile;
      settle({ place: 'home' });
      return;
    }
    setWrong(outcome.result === 'wrong');
    setLeft(outcome.waitSeconds);
  };
  return (
    <Screen title={t('with_card.title')} backs>
      <form class="stack" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); void attempt(typed); }}>
        <label for="card-words">{t('with_card.hint')}</label>
        <textarea
          id="card-words"
          class="card-words-typed"
          data-test="card-words"
          rows={4}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={typed}
          aria-invalid={wrong ? true : undefined}
          aria-describedby="card-wrong"
          onInput={(event) => { setTyped(event.currentTarget.value); setWrong(false); }}
        />
        <p id="card-wrong" class={wrong ? 'secret-trouble' : 'unseen'} role="alert" data-test="card-wrong">{wrong ? t('with_card.wrong') : ''}</p>
        {left > 0 && <p class="secret-wait" role="timer" data-test="secret-wait" data-seconds={left}>{t('secret.wait', { time: waitSaid(left) })}</p>}
        {busy && <p class="soft" role="status">{t('lock.opening')}</p>}
        <Button submit test="card-open" disabled={busy || left > 0}>{t('with_card.open')}</Button>
      </form>
      <Scanner label={t('with_card.scan')} onText={(text) => void attempt(text)} />
    </Screen>
  );
}
