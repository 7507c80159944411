/**
 * Owns asking for the present secret, with the wait after wrong ones.
 *
 * Must not: know what it is asked for. One try is made as soon as the last mark is in.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Secret, SecretKind, Tried } from '../engine/types';
import { t } from '../i18n';
import { Screen } from './frame';
import { back } from './router';
import { secretOf, waitSaid, type Marks } from './secret';
import { SecretEntry } from './secret-entry';
import { useWait } from './wait';

interface Props {
  readonly title: string;
  readonly kind: SecretKind;
  /** Above the pad: whose it is, or why it is asked. */
  readonly children?: ComponentChildren;
  readonly below?: ComponentChildren;
  readonly waitSeconds?: number;
  /** Tries it; undefined when it could not be tried (a notice says why). */
  readonly onSecret: (secret: Secret) => Promise<Tried | undefined>;
}

export function Prove({ title, kind, children, below, waitSeconds = 0, onSecret }: Props) {
  const [marks, setMarks] = useState<Marks>([]);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [left, setLeft] = useWait(waitSeconds);

  useEffect(() => setMarks([]), [kind]);
  const change = (next: Marks) => {
    if (busy || left > 0) return;
    setMarks(next);
    if (next.length > 0) setWrong(false);
    const secret = secretOf(kind, next);
    if (secret) void attempt(secret);
  };
  const attempt = async (secret: Secret) => {
    setBusy(true);
    const outcome = await onSecret(secret);
    setBusy(false);
    setMarks([]);
    if (outcome === undefined || outcome.result === 'ok') return;
    setWrong(outcome.result === 'wrong');
    setLeft(outcome.waitSeconds);
  };
  return (
    <Screen title={title} screen={kind} backs onBack={back}>
      {children}
      <p class={wrong ? 'secret-trouble' : 'unseen'} role="alert" data-test="secret-wrong">{wrong ? t(kind === 'digits' ? 'secret.wrong_digits' : 'secret.wrong_pictures') : ''}</p>
      {left > 0 && <p class="secret-wait" role="timer" data-test="secret-wait" data-seconds={left}>{t('secret.wait', { time: waitSaid(left) })}</p>}
      {busy && <p class="soft" role="status" data-test="secret-busy">{t('lock.opening')}</p>}
      <SecretEntry kind={kind} marks={marks} disabled={busy || left > 0} onChange={change} />
      {below}
    </Screen>
  );
}
