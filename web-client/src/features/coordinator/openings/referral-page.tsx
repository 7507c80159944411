/**
 * What would be sent of a learner to a company: written here word for word, copied only once she has
 * said yes to it, and what came of it.
 *
 * Owns this page. Must not: need the office, send anything by itself, or let a text be copied that
 * she has not said yes to.
 */
import { useState } from 'preact/hooks';
import { dayOfSeconds } from '../../../app/days';
import { newEntryId } from '../../../app/entry-id';
import type { LearnerId, StaffAction, StaffView } from '../../../desk/types';
import type { Referral } from '../../../engine/types';
import { Icon } from '../../../ui/icons';
import { dayLong } from '../format';
import { theDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { Here } from '../review/here';
import { failureSaid, t as review } from '../review/words';
import './openings.css';
import { t } from './words';

const MOST = 1_000; // characters that a text may have

type Act = (action: StaffAction, words: string) => Promise<boolean>;

export function ReferralPage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Here key={learner} learner={learner} title={(name) => (name === undefined ? t('referral.go') : t('referral.title', { name }))}>
        {(view) => <Referrals learner={learner} view={view} />}
      </Here>
    </DeskGate>
  );
}

function Referrals({ learner, view }: { learner: LearnerId; view: StaffView }) {
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | undefined>();
  const act: Act = async (action, words) => {
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
      <p class="of-card of-soft">{t('referral.who')}</p>
      <p class={said ? 'of-done' : 'unseen'} role="status" data-test="referral-said">{said}</p>
      {trouble && <p class="of-problem" role="alert">{trouble}</p>}
      <ul class="of-queue">
        {(view.referrals ?? []).map((referral) => <One key={referral.id} referral={referral} view={view} act={act} />)}
      </ul>
      <Write view={view} act={act} />
    </>
  );
}

function today(): string {
  return dayOfSeconds(Date.now() / 1000);
}

function One({ referral, view, act }: { referral: Referral; view: StaffView; act: Act }) {
  const { id, opening, company, text, state } = referral;
  const [changing, setChanging] = useState(false);
  const [copied, setCopied] = useState(false);
  const ends = (view.outcomes ?? []).filter((outcome) => outcome.referral === id);
  const sent = ends.find(({ kind }) => kind === 'referred');
  const placed = ends.find(({ kind }) => kind === 'job_found');
  const copy = async (): Promise<void> => {
    await navigator.clipboard?.writeText(text);
    setCopied(true);
  };
  const became = (kind: 'referred' | 'job_found', words: string) =>
    void act({ type: 'outcome', outcome: newEntryId(), kind, day: today(), referral: id, note: company }, words);
  return (
    <li class="of-card" data-test="referral" data-state={state}>
      <h2>{company}</h2>
      <p class="of-soft">{view.notices?.find((notice) => notice.id === opening)?.title ?? t('referral.closedOpening')}</p>
      <p><b data-test="referral-state">{t(`state.${state}`)}</b></p>
      {sent && <p data-test="referral-sent">{t('candidate.referred', { day: dayLong(sent.day) })}</p>}
      {placed && <p data-test="referral-placed">{t('candidate.placed', { day: dayLong(placed.day) })}</p>}
      {changing ? (
        <Form
          start={text}
          save={async (next) => {
            if (await act({ type: 'referral', referral: id, opening, company, text: next, day: today() }, t('referral.saved'))) setChanging(false);
          }}
          stop={() => setChanging(false)}
        />
      ) : (
        <>
          <p class="of-referral-text" data-test="referral-text">{text}</p>
          <div class="of-actions">
            {state === 'allowed' && <button type="button" class="of-button of-main" onClick={() => void copy()} data-test="referral-copy"><Icon name="card" /> {t(copied ? 'referral.copied' : 'referral.copy')}</button>}
            {state === 'allowed' && !sent && <button type="button" class="of-button" onClick={() => became('referred', t('referral.sentSaved'))} data-test="referral-send"><Icon name="send" /> {t('referral.sent')}</button>}
            {sent && !placed && <button type="button" class="of-button" onClick={() => became('job_found', t('referral.placedSaved'))} data-test="referral-place"><Icon name="tick" /> {t('referral.placed')}</button>}
            {!sent && <button type="button" class="of-button of-quiet" onClick={() => setChanging(true)} data-test="referral-change"><Icon name="pencil" /> {t('referral.change')}</button>}
            {!sent && <button type="button" class="of-button of-quiet" onClick={() => void act({ type: 'referral', referral: id, opening, company, text, day: today(), withdrawn: true }, t('referral.taken'))} data-test="referral-take">{t('referral.take')}</button>}
          </div>
          {!sent && state === 'allowed' && <p class="of-soft">{t('referral.changeNote')}</p>}
        </>
      )}
    </li>
  );
}

function Write({ view, act }: { view: StaffView; act: Act }) {
  const [id, setId] = useState(newEntryId);
  const openings = (view.notices ?? []).filter(({ kind, endsOn }) => kind === 'opening' && endsOn >= today());
  const [chosen, setChosen] = useState('');
  const opening = openings.find((one) => one.id === chosen);
  if (openings.length === 0) return <p class="of-card" data-test="referral-none">{t('referral.noOpening')}</p>;
  return (
    <section class="of-card" data-test="referral-form">
      <h2>{t('referral.new')}</h2>
      <label class="of-field">
        {t('referral.opening')}
        <select value={chosen} onChange={(event) => setChosen(event.currentTarget.value)} data-test="referral-opening">
          <option value="" disabled>{t('referral.choose')}</option>
          {openings.map(({ id: of, title, company, interested }) => (
            <option key={of} value={of}>{`${title} · ${company ?? ''}${interested ? ` · ${t('candidate.interested')}` : ''}`}</option>
          ))}
        </select>
      </label>
      {opening && (
        <Form
          key={id}
          start=""
          save={async (text) => {
            if (await act({ type: 'referral', referral: id, opening: opening.id, company: opening.company ?? opening.title, text, day: today() }, t('referral.saved'))) {
              setId(newEntryId());
              setChosen('');
            }
          }}
        />
      )}
    </section>
  );
}

function Form({ start, save, stop }: { start: string; save: (text: string) => Promise<void>; stop?: () => void }) {
  const [text, setText] = useState(start);
  const [missing, setMissing] = useState(false);
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!text.trim()) return setMissing(true);
    void save(text.replaceAll('\r\n', '\n').trim());
  };
  return (
    <form autocomplete="off" noValidate onSubmit={submit}>
      <label class="of-field">
        {t('referral.text')}
        <textarea autocomplete="off" rows={6} maxLength={MOST} value={text} onInput={(event) => { setText(event.currentTarget.value); setMissing(false); }} data-test="referral-words" />
      </label>
      {missing && <p class="of-problem" role="alert">{t('referral.missing')}</p>}
      <p class="of-soft">{t('referral.told')}</p>
      <div class="of-actions">
        <button type="submit" class="of-button of-main" data-test="referral-save">{t('referral.save')}</button>
        {stop && <button type="button" class="of-button of-quiet" onClick={stop}>{t('form.stop')}</button>}
      </div>
    </form>
  );
}
