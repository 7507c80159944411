/**
 * Closing a period: choose its days, read what the statement will hold, close it.
 *
 * Owns these two steps. Must not: close what was not looked at first, or close twice: the
 * statement's id is made once, when the form opens.
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import { asApiError, type ApiError } from '../../../api/errors';
import type { Period, StatementPreview } from '../../../api/pay';
import type { CohortId } from '../../../api/types';
import { newEntryId } from '../../../app/entry-id';
import { hashOf } from '../route';
import { sessionEnded } from '../session';
import { reason } from '../trouble';
import { previewWords } from './sheet';
import { periodSaid, t, tn } from './words';

interface Props {
  readonly cohort: CohortId;
  readonly period: Period;
  onLeave(): void;
}

export function ClosePeriod({ cohort, period: offered, onLeave }: Props) {
  const [id] = useState(newEntryId);
  const [period, setPeriod] = useState<Period>(offered);
  const [preview, setPreview] = useState<StatementPreview | undefined>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();

  const attempt = async (work: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      const error: ApiError = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(t('close.failed', { reason: reason(error) }));
    }
    setWorking(false);
  };
  const look = (event: Event) => {
    event.preventDefault();
    if (!period.from || !period.to) return setProblem(t('close.both'));
    if (period.to < period.from) return setProblem(t('close.order'));
    void attempt(async () => setPreview((await api.previewStatement(cohort, period)).body));
  };
  const close = () =>
    attempt(async () => {
      await api.closeStatement(cohort, id, period);
      location.hash = hashOf({ page: 'statement', id });
    });
  const trouble = problem && <p class="of-problem" role="alert" data-test="close-problem">{problem}</p>;

  if (preview) {
    const empty = preview.kinds.length === 0;
    return (
      <section class="of-card of-closing" aria-labelledby="close-title" data-test="close-preview">
        <h2 id="close-title" tabIndex={-1} ref={arrive}>{t('close.title')}</h2>
        {empty ? (
          <p data-test="close-empty">{t('close.empty')}</p>
        ) : (
          <>
            <p>{t('close.holds', { period: periodSaid(preview) })}</p>
            <ul class="of-holds" data-test="close-holds">{previewWords(preview).map((words) => <li key={words}>{words}</li>)}</ul>
          </>
        )}
        {preview.open > 0 && <p class="of-soft" data-test="close-open">{tn('close.open', preview.open)}</p>}
        {preview.over_cap > 0 && <p class="of-soft" data-test="close-over-cap">{tn('close.over_cap', preview.over_cap)}</p>}
        {trouble}
        <div class="of-actions">
          {!empty && (
            <button type="button" class="of-button of-main" aria-disabled={working} onClick={() => void close()} data-test="close-confirm">
              {t(working ? 'close.closing' : 'close.confirm')}
            </button>
          )}
          <button type="button" class="of-button of-quiet" onClick={() => { setPreview(undefined); setProblem(undefined); }} data-test="close-change">{t('close.change')}</button>
        </div>
      </section>
    );
  }
  return (
    <form autocomplete="off" class="of-card of-closing" aria-labelledby="close-title" noValidate onSubmit={look} data-test="close-form">
      <h2 id="close-title" tabIndex={-1} ref={arrive}>{t('close.title')}</h2>
      <p>{t('close.intro')}</p>
      <div class="of-days">
        {(['from', 'to'] as const).map((which) => (
          <label key={which} class="of-field">
            {t(`close.${which}`)}
            <input
              type="date"
              value={period[which]}
              onInput={(event) => setPeriod({ ...period, [which]: event.currentTarget.value })}
              data-test={`close-${which}`}
            />
          </label>
        ))}
      </div>
      {trouble}
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={working} data-test="close-look">{t(working ? 'close.looking' : 'close.look')}</button>
        <button type="button" class="of-button of-quiet" onClick={onLeave} data-test="close-leave">{t('pay.no')}</button>
      </div>
    </form>
  );
}

/** A new step is read out, and the keyboard goes on from there. Not a new function at each drawing. */
function arrive(heading: HTMLElement | null): void {
  heading?.focus();
}
