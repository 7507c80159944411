/**
 * Owns changing one's secret: the present one, then a new one twice.
 *
 * Must not: change anything before the engine says so; until then the old one opens.
 */
import { useState } from 'preact/hooks';
import { ChooseSecret } from '../../app/choose-secret';
import { takeUp } from '../../app/entering';
import { tell } from '../../app/notice';
import { Prove } from '../../app/prove';
import { back } from '../../app/router';
import { openProfile, theEngine, tried } from '../../app/store';
import type { Secret, Tried } from '../../engine/types';
import { t } from '../../i18n';

export function ChangeSecret() {
  const [old, setOld] = useState<Secret | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const kind = openProfile.value?.secret;
  if (kind === undefined || kind === 'none') return null;
  if (old === undefined) {
    // Proven by setting the same secret again: nothing changes, and a wrong one is counted.
    const prove = async (secret: Secret): Promise<Tried | undefined> => {
      const outcome = await tried(() => theEngine().setSecret(secret, { by: 'secret', secret }));
      if (outcome?.result === 'ok') setOld(secret);
      return outcome;
    };
    return (
      <Prove title={t(kind === 'digits' ? 'secret.present_digits' : 'secret.present_pictures')} kind={kind} onSecret={prove}>
        <p>{t('secret.present_why')}</p>
      </Prove>
    );
  }
  const take = async (next: Secret) => {
    setBusy(true);
    if (await takeUp(next, { by: 'secret', secret: old })) {
      back();
      tell({ words: t('secret.changed') });
    }
    setBusy(false);
  };
  return <ChooseSecret busy={busy} why={t('secret.why_change')} onChosen={(next) => void take(next)} />;
}
