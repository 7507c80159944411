/**
 * Owns her answer to what staff ask about an entry, or entered for her: one tap, or a few words.
 *
 * Must not: need the network, or lose half a sentence when the tab is killed. Correcting is the
 * work form's; a correction answers by itself, since the question was about what it said before.
 */
import { useEffect, useState } from 'preact/hooks';
import { amountSaid, taskOf, wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { answerSaid, ownLive, questionOn, sourceSaid, whyAsked } from '../../app/hours';
import { Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import { back, go } from '../../app/router';
import { act, attempt, catalogue, record, theEngine } from '../../app/store';
import type { AnswerKind, EntryId, StaffQuestion, VersionId, WorkVersion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { clockTime, dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';
import './hours.css';

const DRAFT = 'reply';
const MOST = 500; // characters that a note may have

interface Props {
  readonly entry: EntryId;
  readonly about: VersionId;
}

export function Reply({ entry: id, about }: Props) {
  const entry = record.value?.work.find((each) => each.id === id);
  const question = entry && questionOn(record.value, entry, about);
  const [busy, setBusy] = useState(false);
  if (!entry || !question) return <Screen title={t('ask.gone')} screen={about} backs bar />;

  const answer = async (kind: AnswerKind, text?: string): Promise<void> => {
    setBusy(true);
    const done = await act({ type: 'answer', subject: id, kind, about, ...(text === undefined ? {} : { text }) });
    setBusy(false);
    if (!done) return;
    await theEngine().saveDraft(DRAFT, null).catch(() => undefined);
    // She sees what she said, and where staff asked, one tap leads back to it.
    const again = question.kind === 'asked' ? { undo: () => go({ place: 'reply', entry: id, about }), undoSaid: t('do.change') } : {};
    tell({ words: t('hours.answered_is', { answer: answerSaid(question.kind, { kind, ...(text === undefined ? {} : { text }) }) }), ...again });
    back();
  };
  const own = ownLive(entry).some((version) => !version.withdrawn);
  const shown = question.kind === 'assisted' ? entry.live.filter((version) => version.version === about) : entry.live;
  return (
    <Screen title={t(question.kind === 'asked' ? 'home.waiting_title' : 'hours.so')} screen={about} backs bar>
      <Asked question={question} versions={shown} />
      {question.kind === 'asked' && own && (
        <Button kind="work" icon="pencil" test="reply-correct" disabled={busy} onPress={() => go({ place: 'work_form', correct: id })}>{t('hours.correct')}</Button>
      )}
      <Button kind="ghost" icon="tick" test="reply-yes" disabled={busy} onPress={() => void answer('yes')}>
        {t(question.kind === 'asked' ? 'hours.it_was' : 'hours.yes')}
      </Button>
      {!(question.kind === 'asked' && own) && (
        <Button kind="ghost" test="reply-no" disabled={busy} onPress={() => void answer('not_so')}>{t('hours.no')}</Button>
      )}
      {question.kind === 'asked' && <InWords about={about} busy={busy} onSend={(text) => void answer('reply', text)} />}
    </Screen>
  );
}

function Asked({ question, versions }: { readonly question: StaffQuestion; readonly versions: readonly WorkVersion[] }) {
  return (
    <>
      <p class="hours-why" data-test="reply-why">{question.kind === 'asked' ? whyAsked(question.reason) : sourceSaid(question.source ?? 'paper')}</p>
      {question.note && <p class="hours-quote" data-test="reply-note-of-staff">{question.note}</p>}
      {versions.map((version) => <Card key={version.op} test="reply-version"><Noted version={version} /></Card>)}
    </>
  );
}

/** What was noted, short enough that all of her answers stand on one screen with it. */
function Noted({ version }: { readonly version: WorkVersion }) {
  const task = taskOf(catalogue.value, version.task);
  const start = version.start === undefined ? '' : ` · ${t('work.started_at', { time: clockTime(version.start) })}`;
  return (
    <>
      <p><b class="hours-noted">{amountSaid(version, task, locale.value) || t('work.no_amount')}</b>{start}</p>
      <p>{wordsIn(task?.title, locale.value) || version.task} · {dayName(version.day, today.value, locale.value)}</p>
      {version.note && <p class="hours-note">{version.note}</p>}
    </>
  );
}

/** A few words of hers, kept as they are typed. */
function InWords({ about, busy, onSend }: { readonly about: VersionId; readonly busy: boolean; readonly onSend: (text: string) => void }) {
  const [text, setText] = useState<string | undefined>(undefined);
  useEffect(() => {
    void theEngine().loadDraft(DRAFT).then((kept) => {
      const { about: of, text: words } = (kept ?? {}) as { about?: unknown; text?: unknown };
      if (of === about && typeof words === 'string') setText((typed) => typed ?? words);
    }, () => undefined);
  }, [about]);
  if (text === undefined) {
    return <Button kind="plain" icon="text" test="reply-words" onPress={() => setText('')}>{t('hours.in_words')}</Button>;
  }
  const type = (words: string) => {
    setText(words);
    void attempt(() => theEngine().saveDraft(DRAFT, { about, text: words }));
  };
  return (
    // For a text area only its form's word keeps a half-typed answer out of the browser's own files.
    <form class="stack" autocomplete="off" noValidate onSubmit={(event) => event.preventDefault()}>
      <label class="hours-field">
        <span>{t('hours.words_label')}</span>
        <textarea data-test="reply-text" maxLength={MOST} value={text} onInput={(event) => type(event.currentTarget.value)} />
      </label>
      <Button test="reply-send" disabled={busy || text.trim() === ''} onPress={() => onSend(text)}>{t('do.save')}</Button>
    </form>
  );
}
