/**
 * Owns her answer to what staff ask about an entry, or entered for her: one tap, or a few words.
 *
 * Must not: need the network, or lose half a sentence when the tab is killed. Correcting is the
 * work form's; a correction answers by itself, since the question was about what it said before.
 */
import { useEffect, useState } from 'preact/hooks';
import { amountSaid, taskOf, wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { answerSaid, correctionOf, ownLive, questionOn, sourceSaid, whyAsked } from '../../app/hours';
import type { ReplyStep } from '../../app/route';
import { go, replace, settle } from '../../app/router';
import { act, attempt, catalogue, record, theEngine } from '../../app/store';
import type { AnswerKind, EntryId, StaffQuestion, VersionId, WorkVersion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { atHour, dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card, SavedTick } from '../../ui/parts';
import './hours.css';

const DRAFT = 'reply';
const MOST = 500; // characters that a note may have

/** What she answered last, for the screen that says so; forgotten with the page. */
let said: { readonly about: VersionId; readonly words: string; readonly again: boolean } | undefined;

interface Props {
  readonly entry: EntryId;
  readonly about: VersionId;
  readonly step: ReplyStep | undefined;
}

export function Reply({ entry: id, about, step }: Props) {
  const entry = record.value?.work.find((each) => each.id === id);
  const question = entry && questionOn(record.value, entry, about);
  const [busy, setBusy] = useState(false);
  const kept = useKept(about, () => {
    if (step === undefined) go({ place: 'reply', entry: id, about, step: 'words' });
  });
  if (step === 'said' && said?.about === about) {
    return <Said words={said.words} onChange={said.again ? () => replace({ place: 'reply', entry: id, about }) : undefined} />;
  }
  if (!entry || !question) return <Screen title={t('ask.gone')} screen={about} backs bar />;

  const answer = async (kind: AnswerKind, text?: string): Promise<void> => {
    setBusy(true);
    const done = await act({ type: 'answer', subject: id, kind, about, ...(text === undefined ? {} : { text }) });
    setBusy(false);
    if (!done) return;
    await theEngine().saveDraft(DRAFT, null).catch(() => undefined);
    kept.forget();
    const words = answerSaid(question.kind, { kind, ...(text === undefined ? {} : { text }) });
    said = { about, words, again: question.kind === 'asked' };
    replace({ place: 'reply', entry: id, about, step: 'said' });
  };
  if (step === 'words') return <InWords question={question} text={kept.text} busy={busy} onType={kept.type} onSend={(text) => void answer('reply', text)} />;
  const asked = question.kind === 'asked';
  const own = ownLive(entry).some((version) => !version.withdrawn);
  const shown = asked ? entry.live : entry.live.filter((version) => version.version === about);
  const { words, to } = correctionOf(question.reason);
  return (
    <Screen title={t(asked ? 'home.waiting_title' : 'hours.so')} screen={about} backs bar>
      <Asked question={question} />
      {shown.map((version) => <Card key={version.op} test="reply-version"><Noted version={version} /></Card>)}
      {asked && own && (
        <Button kind="work" icon="pencil" test="reply-correct" disabled={busy} onPress={() => go({ place: 'work_form', correct: id, step: to })}>{t(words)}</Button>
      )}
      <Button kind="ghost" icon="tick" test="reply-yes" disabled={busy} onPress={() => void answer('yes')}>{t(asked ? 'hours.it_was' : 'hours.yes')}</Button>
      {!(asked && own) && (
        <Button kind="ghost" test="reply-no" disabled={busy} onPress={() => void answer('not_so')}>{t('hours.no')}</Button>
      )}
      {asked && (
        <Button kind="plain" icon="text" test="reply-words" disabled={busy} onPress={() => go({ place: 'reply', entry: id, about, step: 'words' })}>{t('hours.in_words')}</Button>
      )}
    </Screen>
  );
}

function Asked({ question }: { readonly question: StaffQuestion }) {
  return (
    <>
      <p class="hours-why" data-test="reply-why">{question.kind === 'asked' ? whyAsked(question.reason) : sourceSaid(question.source ?? 'paper')}</p>
      {question.note && <p class="quote" data-test="reply-note-of-staff">{question.note}</p>}
    </>
  );
}

/** What was noted, short enough that all of her answers stand on one screen with it. */
function Noted({ version }: { readonly version: WorkVersion }) {
  const task = taskOf(catalogue.value, version.task);
  const start = version.start === undefined ? '' : ` · ${t('work.started_at', { hour: atHour(version.start, locale.value) })}`;
  return (
    <>
      <p><b class="hours-noted">{amountSaid(version, task, locale.value) || t('work.no_amount')}</b>{start}</p>
      <p>{wordsIn(task?.title, locale.value) || version.task} · {dayName(version.day, today.value, locale.value)}</p>
      {version.note && <p class="hours-note">{version.note}</p>}
    </>
  );
}

/** Half a sentence, kept as it is typed; `onFound` when one was left here before. */
function useKept(about: VersionId, onFound: () => void): { readonly text: string; type(words: string): void; forget(): void } {
  const [text, setText] = useState('');
  useEffect(() => {
    setText('');
    void theEngine().loadDraft(DRAFT).then((kept) => {
      const { about: of, text: words } = (kept ?? {}) as { about?: unknown; text?: unknown };
      if (of !== about || typeof words !== 'string' || words === '') return;
      setText((typed) => typed || words);
      onFound();
    }, () => undefined);
  }, [about]);
  return {
    text,
    type: (words) => {
      setText(words);
      void attempt(() => theEngine().saveDraft(DRAFT, { about, text: words }));
    },
    forget: () => setText(''),
  };
}

interface InWordsProps {
  readonly question: StaffQuestion;
  readonly text: string;
  readonly busy: boolean;
  readonly onType: (words: string) => void;
  readonly onSend: (text: string) => void;
}

/** The question, the box and its button, and nothing else: with the keyboard open there is no more room. */
function InWords({ question, text, busy, onType, onSend }: InWordsProps) {
  return (
    <Screen
      title={t('hours.words_label')}
      screen="words"
      backs
      foot={<Button icon="send" test="reply-send" disabled={busy || text.trim() === ''} onPress={() => onSend(text.trim())}>{t('do.send')}</Button>}
    >
      <Asked question={question} />
      {/* For a text area only its form's word keeps a half-typed answer out of the browser's own files. */}
      <form class="hours-field" autocomplete="off" noValidate onSubmit={(event) => event.preventDefault()}>
        <textarea aria-label={t('hours.words_label')} data-test="reply-text" maxLength={MOST} value={text} onInput={(event) => onType(event.currentTarget.value)} />
      </form>
    </Screen>
  );
}

function Said({ words, onChange }: { readonly words: string; readonly onChange: (() => void) | undefined }) {
  return (
    <Screen
      title={t('hours.said')}
      screen="said"
      foot={(
        <>
          {onChange && <Button kind="ghost" icon="pencil" test="answer-again" onPress={onChange}>{t('hours.answer_again')}</Button>}
          <Button test="done" onPress={() => settle({ place: 'home' }, { place: 'messages' })}>{t('do.done')}</Button>
        </>
      )}
    >
      <SavedTick test="reply-said" />
      <p class="quote" data-test="answer-said">{t('hours.answered_is', { answer: words })}</p>
      <p class="soft">{t('hours.said_next')}</p>
    </Screen>
  );
}
