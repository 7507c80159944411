/**
 * Owns choosing a new secret: which kind, once, and once more.
 *
 * Must not: do anything with it but hand it on when both times were the same. Used where somebody
 * enrols, comes in with a card, or changes her secret.
 */
import { useState } from 'preact/hooks';
import type { Secret, SecretKind } from '../engine/types';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { Screen } from './frame';
import { back } from './router';
import { isEasy, isSame, isWhole, secretOf, type Marks } from './secret';
import { KindChoice, SecretEntry } from './secret-entry';

interface Props {
  /** Above the heading: what this is part of. */
  readonly before?: string;
  /** Told with the first question: why there is one. */
  readonly why: string;
  readonly trouble?: string | undefined;
  /** Nowhere to go back to: the first question has no way but forward, or out. */
  readonly stays?: boolean;
  /** It is being taken up. */
  readonly busy?: boolean;
  readonly onChosen: (secret: Secret) => void;
}

type Step = { readonly at: 'kind' } | { readonly at: 'first' | 'again'; readonly kind: SecretKind };

export function ChooseSecret({ before, why, trouble, stays = false, busy = false, onChosen }: Props) {
  const [step, setStep] = useState<Step>({ at: 'kind' });
  const [first, setFirst] = useState<Marks>([]);
  const [marks, setMarks] = useState<Marks>([]);
  const [said, setSaid] = useState<string | undefined>(undefined);

  const begin = (next: Step) => {
    setStep(next);
    setFirst([]);
    setMarks([]);
    setSaid(undefined);
  };
  if (step.at === 'kind') {
    return (
      <Screen title={t('secret.choose')} screen="kind" before={before} backs={!stays} onBack={back}>
        <p>{why}</p>
        {trouble && <p class="secret-trouble" role="alert" data-test="secret-trouble">{trouble}</p>}
        <KindChoice onKind={(kind) => begin({ at: 'first', kind })} />
      </Screen>
    );
  }
  const { kind } = step;
  const change = (next: Marks) => {
    setMarks(next);
    setSaid(undefined);
  };
  const next = () => {
    const secret = secretOf(kind, marks);
    if (!secret) return;
    if (step.at === 'first') {
      if (isEasy(marks)) {
        setMarks([]);
        setSaid(t('secret.easy'));
        return;
      }
      setFirst(marks);
      setMarks([]);
      setStep({ at: 'again', kind });
    } else if (isSame(first, marks)) {
      onChosen(secret);
    } else {
      setMarks([]);
      setSaid(t('secret.not_same'));
    }
  };
  const again = step.at === 'again';
  return (
    <Screen
      key={step.at}
      title={t(again ? 'secret.again' : kind === 'digits' ? 'secret.first_digits' : 'secret.first_pictures')}
      screen={step.at}
      before={before}
      backs
      onBack={() => begin(again ? { at: 'first', kind } : { at: 'kind' })}
      foot={<Button test="secret-next" disabled={busy || !isWhole(kind, marks)} onPress={next}>{t('do.next')}</Button>}
    >
      {!again && <p class="soft">{t(kind === 'digits' ? 'secret.first_digits_hint' : 'secret.first_pictures_hint')}</p>}
      <p class={said ? 'secret-trouble' : 'unseen'} role="alert" data-test="secret-said">{said}</p>
      {busy && <p class="soft" role="status">{t('app.wait')}</p>}
      <SecretEntry kind={kind} marks={marks} disabled={busy} onChange={change} />
    </Screen>
  );
}
