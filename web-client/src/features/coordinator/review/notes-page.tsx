/**
 * What staff note about somebody, and what is to be done: written here, offline too.
 *
 * Owns this page. Must not: show it to anybody whose notebook does not have it, or keep half a note
 * anywhere but in the field.
 */
import { useState } from 'preact/hooks';
import { dayOfSeconds } from '../../../app/days';
import { newEntryId } from '../../../app/entry-id';
import type { ContactOutcome, Followup, LearnerId, StaffAction, StaffNote } from '../../../desk/types';
import { dayLong, moment } from '../format';
import { theDesk } from './desk';
import { DeskGate } from './gate';
import { Here } from './here';
import { failureSaid, t } from './words';

const MOST = 1000; // characters that a note may have
const OUTCOMES: readonly ContactOutcome[] = ['answered', 'no_answer', 'message_left', 'wrong_number'];

/** Does it, and says so; gives whether it was kept. */
type Act = (action: StaffAction, words: string) => Promise<boolean>;

export function NotesPage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Notes key={learner} learner={learner} />
    </DeskGate>
  );
}

function Notes({ learner }: { learner: LearnerId }) {
  const [said, setSaid] = useState('');
  const [failure, setFailure] = useState<string | undefined>();
  const act: Act = async (action, words) => {
    setFailure(undefined);
    try {
      await theDesk().act(learner, action);
      setSaid(words);
      return true;
    } catch (thrown) {
      setFailure(t('done.failed', { reason: failureSaid(thrown) }));
      return false;
    }
  };
  const today = dayOfSeconds(Date.now() / 1000);
  return (
    <Here learner={learner} title={(name) => (name === undefined ? t('notes.titlePlain') : t('notes.title', { name }))}>
      {({ notes, followups }) => (
        <>
          <p class={said ? 'of-done' : 'unseen'} role="status" data-test="notes-said">{said}</p>
          {failure && <p class="of-problem" role="alert" data-test="notes-problem">{failure}</p>}
          <NewNote act={act} />
          <ul class="of-queue">{notes.map((note) => <Note key={note.id} note={note} act={act} />)}</ul>
          {notes.length === 0 && <p class="of-card of-soft">{t('notes.none')}</p>}
          <h2 class="of-section">{t('follow.title')}</h2>
          <NewFollowup today={today} act={act} />
          <ul class="of-queue">{followups.map((each) => <ToDo key={each.id} followup={each} today={today} act={act} />)}</ul>
          {followups.length === 0 && <p class="of-card of-soft">{t('follow.none')}</p>}
        </>
      )}
    </Here>
  );
}

function NewNote({ act }: { act: Act }) {
  const [id, setId] = useState(newEntryId);
  const [text, setText] = useState('');
  const [contact, setContact] = useState<ContactOutcome | undefined>();
  const [asked, setAsked] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    // Of a try to reach her there need be no more to say than what became of it.
    const said = text.trim() || (contact ? t(`contact.${contact}`) : '');
    if (!said) return setAsked(true);
    if (!(await act({ type: 'note', note: id, text: said, ...(contact ? { contact } : {}) }, t('notes.saved')))) return;
    setId(newEntryId());
    setText('');
    setContact(undefined);
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void save(event)} data-test="note-form">
      <p class="of-soft">{t('notes.who')}</p>
      <label class="of-field">
        {t('contact.what')}
        <select value={contact ?? ''} onChange={(event) => { setContact(OUTCOMES.find((each) => each === event.currentTarget.value)); setAsked(false); }} data-test="note-contact">
          <option value="">{t('contact.none')}</option>
          {OUTCOMES.map((each) => <option key={each} value={each}>{t(`contact.${each}`)}</option>)}
        </select>
      </label>
      <label class="of-field">
        {t('notes.note')}
        <textarea autocomplete="off" rows={3} maxLength={MOST} value={text} onInput={(event) => { setText(event.currentTarget.value); setAsked(false); }} data-test="note-text" />
      </label>
      {asked && <p class="of-problem" role="alert">{t('notes.empty')}</p>}
      <div class="of-actions"><button type="submit" class="of-button of-main" data-test="note-save">{t('notes.save')}</button></div>
    </form>
  );
}

function Note({ note, act }: { note: StaffNote; act: Act }) {
  return (
    <li class="of-card of-decided" data-test="note">
      {note.contact && <p><span class={`chip ${note.contact === 'answered' ? 'chip-meet' : 'chip-plain'}`} data-test="note-contact-said">{t(`contact.${note.contact}`)}</span></p>}
      <p class="of-note-text">{note.text}</p>
      <p class="of-decided-marks">
        <span class="of-soft of-fine">{t(note.mine ? 'notes.mine' : 'notes.other')} · {moment(note.at)}</span>
        {note.mine && (
          <button type="button" class="of-button of-quiet" onClick={() => void act({ type: 'note', note: note.id, text: note.text, ...(note.contact ? { contact: note.contact } : {}), withdrawn: true }, t('notes.taken'))} data-test="note-take">
            {t('notes.take')}
          </button>
        )}
      </p>
    </li>
  );
}

function NewFollowup({ today, act }: { today: string; act: Act }) {
  const [id, setId] = useState(newEntryId);
  const [text, setText] = useState('');
  const [due, setDue] = useState(today);
  const [asked, setAsked] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!text.trim() || !due) return setAsked(true);
    if (!(await act({ type: 'followup', followup: id, text: text.trim(), due }, t('follow.saved')))) return;
    setId(newEntryId());
    setText('');
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void save(event)} data-test="follow-form">
      <label class="of-field">
        {t('follow.new')}
        <textarea autocomplete="off" rows={2} maxLength={MOST} value={text} onInput={(event) => { setText(event.currentTarget.value); setAsked(false); }} data-test="follow-text" />
      </label>
      <div class="of-days">
        <label class="of-field">
          {t('follow.due')}
          <input type="date" value={due} onInput={(event) => { setDue(event.currentTarget.value); setAsked(false); }} data-test="follow-due" />
        </label>
      </div>
      {asked && <p class="of-problem" role="alert">{t('follow.empty')}</p>}
      <div class="of-actions"><button type="submit" class="of-button of-main" data-test="follow-save">{t('follow.save')}</button></div>
    </form>
  );
}

function ToDo({ followup: { id, text, due, done }, today, act }: { followup: Followup; today: string; act: Act }) {
  const late = done === undefined && due < today;
  const when = done !== undefined ? t('follow.doneOn', { day: dayLong(done) }) : t(late ? 'follow.late' : 'follow.dueOn', { day: dayLong(due) });
  return (
    <li class="of-card of-decided" data-test="followup" data-done={done !== undefined}>
      <p class="of-note-text">{text}</p>
      <p class="of-decided-marks">
        <span class={`chip ${done !== undefined ? 'chip-meet' : late ? 'chip-mind' : 'chip-work'}`}>{when}</span>
        {done === undefined && (
          <button type="button" class="of-button" onClick={() => void act({ type: 'followup', followup: id, text, due, done: today }, t('follow.doneSaid'))} data-test="follow-done">{t('follow.done')}</button>
        )}
        <button
          type="button"
          class="of-button of-quiet"
          onClick={() => void act({ type: 'followup', followup: id, text, due, ...(done === undefined ? {} : { done }), withdrawn: true }, t('follow.taken'))}
          data-test="follow-take"
        >
          {t('follow.take')}
        </button>
      </p>
    </li>
  );
}
