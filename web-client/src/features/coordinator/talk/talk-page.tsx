/**
 * The conversation with a learner: what she wrote, what was written to her, and writing more.
 *
 * Owns this page. Must not: need the office, show how to reach her otherwise, or keep half a message
 * anywhere but in the field.
 */
import { useMemo, useState } from 'preact/hooks';
import { newEntryId } from '../../../app/entry-id';
import type { LearnerId, StaffAction, StaffView } from '../../../desk/types';
import type { Message } from '../../../engine/types';
import { moment } from '../format';
import { deskLogin, theDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { Here } from '../review/here';
import { failureSaid, t as review } from '../review/words';
import { session } from '../session';
import './talk.css';
import { t } from './words';

const MOST = 500; // characters that a message may have

export function TalkPage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Here key={learner} learner={learner} title={(name) => (name === undefined ? t('talk.titlePlain') : t('talk.title', { name }))}>
        {(view) => (
          <>
            <p class="of-card of-soft">{t('talk.who')}</p>
            <Said messages={view.messages ?? []} />
            <Write learner={learner} view={view} />
          </>
        )}
      </Here>
    </DeskGate>
  );
}

function Said({ messages }: { messages: readonly Message[] }) {
  if (messages.length === 0) return <p class="of-card of-soft" data-test="talk-none">{t('talk.none')}</p>;
  return (
    <ol class="of-talk">
      {messages.map(({ id, hers, mine, sender, text, at, held }) => (
        <li key={id} class={`of-card of-said ${hers ? '' : 'of-said-ours'}`} data-test={hers ? 'talk-hers' : 'talk-theirs'} data-held={held}>
          <p class="of-note-text">{text}</p>
          <p class="of-soft of-fine">{hers ? t('talk.she') : mine ? t('talk.you') : sender} · {moment(at)}{!hers && held !== 'office' && ` · ${t('talk.unsent')}`}</p>
        </li>
      ))}
    </ol>
  );
}

/** The name that she knows the sender by: the account's; without the office the one used before. */
function senderIn(view: StaffView): string {
  const known = session.value;
  const before = view.messages?.filter(({ mine }) => mine).at(-1)?.sender;
  return (known.state === 'in' ? known.session.name : before) ?? deskLogin.value ?? '';
}

function Write({ learner, view }: { learner: LearnerId; view: StaffView }) {
  const [id, setId] = useState(newEntryId);
  const [text, setText] = useState('');
  const [trouble, setTrouble] = useState<string | undefined>();
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const sender = senderIn(view);
  // The same object at every try of the same words: the notebook then does it once.
  const action = useMemo<StaffAction>(() => ({ type: 'message', message: id, text: text.trim(), sender }), [id, text, sender]);
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!text.trim()) return setTrouble(t('talk.empty'));
    setBusy(true);
    try {
      await theDesk().act(learner, action);
      setId(newEntryId());
      setText('');
      setSaid(t('talk.sent'));
    } catch (thrown) {
      setTrouble(review('done.failed', { reason: failureSaid(thrown) }));
    }
    setBusy(false);
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void send(event)} data-test="talk-form">
      <label class="of-field">
        {t('talk.write')}
        <textarea autocomplete="off" rows={3} maxLength={MOST} value={text} onInput={(event) => { setText(event.currentTarget.value); setTrouble(undefined); setSaid(''); }} data-test="talk-text" />
      </label>
      <p class={said ? 'of-done' : 'unseen'} role="status" data-test="talk-said">{said}</p>
      {trouble && <p class="of-problem" role="alert" data-test="talk-problem">{trouble}</p>}
      <div class="of-actions"><button type="submit" class="of-button of-main" aria-disabled={busy} data-test="talk-send">{t('talk.send')}</button></div>
    </form>
  );
}
