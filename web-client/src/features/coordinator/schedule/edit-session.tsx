/**
 * Adding a workshop, or changing one.
 *
 * Owns the form. Must not: judge what is typed; the server says which field it means.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { newEntryId } from '../../../app/entry-id';
import { api } from '../../../api/client';
import { ApiError, asApiError } from '../../../api/errors';
import type { ScheduledSession } from '../../../api/schedule';
import { useLive } from '../live';
import { sessionEnded } from '../session';
import { sentence } from '../trouble';
import { inLocale } from '../words';
import { draftOf, EMPTY, faultsOf, newSession, sessionEdit, type Draft } from './session-form';
import { t, type Key } from './words';

interface Props {
  readonly cohort: string;
  /** Absent: a new one. */
  readonly session?: ScheduledSession | undefined;
  readonly onDone: () => void;
}

const FIELDS: readonly { readonly name: Exclude<keyof Draft, 'series'>; readonly more: object; readonly hint?: Key }[] = [
  { name: 'title', more: { maxLength: 80 } },
  { name: 'day', more: { type: 'date' } },
  { name: 'start', more: { type: 'time' } },
  { name: 'minutes', more: { inputMode: 'numeric', maxLength: 4 } },
  { name: 'place', more: { maxLength: 120 } },
  { name: 'link', more: { type: 'url', inputMode: 'url', maxLength: 300 }, hint: 'form.linkHint' },
  { name: 'facilitator', more: { maxLength: 60 } },
];

export function EditSession({ cohort, session, onDone }: Props) {
  const [id] = useState(newEntryId);
  const [draft, setDraft] = useState<Draft>(session ? draftOf(session) : EMPTY);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiError | undefined>();
  const series = useLive('catalogue', api.catalogue).value?.series ?? [];
  const form = useRef<HTMLFormElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (!working && problem?.faults.length) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [working, problem]);

  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
      onDone();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(error);
    }
    setWorking(false);
  };
  const save = (): void => {
    const faults = faultsOf(draft);
    if (faults.length) setProblem(new ApiError('form_faults', undefined, faults));
    else void attempt(() => (session ? api.changeSession(session.id, sessionEdit(draft)) : api.addSession(cohort, newSession(id, draft))));
  };
  const wrong = (field: string): boolean => problem?.faults.some((fault) => fault.field === field) === true;

  return (
    <form autocomplete="off" ref={form} class="of-card of-session-form" noValidate data-test="session-form" onSubmit={(event) => { event.preventDefault(); save(); }}>
      <h2 tabIndex={-1} ref={heading}>{t(session ? 'form.change' : 'form.new')}</h2>
      {FIELDS.map(({ name, more, hint }) => (
        <Field key={name} label={t(`form.${name}`)} name={name} wrong={wrong(name)} hint={hint && t(hint)}>
          {(described) => (
            <input value={draft[name]} onInput={(event) => setDraft({ ...draft, [name]: event.currentTarget.value })} autocomplete="off" data-test={`session-${name}`} {...described} {...more} />
          )}
        </Field>
      ))}
      {series.length > 0 && (
        <Field label={t('form.series')} name="series" wrong={wrong('series')} hint={t('form.seriesHint')}>
          {(described) => (
            <select value={draft.series ?? ''} onChange={(event) => setDraft({ ...draft, series: event.currentTarget.value })} data-test="session-series" {...described}>
              <option value="">{t('form.noSeries')}</option>
              {series.map(({ id: of, title }) => <option key={of} value={of}>{inLocale(title)}</option>)}
            </select>
          )}
        </Field>
      )}
      <p class="of-soft">{t('form.told')}</p>
      {problem && <p class="of-problem" role="alert" data-test="session-problem">{problem.faults.length ? t('form.problem') : sentence(problem)}</p>}
      <div class="of-actions">
        <button type="submit" class="of-button of-main" aria-disabled={working} data-test="session-save">{t(working ? 'form.saving' : 'form.save')}</button>
        <button type="button" class="of-button of-quiet" onClick={onDone} data-test="session-stop">{t('form.stop')}</button>
        {session && (
          <button type="button" class="of-button of-quiet" onClick={() => void attempt(() => api.changeSession(session.id, { cancelled: !session.cancelled }))} data-test="session-cancel">
            {t(session.cancelled ? 'uncancel' : 'cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly name: string;
  readonly wrong: boolean;
  readonly hint: string | undefined;
  readonly children: (described: object) => ComponentChildren;
}

function Field({ label, name, wrong, hint, children }: FieldProps) {
  const about = [...(hint ? [`hint-${name}`] : []), ...(wrong ? [`wrong-${name}`] : [])].join(' ');
  return (
    <label class="of-field">
      {label}
      {children({ ...(wrong && { 'aria-invalid': true }), ...(about && { 'aria-describedby': about }) })}
      {hint && <span id={`hint-${name}`} class="of-soft">{hint}</span>}
      {wrong && <span id={`wrong-${name}`} class="of-problem">{t('form.wrong')}</span>}
    </label>
  );
}
