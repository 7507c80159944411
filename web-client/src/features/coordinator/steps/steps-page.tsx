/**
 * Who of a cohort does not have yet what is asked at the beginning, which track each would like, and
 * what of theirs waits to be confirmed.
 *
 * Owns this page. Must not: fold words; the server did. Whoever needs nothing is not shown.
 */
import { useState } from 'preact/hooks';
import { api } from '../../../api/client';
import type { LearnerSteps, Steps } from '../../../api/steps';
import { Icon } from '../../../ui/icons';
import { number } from '../format';
import { Page } from '../frame';
import { EVERYONE } from '../learners-view';
import { useLive } from '../live';
import { may, useCohort } from '../rights';
import { hashOf, lastCohort } from '../route';
import { useAttempt } from '../attempt';
import { sentence } from '../trouble';
import { inLocale } from '../words';
import { t, tn, type Key } from './words';

const REASONS = ['interest', 'income', 'time', 'home', 'experience'];

export function StepsPage({ cohort }: { cohort: string }) {
  const live = useLive(`steps/${cohort}`, () => api.steps(cohort));
  const left = lastCohort.value;
  const way = left?.id === cohort ? left : ({ page: 'cohort', id: cohort, view: EVERYONE } as const);
  return (
    <Page live={live} fallbackTitle={t('title')} title={() => t('title')} back={{ href: hashOf(way), words: t('back') }}>
      {(steps) => {
        const waiting = steps.learners.filter((learner) => waits(learner, steps));
        if (waiting.length === 0) return <p class="of-card" data-test="steps-none">{t('all_well')}</p>;
        return (
          <>
            <p class="of-lead"><b data-test="steps-count">{number(waiting.length)}</b> <span>{tn('lead', waiting.length)}</span></p>
            <ul class="of-questions">
              {waiting.map((learner) => <OneLearner key={learner.id} learner={learner} steps={steps} cohort={cohort} changed={live.refresh} />)}
            </ul>
          </>
        );
      }}
    </Page>
  );
}

/** Something of hers is for staff to see: she lacks something, chose a track, or did a lesson elsewhere. */
function waits(learner: LearnerSteps, steps: Steps): boolean {
  const chosen = learner.choice !== undefined && learner.choice.track !== learner.track;
  return learner.not_yet.length + learner.not_asked.length + (learner.to_confirm?.length ?? 0) > 0 || (chosen && steps.tracks.length > 0);
}

function OneLearner({ learner, steps, cohort, changed }: { learner: LearnerSteps; steps: Steps; cohort: string; changed: () => void }) {
  const { attempt, working, problem } = useAttempt();
  const place = useCohort(cohort);
  const then = async (work: () => Promise<unknown>) => {
    if (await attempt(work)) changed();
  };
  const titleOf = (all: Steps['requirements'], id: string) => inLocale(all.find((one) => one.id === id)?.title ?? { es: id });
  const lacks = [...learner.not_yet.map((id) => ({ id, words: t('not_yet') })), ...learner.not_asked.map((id) => ({ id, words: t('not_asked') }))];
  const said = may('enter_on_behalf', place);
  return (
    <li class="of-card" data-test="steps-learner" data-learner={learner.id}>
      <h2>
        <a href={hashOf({ page: 'learner', id: learner.id })} data-test="learner-link">{learner.name || learner.label}</a>{' '}
        <span class="of-soft">{learner.name ? learner.label : ''}</span>
      </h2>
      {lacks.map(({ id, words }) => (
        <div key={id} class="of-deed" data-test="steps-lacks">
          <p><span class="chip chip-learn">{words}</span> <b>{titleOf(steps.requirements, id)}</b></p>
          {said && (
            <div class="of-actions">
              <button type="button" class="of-button of-quiet" aria-disabled={working} data-test="steps-has" data-act="enter_on_behalf" onClick={() => void then(() => api.putStep(learner.id, { requirement: id, met: true }))}><Icon name="tick" /> {t('has_it')}</button>
              {learner.not_asked.includes(id) && (
                <button type="button" class="of-button of-quiet" aria-disabled={working} data-test="steps-has-not" data-act="enter_on_behalf" onClick={() => void then(() => api.putStep(learner.id, { requirement: id, met: false }))}>{t('has_not')}</button>
              )}
            </div>
          )}
        </div>
      ))}
      {learner.to_confirm?.map(({ lesson, course, title }) => (
        <div key={lesson} class="of-deed" data-test="steps-confirm">
          <p>{t('to_confirm')}</p>
          <p><b>{inLocale(title)}</b> <span class="of-soft">{inLocale(course)}</span></p>
          {said && (
            <div class="of-actions">
              <button type="button" class="of-button of-quiet" aria-disabled={working} data-test="steps-did" data-act="enter_on_behalf" onClick={() => void then(() => api.putStep(learner.id, { lesson, met: true }))}><Icon name="tick" /> {t('confirm')}</button>
              <button type="button" class="of-button of-quiet" aria-disabled={working} data-test="steps-did-not" data-act="enter_on_behalf" onClick={() => void then(() => api.putStep(learner.id, { lesson, met: false }))}>{t('not_done')}</button>
            </div>
          )}
        </div>
      ))}
      {steps.tracks.length > 0 && <Track learner={learner} steps={steps} may={may('enrol', place)} working={working} put={(track) => void then(() => api.putTrack(learner.id, track))} />}
      {problem && <p class="of-problem" role="alert">{sentence(problem)}</p>}
    </li>
  );
}

interface TrackProps {
  readonly learner: LearnerSteps;
  readonly steps: Steps;
  readonly may: boolean;
  readonly working: boolean;
  readonly put: (track: string) => void;
}

function Track({ learner, steps, may, working, put }: TrackProps) {
  const [other, setOther] = useState('');
  const { choice, track } = learner;
  const name = (id: string) => inLocale(steps.tracks.find((one) => one.id === id)?.title ?? { es: id });
  const open = choice !== undefined && choice.track !== track;
  return (
    <div class="of-deed" data-test="steps-track">
      {track !== undefined && <p>{t('on', { track: name(track) })}</p>}
      {open && (
        <>
          <p><b data-test="steps-choice">{t('chose', { track: name(choice.track) })}</b></p>
          {choice.reason !== undefined && REASONS.includes(choice.reason) && <p>{t(`why_${choice.reason}` as Key)}</p>}
          {choice.text !== undefined && <p class="quote">{choice.text}</p>}
          {may && <button type="button" class="of-button of-main" aria-disabled={working} data-test="steps-put" data-act="enrol" onClick={() => put(choice.track)}>{t('put_on')}</button>}
        </>
      )}
      {may && (
        <form autocomplete="off" class="of-actions" onSubmit={(event) => { event.preventDefault(); if (other) put(other); }}>
          <label class="of-field">
            {t('other_track')}
            <select value={other} onChange={(event) => setOther(event.currentTarget.value)} data-test="steps-other">
              <option value="" disabled>{t('choose')}</option>
              {steps.tracks.map(({ id, title }) => <option key={id} value={id}>{inLocale(title)}</option>)}
            </select>
          </label>
          <button type="submit" class="of-button of-quiet" aria-disabled={working || !other} data-test="steps-other-save" data-act="enrol">{t('save')}</button>
        </form>
      )}
    </div>
  );
}
