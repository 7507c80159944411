/**
 * The notebook's secret: chosen once, and put in each time; and taking a notebook out when the
 * secret was forgotten, with what would be lost said first.
 *
 * Owns these forms. Must not: keep a secret longer than it takes to hand it on.
 */
import { useEffect, useState } from 'preact/hooks';
import { isEasy, isSame, isWhole, secretOf, type Marks } from '../../../app/secret';
import { SecretEntry } from '../../../app/secret-entry';
import type { DeskClosed } from '../../../desk/types';
import { theDesk } from './desk';
import { failureSaid, fetchHerWords, t, tn, waitSaid } from './words';

/** The pads' own words may have to be fetched. */
function usePads(): boolean {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    // Without them the pads speak Spanish.
    void fetchHerWords().catch(() => undefined).then(() => setReady(true));
  }, []);
  return ready;
}

export function MakeDesk() {
  const ready = usePads();
  const [first, setFirst] = useState<Marks | undefined>();
  const [marks, setMarks] = useState<Marks>([]);
  const [said, setSaid] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const whole = isWhole('digits', marks);
  const next = async () => {
    if (busy || !whole) return;
    setSaid(undefined);
    if (first === undefined) {
      if (isEasy(marks)) setSaid(t('desk.easy'));
      else setFirst(marks);
      return setMarks([]);
    }
    const secret = secretOf('digits', marks);
    if (!secret || !isSame(first, marks)) {
      setFirst(undefined);
      setMarks([]);
      return setSaid(t('desk.notSame'));
    }
    setBusy(true);
    try {
      await theDesk().create(secret);
    } catch (thrown) {
      setBusy(false);
      setSaid(t('desk.trouble', { reason: failureSaid(thrown) }));
    }
  };
  return (
    <form autocomplete="off" class="of-card of-notebook" aria-labelledby="desk-title" onSubmit={(event) => { event.preventDefault(); void next(); }} data-test="desk-make">
      <h1>{t('desk.title')}</h1>
      <p>{t('desk.why')}</p>
      <h2 id="desk-title" tabIndex={-1} data-test="desk-step">{t(first === undefined ? 'desk.make' : 'desk.again')}</h2>
      {first === undefined && <p class="of-soft">{t('desk.makeHint')}</p>}
      <p class={said ? 'of-problem' : 'unseen'} role="alert" data-test="desk-said">{said}</p>
      {ready && <SecretEntry key={first === undefined ? 'first' : 'again'} kind="digits" marks={marks} disabled={busy} onChange={setMarks} />}
      <button type="submit" class="of-button of-main" aria-disabled={busy || !whole} data-test="desk-next">
        {t(busy ? 'desk.making' : first === undefined ? 'desk.next' : 'desk.made')}
      </button>
    </form>
  );
}

interface OpenProps {
  readonly status: DeskClosed;
  /** Signed in: a new one can be made when this one is taken out. */
  readonly canMake: boolean;
  /** Absent: it is of whoever is signed in. */
  readonly other: (() => void) | undefined;
}

export function OpenDesk({ status, canMake, other }: OpenProps) {
  const ready = usePads();
  const [marks, setMarks] = useState<Marks>([]);
  const [said, setSaid] = useState<string | undefined>(status.waitSeconds > 0 ? t('desk.wait', { wait: waitSaid(status.waitSeconds) }) : undefined);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);
  const kind = status.secret;
  const open = async (all: Marks) => {
    const secret = secretOf(kind, all);
    if (busy || !secret) return;
    setBusy(true);
    setSaid(undefined);
    try {
      const tried = await theDesk().open(secret);
      if (tried.result === 'ok') return;
      setSaid(tried.waitSeconds > 0 ? t('desk.wait', { wait: waitSaid(tried.waitSeconds) }) : t('desk.wrong'));
    } catch (thrown) {
      setSaid(t('desk.trouble', { reason: failureSaid(thrown) }));
    }
    setMarks([]);
    setBusy(false);
  };
  if (forgot) return <Forgot unsent={status.unsent} onLeave={() => setForgot(false)} />;
  return (
    <form autocomplete="off" class="of-card of-notebook" aria-labelledby="desk-title" onSubmit={(event) => { event.preventDefault(); void open(marks); }} data-test="desk-open">
      <h1 id="desk-title">{t('desk.open')}</h1>
      <p>{t(WHY[status.why])}</p>
      {status.unsent > 0 && <p class="of-soft" data-test="desk-unsent">{tn('desk.unsentClosed', status.unsent)}</p>}
      <p class={said ? 'of-problem' : 'unseen'} role="alert" data-test="desk-said">{said}</p>
      {ready && <SecretEntry kind={kind} marks={marks} disabled={busy} onChange={setMarks} />}
      <button type="submit" class="of-button of-main" aria-disabled={busy || !isWhole(kind, marks)} data-test="desk-next">{t(busy ? 'desk.opening' : 'desk.openGo')}</button>
      <div class="of-actions">
        {canMake && <button type="button" class="of-button of-quiet" onClick={() => setForgot(true)} data-test="desk-forgot">{t('desk.forgot')}</button>}
        {other && <button type="button" class="of-button of-quiet" onClick={other} data-test="desk-other">{t('desk.otherLogin')}</button>}
      </div>
    </form>
  );
}

const WHY = { closed: 'desk.openWhy', elsewhere: 'desk.elsewhere', storage_lost: 'desk.lost' } as const;

function Forgot({ unsent, onLeave }: { unsent: number; onLeave: () => void }) {
  const [lost, setLost] = useState(unsent);
  const [said, setSaid] = useState<string | undefined>();
  const remove = async () => {
    setSaid(undefined);
    try {
      const removed = await theDesk().remove(lost);
      // More was decided since the number was read: it is named again before anything is taken.
      if (removed.result === 'would_lose') setLost(removed.unsent);
    } catch (thrown) {
      setSaid(t('desk.trouble', { reason: failureSaid(thrown) }));
    }
  };
  return (
    <section class="of-card of-notebook" aria-labelledby="desk-title" data-test="desk-forgotten">
      <h1 id="desk-title">{t('desk.forgot')}</h1>
      <p>{t('desk.forgotWhat')}</p>
      {lost > 0 && <p class="of-problem" role="status" data-test="desk-loss">{tn('desk.forgotLose', lost)}</p>}
      <p class={said ? 'of-problem' : 'unseen'} role="alert">{said}</p>
      <div class="of-actions">
        <button type="button" class="of-button of-main" onClick={onLeave} data-test="desk-stay">{t('desk.forgotNo')}</button>
        <button type="button" class="of-button of-quiet" onClick={() => void remove()} data-test="desk-remove">{t('desk.forgotGo')}</button>
      </div>
    </section>
  );
}
