/**
 * What became of somebody: steps of placement, work, a business, further education, what a certificate
 * opened to her.
 *
 * Owns this page. Must not: ask what she earns (surveys do, sealed), or record anything that she does
 * not see on her phone.
 */
import { useState } from 'preact/hooks';
import { type Opened, opened } from '../../../app/awards';
import { dayOfSeconds } from '../../../app/days';
import { newEntryId } from '../../../app/entry-id';
import type { LearnerId, StaffAction, StaffView } from '../../../desk/types';
import { type Award, BECAME_KINDS, type Became, type BecameKind, type PlacementStep } from '../../../engine/types';
import { dayLong } from '../format';
import { theDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { Here } from '../review/here';
import { failureSaid, t as review } from '../review/words';
import { inLocale } from '../words';
import { useAwards, usePlacement } from './surveys';
import './talk.css';
import { t } from './words';

const MOST = 500; // characters that a note may have

export function OutcomePage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Here key={learner} learner={learner} title={(name) => (name === undefined ? t('outcome.titlePlain') : t('outcome.title', { name }))}>
        {(view) => <Outcomes learner={learner} view={view} />}
      </Here>
    </DeskGate>
  );
}

function Outcomes({ learner, view }: { learner: LearnerId; view: StaffView }) {
  const steps = usePlacement();
  const awards = useAwards();
  const outcomes = view.outcomes ?? [];
  const open = opened(awards, view, dayOfSeconds(Date.now() / 1000)).filter(({ taken }) => taken === undefined);
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
      <NewOutcome steps={steps} open={open} act={act} />
      <ul class="of-queue">
        {outcomes.map((outcome) => (
          <li key={outcome.id} class="of-card of-decided" data-test="outcome">
            <p><b>{nameOf(outcome, steps, awards)}</b> <span class="of-soft">{dayLong(outcome.day)}</span></p>
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

function fieldsOf({ kind, day, step, note, referral, award }: Became) {
  return { kind, day, ...(step === undefined ? {} : { step }), ...(note === undefined ? {} : { note }), ...(referral === undefined ? {} : { referral }), ...(award === undefined ? {} : { award }) };
}

function nameOf({ kind, step, award }: Pick<Became, 'kind' | 'step' | 'award'>, steps: readonly PlacementStep[], awards: readonly Award[]): string {
  if (kind === 'award') {
    const known = awards.find(({ id }) => id === award);
    return t('outcome.award', { title: known ? inLocale(known.title) : (award ?? '') });
  }
  if (kind !== 'step') return t(`outcome.kind.${kind}`);
  const known = steps.find(({ id }) => id === step);
  return known ? inLocale(known.title) : (step ?? '');
}

interface NewProps {
  readonly steps: readonly PlacementStep[];
  /** What her certificates open, and she has not taken. */
  readonly open: readonly Opened[];
  readonly act: (action: StaffAction, words: string) => Promise<boolean>;
}

function NewOutcome({ steps, open, act }: NewProps) {
  const [id, setId] = useState(newEntryId);
  /** A step is chosen as `step:ID`, an award as `award:ID`. */
  const [what, setWhat] = useState('');
  const [day, setDay] = useState(dayOfSeconds(Date.now() / 1000));
  const [note, setNote] = useState('');
  const [missing, setMissing] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!what || !day) return setMissing(true);
    const [kind = '', which] = what.split(':');
    const said = note.trim();
    const action: StaffAction = { type: 'outcome', outcome: id, kind: kind as BecameKind, day, ...(which === undefined ? {} : kind === 'step' ? { step: which } : { award: which }), ...(said ? { note: said } : {}) };
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
          {open.map(({ award }) => <option key={award.id} value={`award:${award.id}`}>{t('outcome.award', { title: inLocale(award.title) })}</option>)}
          {BECAME_KINDS.filter((kind) => kind !== 'step' && kind !== 'award' && kind !== 'referred').map((kind) => <option key={kind} value={kind}>{t(`outcome.kind.${kind}`)}</option>)}
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
