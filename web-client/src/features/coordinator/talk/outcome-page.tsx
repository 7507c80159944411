/**
 * What became of somebody: steps of placement, work, a business, further education.
 *
 * Owns this page. Must not: ask what she earns (surveys do, sealed), or record anything that she does
 * not see on her phone.
 */
import { useState } from 'preact/hooks';
import { dayOfSeconds } from '../../../app/days';
import { newEntryId } from '../../../app/entry-id';
import type { LearnerId, StaffAction } from '../../../desk/types';
import { BECAME_KINDS, type Became, type BecameKind, type PlacementStep } from '../../../engine/types';
import { dayLong } from '../format';
import { theDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { Here } from '../review/here';
import { failureSaid, t as review } from '../review/words';
import { inLocale } from '../words';
import { usePlacement } from './surveys';
import './talk.css';
import { t } from './words';

const MOST = 500; // characters that a note may have

export function OutcomePage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Here key={learner} learner={learner} title={(name) => (name === undefined ? t('outcome.titlePlain') : t('outcome.title', { name }))}>
        {(view) => <Outcomes learner={learner} outcomes={view.outcomes ?? []} />}
      </Here>
    </DeskGate>
  );
}

function Outcomes({ learner, outcomes }: { learner: LearnerId; outcomes: readonly Became[] }) {
  const steps = usePlacement();
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | undefined>();
  const act = async (action: StaffAction, words: string): Promise<boolean> => {
    setTrouble(undefined);
    try {
      await theDesk().act(learner, action);
      setSaid(words);
      return true;
    } catch (thrown) {
      setTrouble(review('done.failed', { reason: failureSaid(thrown) }));
      return false;
    }
  };
  return (
    <>
      <p class="of-card of-soft">{t('outcome.who')}</p>
      <p class={said ? 'of-done' : 'unseen'} role="status" data-test="outcome-said">{said}</p>
      {trouble && <p class="of-problem" role="alert">{trouble}</p>}
      <NewOutcome steps={steps} act={act} />
      <ul class="of-queue">
        {outcomes.map((outcome) => (
          <li key={outcome.id} class="of-card of-decided" data-test="outcome">
            <p><b>{nameOf(outcome, steps)}</b> <span class="of-soft">{dayLong(outcome.day)}</span></p>
            {outcome.note && <p class="of-note-text">{outcome.note}</p>}
            <p class="of-decided-marks">
              <button type="button" class="of-button of-quiet" onClick={() => void act({ type: 'outcome', outcome: outcome.id, ...fieldsOf(outcome), withdrawn: true }, t('outcome.taken'))} data-test="outcome-take">{t('outcome.take')}</button>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}

function fieldsOf({ kind, day, step, note, referral }: Became) {
  return { kind, day, ...(step === undefined ? {} : { step }), ...(note === undefined ? {} : { note }), ...(referral === undefined ? {} : { referral }) };
}

function nameOf({ kind, step }: Pick<Became, 'kind' | 'step'>, steps: readonly PlacementStep[]): string {
  if (kind !== 'step') return t(`outcome.kind.${kind}`);
  const known = steps.find(({ id }) => id === step);
  return known ? inLocale(known.title) : (step ?? '');
}

interface NewProps {
  readonly steps: readonly PlacementStep[];
  readonly act: (action: StaffAction, words: string) => Promise<boolean>;
}

function NewOutcome({ steps, act }: NewProps) {
  const [id, setId] = useState(newEntryId);
  /** A step is chosen as `step:ID`. */
  const [what, setWhat] = useState('');
  const [day, setDay] = useState(dayOfSeconds(Date.now() / 1000));
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!what || !day) return setMissing(true);
    const step = what.startsWith('step:') ? what.slice('step:'.length) : undefined;
    const kind = step === undefined ? (what as BecameKind) : 'step';
    const said = note.trim();
    const action: StaffAction = { type: 'outcome', outcome: id, kind, day, ...(step === undefined ? {} : { step }), ...(said ? { note: said } : {}) };
    if (!(await act(action, t('outcome.saved')))) return;
    setId(newEntryId());
    setWhat('');
    setNote('');
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void save(event)} data-test="outcome-form">
      <label class="of-field">
        {t('outcome.what')}
        <select value={what} onChange={(event) => { setWhat(event.currentTarget.value); setMissing(false); }} data-test="outcome-what">
          <option value="" disabled>{t('survey.choose')}</option>
          {steps.map((step) => <option key={step.id} value={`step:${step.id}`}>{inLocale(step.title)}</option>)}
          {BECAME_KINDS.filter((kind) => kind !== 'step' && kind !== 'referred').map((kind) => <option key={kind} value={kind}>{t(`outcome.kind.${kind}`)}</option>)}
        </select>
      </label>
      <label class="of-field">
        {t('survey.day')}
        <input type="date" value={day} onInput={(event) => { setDay(event.currentTarget.value); setMissing(false); }} data-test="outcome-day" />
      </label>
      <label class="of-field">
        {t('outcome.note')}
        <textarea autocomplete="off" rows={2} maxLength={MOST} value={note} onInput={(event) => setNote(event.currentTarget.value)} data-test="outcome-note" />
      </label>
      {missing && <p class="of-problem" role="alert" data-test="outcome-problem">{t('outcome.missing')}</p>}
      <div class="of-actions"><button type="submit" class="of-button of-main" data-test="outcome-save">{t('survey.save')}</button></div>
    </form>
  );
}
