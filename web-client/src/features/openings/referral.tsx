/**
 * Owns asking her whether exactly this may be sent to a company, and what she said.
 *
 * Must not: shorten the text, or take one word for another text: what changed is asked anew.
 */
import { useState } from 'preact/hooks';
import { today } from '../../app/days';
import { act } from '../../app/store';
import type { RecordView, Referral } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dateName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import { Speaker } from '../../ui/speaker';

export function ReferralCard({ referral, mine }: { readonly referral: Referral; readonly mine: RecordView }) {
  const { id, company, text, version, state } = referral;
  const [again, setAgain] = useState(false);
  const [busy, setBusy] = useState(false);
  const sent = mine.outcomes?.find((outcome) => outcome.kind === 'referred' && outcome.referral === id);
  const asks = state === 'asked' || (again && state !== 'differing');
  const say = async (allowed: boolean): Promise<void> => {
    setBusy(true);
    if (await act({ type: 'release', referral: id, about: version, allowed, day: today.value })) setAgain(false);
    setBusy(false);
  };
  return (
    <Card mind={asks} test={`referral-${id}`}>
      <Chip tone={state === 'allowed' ? 'meet' : 'mind'} icon={state === 'allowed' ? 'tick' : state === 'declined' ? 'stop' : 'ask'}>
        {t(asks ? 'referral.ask' : `referral.${state}`)}
      </Chip>
      <h2 class="opening-name">{t('referral.to', { company })}</h2>
      {state === 'differing' ? (
        <p>{t('referral.anew')}</p>
      ) : (
        <>
          <p>{t(sent ? 'referral.was_sent' : 'referral.exactly', { day: sent ? dateName(sent.day, today.value, locale.value) : '' })}</p>
          <blockquote class="referral-text" data-test="referral-text">{text}</blockquote>
          <Speaker name={`referral ${version}`} language={locale.value} listen={t('do.listen')} stop={t('do.stop_listening')} text={() => text} />
        </>
      )}
      {asks && (
        <>
          <Button kind="main" icon="tick" test="referral-yes" disabled={busy} onPress={() => void say(true)}>{t('referral.yes')}</Button>
          <Button kind="ghost" icon="stop" test="referral-no" disabled={busy} onPress={() => void say(false)}>{t('referral.no')}</Button>
          <p class="soft">{t('referral.free')}</p>
        </>
      )}
      {!asks && state !== 'differing' && !sent && (
        <Button kind="plain" icon="pencil" test="referral-again" onPress={() => setAgain(true)}>{t('referral.change')}</Button>
      )}
    </Card>
  );
}
