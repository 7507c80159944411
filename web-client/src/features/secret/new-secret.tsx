/**
 * Owns choosing a secret where there is none in force for her: the first one of a profile made
 * before there were secrets, and the next one after coming in with a card or by the centre's key.
 *
 * Must not: let anything else be done before; the shell shows nothing but this.
 */
import { useState } from 'preact/hooks';
import { ChooseSecret } from '../../app/choose-secret';
import { arrive, takeUp } from '../../app/entering';
import { openId } from '../../app/store';
import type { Proof, Secret } from '../../engine/types';
import { t } from '../../i18n';

const WHY = { none: 'secret.why_first', card: 'secret.why_card', centre: 'secret.why_centre' } as const;

export function NewSecret({ proof }: { readonly proof: Extract<Proof, { by: 'none' | 'card' | 'centre' }> }) {
  const [busy, setBusy] = useState(false);
  const take = async (secret: Secret) => {
    const profile = openId.value;
    if (profile === undefined) return;
    setBusy(true);
    // Her first secret: then a card is offered, as to anybody who enrols.
    if (await takeUp(secret, proof)) await arrive(profile, proof.by === 'none' ? { place: 'card' } : undefined);
    setBusy(false);
  };
  return <ChooseSecret stays busy={busy} why={t(WHY[proof.by])} onChosen={(secret) => void take(secret)} />;
}
