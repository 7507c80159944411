/**
 * Enrolling one person: form, a look at who is alike, her code. Under a minute, at 360 px too.
 *
 * Owns these steps. Must not: keep anything of her once the page is left.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { ApiError, asApiError } from '../../api/errors';
import type { Alike, Enrolled } from '../../api/people';
import { CodeShown } from './enrol-code';
import { PersonFields } from './enrol-fields';
import { EMPTY, freshId, newPerson, stillWrong, type Draft } from './enrol-form';
import { t } from './enrol-words';
import { EVERYONE } from './learners-view';
import { useRegions, useTracks } from './tracks';
import { hashOf } from './route';
import { sessionEnded } from './session';
import { sentence } from './trouble';
import './enrol.css';

type Step =
  | { readonly at: 'form' }
  | { readonly at: 'alike'; readonly alike: readonly Alike[] }
  | { readonly at: 'saved'; readonly saved: Extract<Enrolled, { state: 'saved' }> };

/** A new step is read out, and the keyboard goes on from there. Not a new function at each drawing. */
function arrive(heading: HTMLElement | null): void {
  heading?.focus();
}

export function EnrolPage({ cohort }: { cohort: string }) {
  const [id, setId] = useState(freshId);
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const [step, setStep] = useState<Step>({ at: 'form' });
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiError | undefined>();
  const tracks = useTracks();
  const regions = useRegions();
  const form = useRef<HTMLFormElement>(null);

  // After a try that failed, the first field that is wrong is where she goes on.
  useEffect(() => {
    if (!working && problem?.faults.length) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [working]);

  const attempt = async (work: () => Promise<void>) => {
    if (working) return;
    setWorking(true);
    setProblem(undefined);
    try {
      await work();
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(error);
      if (error.faults.length) setStep({ at: 'form' });
    }
    setWorking(false);
  };
  const save = (confirmed: boolean) =>
    attempt(async () => {
      const { body } = await api.enrol(cohort, newPerson(id, draft, confirmed));
      setStep(body.state === 'alike' ? { at: 'alike', alike: body.alike } : { at: 'saved', saved: body });
    });
  const again = (saved: Extract<Step, { at: 'saved' }>['saved']) =>
    attempt(async () => {
      const { body: code } = await api.makeCode(saved.learner.id, saved.code.kind);
      setStep({ at: 'saved', saved: { ...saved, code } });
    });
  const change = (after: Draft) => {
    setDraft(after);
    if (!problem?.faults.length) return;
    const faults = stillWrong(problem.faults, draft, after);
    setProblem(faults.length ? new ApiError(problem.code, undefined, faults) : undefined);
  };
  const next = () => {
    setId(freshId());
    setDraft(EMPTY);
    setStep({ at: 'form' });
  };
  const trouble = problem && (
    <p class="of-problem" role="alert" data-test="enrol-problem">{problem.faults.length ? t('mind') : sentence(problem)}</p>
  );

  if (step.at === 'saved') {
    const { learner, code } = step.saved;
    return (
      <section class="of-card of-enrol" data-test="enrolled">
        <h1 class="of-screen-only" tabIndex={-1} ref={arrive}>{t('saved.title', { name: learner.name })}</h1>
        <p class="of-soft of-screen-only" data-test="enrolled-label">{t('saved.label', { label: learner.label })}</p>
        <CodeShown key={code.code} handed={code} again={() => void again(step.saved)} />
        {trouble}
        <div class="of-actions">
          <button type="button" class="of-button of-main" onClick={next} data-test="enrol-next-person">{t('saved.next')}</button>
          <a class="of-button of-quiet" href={hashOf({ page: 'learner', id: learner.id })} data-test="enrolled-page">{t('saved.page')}</a>
        </div>
      </section>
    );
  }
  if (step.at === 'alike') {
    return (
      <section class="of-card of-enrol" aria-labelledby="alike-title" data-test="alike">
        <h1 id="alike-title" tabIndex={-1} ref={arrive}>{t('alike.title')}</h1>
        <p>{t('alike.text')}</p>
        <ul class="of-alike">
          {step.alike.map((one) => (
            <li key={one.id}>
              <b>{one.name}</b> <span class="of-soft">{one.label} · {one.cohort} · {t(`alike.${one.why}`)}</span>
              <a class="of-button of-quiet" href={hashOf({ page: 'learner', id: one.id })} data-test="alike-open">{t('alike.open')}</a>
            </li>
          ))}
        </ul>
        {trouble}
        <div class="of-actions">
          <button type="button" class="of-button" aria-disabled={working} onClick={() => void save(true)} data-test="alike-other">{t('alike.other')}</button>
          <button type="button" class="of-button of-quiet" onClick={() => setStep({ at: 'form' })} data-test="alike-back">{t('alike.back')}</button>
        </div>
      </section>
    );
  }
  return (
    <form autocomplete="off" ref={form} class="of-card of-enrol" noValidate data-test="enrol-form" onSubmit={(event) => { event.preventDefault(); void save(false); }}>
      <a class="of-back" href={hashOf({ page: 'cohort', id: cohort, view: EVERYONE })} data-test="back"><span aria-hidden="true">‹ </span>{t('back')}</a>
      <h1>{t('title')}</h1>
      <p class="of-soft">{t('intro')}</p>
      <PersonFields draft={draft} faults={problem?.faults ?? []} tracks={tracks} regions={regions} onChange={change} />
      <fieldset class="of-fieldset">
        <legend>{t('codeKind')}</legend>
        {(['screen', 'printed'] as const).map((kind) => (
          <label key={kind} class="of-check">
            <input type="radio" name="code-kind" checked={draft.code === kind} onChange={() => setDraft({ ...draft, code: kind })} data-test={`code-${kind}`} />
            {t(`codeKind.${kind}`)}
          </label>
        ))}
      </fieldset>
      {trouble}
      <button type="submit" class="of-button of-main" aria-disabled={working} data-test="enrol-save">{working ? t('saving') : t('save')}</button>
    </form>
  );
}
