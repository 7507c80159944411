/**
 * Marking that people were paid: whom, on which day, how; then once more in words.
 *
 * Owns this form. Must not: mark anybody who was not chosen, or without the second look: what is
 * marked is told to her phone and stays.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { asApiError } from '../../../api/errors';
import type { StatementId } from '../../../api/pay';
import type { Day } from '../../../api/types';
import { dayLong } from '../format';
import { sessionEnded } from '../session';
import { reason } from '../trouble';
import { dueOf, type PersonSheet } from './sheet';
import { METHODS, methodSaid, moneys, t, tn, type Method } from './words';

interface Props {
  readonly statement: StatementId;
  /** Everybody who can be chosen. */
  readonly due: readonly PersonSheet[];
  readonly chosen: readonly PersonSheet[];
  readonly today: Day;
  choose(learners: readonly string[]): void;
  changed(): void;
}

export function MarkPaid({ statement, due, chosen, today, choose, changed }: Props) {
  const [day, setDay] = useState<Day>(today);
  const [method, setMethod] = useState<Method>('efectivo');
  const [sure, setSure] = useState(false);
  const everybody = chosen.length === due.length;
  return (
    <section class="of-card of-closing of-screen-only" aria-labelledby="pay-title" data-test="mark-paid">
      <h2 id="pay-title">{t('pay.title')}</h2>
      <p role="status" data-test="pay-chosen">
        {chosen.length === 0 ? t('pay.choose') : tn('pay.chosen', chosen.length, { amount: moneys(dueOf(chosen)) })}
      </p>
      <div class="of-actions">
        <button type="button" class="of-button of-quiet" onClick={() => choose(everybody ? [] : due.map(({ id }) => id))} data-test="choose-all">
          {everybody ? t('pay.none') : tn('pay.all', due.length)}
        </button>
      </div>
      <div class="of-days">
        <label class="of-field">
          {t('pay.day')}
          <input type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} data-test="pay-day" />
        </label>
        <label class="of-field">
          {t('pay.method')}
          <select value={method} onChange={(event) => setMethod(event.currentTarget.value as Method)} data-test="pay-method">
            {METHODS.map((each) => <option key={each} value={each}>{methodSaid(each)}</option>)}
          </select>
        </label>
      </div>
      <div class="of-actions">
        <button type="button" class="of-button of-main" aria-disabled={chosen.length === 0 || !day} onClick={() => { if (chosen.length > 0 && day) setSure(true); }} data-test="pay-go" data-act="mark_paid">
          {t('pay.go')}
        </button>
      </div>
      {sure && <Sure statement={statement} chosen={chosen} day={day} method={method} onLeave={() => setSure(false)} changed={() => { choose([]); changed(); }} />}
    </section>
  );
}

interface SureProps {
  readonly statement: StatementId;
  readonly chosen: readonly PersonSheet[];
  readonly day: Day;
  readonly method: Method;
  onLeave(): void;
  changed(): void;
}

function Sure({ statement, chosen, day, method, onLeave, changed }: SureProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => dialog.current?.showModal(), []);
  const mark = async () => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await api.markPaid(statement, { day, method, learners: chosen.map(({ id }) => id) });
      dialog.current?.close();
      changed();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') sessionEnded();
      else setProblem(t('pay.failed', { reason: reason(error) }));
      setWorking(false);
    }
  };
  return (
    <dialog ref={dialog} class="of-code" aria-labelledby="pay-sure" onClose={onLeave} data-test="pay-sure">
      <h2 id="pay-sure">{t('pay.confirmTitle')}</h2>
      <p data-test="pay-words">
        {tn('pay.confirm', chosen.length, { amount: moneys(dueOf(chosen)), method: methodSaid(method), day: dayLong(day) })}
      </p>
      {problem && <p class="of-problem" role="alert" data-test="pay-problem">{problem}</p>}
      <div class="of-actions">
        <button type="button" class="of-button of-main" aria-disabled={working} onClick={() => void mark()} data-test="pay-yes">{t(working ? 'pay.working' : 'pay.yes')}</button>
        <button type="button" class="of-button of-quiet" onClick={() => dialog.current?.close()} data-test="pay-no">{t('pay.no')}</button>
      </div>
    </dialog>
  );
}
