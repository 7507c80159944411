/**
 * Owns her conversation with those who accompany her: what was said, and writing more of it.
 *
 * Must not: need the network, or lose half a sentence when the tab is killed. Who reads it stands
 * where she writes.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { now } from '../../app/days';
import { newEntryId } from '../../app/entry-id';
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { act, attempt, record, theEngine } from '../../app/store';
import { seeAll, unread } from '../../app/unread';
import type { Action, Message } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { ago } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { HeldKnots } from '../../ui/knots';
import { Card, Chip } from '../../ui/parts';
import './messages.css';

const DRAFT = 'message';
const MOST = 500; // characters that a message may have

/** The way there, among what waits for her. */
export function ConversationCard() {
  const last = record.value?.messages?.at(-1);
  const news = unread.value;
  return (
    <Card test="conversation-card" mind={news > 0}>
      <Chip tone={news > 0 ? 'mind' : 'learn'} icon="messages" test="conversation-unread">{news > 0 ? tn('talk.unread', news) : t('talk.title')}</Chip>
      {last ? <p class="talk-last">{last.hers ? t('talk.you') : (last.sender ?? t('talk.staff'))}: {last.text}</p> : <p>{t('talk.none')}</p>}
      <Button kind="ghost" test="conversation-open" onPress={() => go({ place: 'conversation' })}>{t(last ? 'talk.open' : 'talk.write')}</Button>
    </Card>
  );
}

export function Conversation() {
  const messages = record.value?.messages ?? [];
  const draft = useDraft();
  const [busy, setBusy] = useState(false);
  useEffect(seeAll, [messages.length, unread.value]);
  // The same object at every try of the same words: the engine then does it once.
  const action = useMemo<Action>(() => ({ type: 'message', message: draft.id, text: draft.text.trim() }), [draft.id, draft.text]);
  const send = async () => {
    setBusy(true);
    const done = await act(action);
    setBusy(false);
    if (done) draft.forget();
  };
  return (
    <Screen
      title={t('talk.title')}
      backs
      foot={(
        <form class="talk-form" autocomplete="off" noValidate onSubmit={(event) => event.preventDefault()}>
          <textarea aria-label={t('talk.write')} placeholder={t('talk.write')} autocomplete="off" rows={2} maxLength={MOST} value={draft.text} data-test="talk-text" onInput={(event) => draft.type(event.currentTarget.value)} />
          <Button icon="send" test="talk-send" disabled={busy || draft.text.trim() === ''} onPress={() => void send()}>{t('do.send')}</Button>
        </form>
      )}
    >
      <p class="soft">{t('talk.who_reads')}</p>
      <ol class="talk-list">{messages.map((message) => <Said key={message.id} message={message} />)}</ol>
    </Screen>
  );
}

function Said({ message: { hers, sender, text, at, held } }: { readonly message: Message }) {
  return (
    <li class={hers ? 'talk-said talk-hers' : 'talk-said'} data-test={hers ? 'talk-hers' : 'talk-theirs'}>
      {!hers && <b>{sender ?? t('talk.staff')}</b>}
      <span class="talk-text">{text}</span>
      <span class="row talk-when">
        <span class="soft">{ago(at, now.value, locale.value)}</span>
        {hers && <HeldKnots held={held} label={t(`held.${held}`)} />}
      </span>
    </li>
  );
}

interface Half {
  readonly id: string;
  readonly text: string;
}

/** Half a message, kept as it is typed, under the id that it will have. */
function useDraft(): Half & { type(text: string): void; forget(): void } {
  const [half, setHalf] = useState<Half>({ id: newEntryId(), text: '' });
  useEffect(() => {
    void theEngine().loadDraft(DRAFT).then((kept) => {
      const { id, text } = (kept ?? {}) as Partial<Half>;
      if (typeof id !== 'string' || typeof text !== 'string' || text === '') return;
      // Sent, but the phone stopped before the draft was dropped: it is no longer a draft.
      if (record.value?.messages?.some((message) => message.id === id)) return;
      setHalf((typed) => (typed.text === '' ? { id, text } : typed));
    }, () => undefined);
  }, []);
  return {
    ...half,
    type: (text) => {
      const next = { ...half, text };
      setHalf(next);
      void attempt(() => theEngine().saveDraft(DRAFT, next));
    },
    forget: () => {
      setHalf({ id: newEntryId(), text: '' });
      void theEngine().saveDraft(DRAFT, null).catch(() => undefined);
    },
  };
}
