/**
 * Owns the way through the work form: one question a screen, each answer kept at once.
 *
 * Must not: ask again what is answered, or lose an answer when the tab is killed.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { amountSaid, taskOf, wordsIn } from '../../app/amounts';
import { meantDayOf, today } from '../../app/days';
import { Screen } from '../../app/frame';
import { askedOf, correctionOf, ownLive } from '../../app/hours';
import type { FormStep } from '../../app/route';
import { back, go, replace } from '../../app/router';
import { catalogue, record } from '../../app/store';
import type { Day, EntryId, StaffQuestion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Chip } from '../../ui/parts';
import { answered, beginAdd, beginCorrect, draft, dropDraft, keepDraft, loadDraft, nextStep, type Answers, type Draft } from './draft';
import { Review } from './review';
import { Saved } from './saved';
import { ExtraStep } from './extra';
import { AmountStep, DayStep, TaskStep } from './steps';
import './work.css';

/** A draft found when the form was opened, offered before anything new begins. */
const found = signal<Draft | undefined>(undefined);
/** Set while one answer is changed from the review: the answer leads back there. */
let changing = false;
/** The day of what was saved last: what the word of it speaks about. */
let savedDay: Day | undefined;

/** What staff ask about the entry, where this step is what answers it. */
function askedHere(correct: EntryId | undefined, step: FormStep): StaffQuestion | undefined {
  const entry = record.value?.work.find(({ id }) => id === correct);
  const question = entry && askedOf(record.value, entry);
  return question?.kind === 'asked' && correctionOf(question.reason).to === step ? question : undefined;
}

const place = (step: FormStep, correct: EntryId | undefined) => ({ place: 'work_form', step, correct }) as const;

/** Where nothing needs to be asked, it is not: one kind of work is chosen already. */
function freshDraft(): Draft {
  const tasks = catalogue.value?.tasks ?? [];
  const only = tasks.length === 1 ? tasks[0] : undefined;
  return beginAdd(only ? { task: only.id } : {});
}

async function begin(correct: EntryId | undefined, step: FormStep | undefined): Promise<void> {
  found.value = undefined;
  const kept = await loadDraft(correct ? 'correct' : 'add').catch(() => undefined);
  const work = record.value?.work ?? [];
  if (correct) {
    const entry = work.find((each) => each.id === correct);
    const live = entry ? ownLive(entry) : [];
    const [version] = live;
    if (kept?.entry === correct) draft.value = kept;
    else if (version) draft.value = beginCorrect(correct, { ...version, day: meantDayOf(version) ?? version.day }, live.map(({ op }) => op));
    // Staff asked about one answer: straight to it. Else the last look, from where each is a tap away.
    if (draft.value) replace(place(step !== undefined && step !== 'saved' ? step : 'review', correct));
    return;
  }
  // Saved, but the phone stopped before the draft was dropped: it is no longer a draft.
  const isSaved = kept && work.some((entry) => entry.id === kept.entry);
  if (kept && !isSaved && (kept.answers.day || kept.answers.minutes || kept.answers.units)) {
    // Her profile closed by itself in the middle of it: straight back to the question she was at.
    if (step !== undefined && step !== 'saved') {
      draft.value = kept;
      replace(place(step, undefined));
    } else found.value = kept;
    return;
  }
  start(kept && !isSaved ? kept : freshDraft());
}

function start(from: Draft): void {
  found.value = undefined;
  draft.value = from;
  replace(place(nextStep(from), undefined));
}

interface Props {
  readonly step: FormStep | undefined;
  readonly correct: EntryId | undefined;
}

export function WorkForm({ step, correct }: Props) {
  const now = draft.value;
  const fits = now && (correct ? now.entry === correct : now.kind === 'add');
  const shown: FormStep | undefined = step === 'saved' || fits ? step : undefined;
  useEffect(() => {
    if (shown === undefined) void begin(correct, step);
    if (shown === 'review') changing = false;
  }, [shown, correct]);

  if (!catalogue.value?.tasks.length) return <Screen title={t('form.add')} backs><p>{t('form.no_tasks')}</p></Screen>;
  if (shown === 'saved') return <Saved corrected={correct} day={savedDay ?? today.value} onAnother={() => { draft.value = undefined; replace({ place: 'work_form' }); }} />;
  if (found.value && shown === undefined) return <Resume kept={found.value} />;
  if (!now || shown === undefined) return <Screen title={t('form.add')} backs />;

  const answer = (answers: Answers, more: Partial<Draft> = {}) => {
    const task = taskOf(catalogue.value, answers.task ?? now.answers.task ?? '');
    const next = { ...answered(now, answers, task), ...more };
    keepDraft(next);
    const to = nextStep(next);
    if (changing && to === 'review') back();
    else go(place(to, correct));
  };
  const change = (to: FormStep) => {
    changing = shown === 'review';
    go(place(to, correct));
  };
  const chips = <Chips draft={now} at={shown} onChange={change} />;
  switch (shown) {
    case 'task': return <TaskStep draft={now} onAnswer={answer} />;
    case 'day': return <DayStep draft={now} chips={chips} onAnswer={answer} />;
    case 'amount': return <AmountStep draft={now} chips={chips} onAnswer={answer} />;
    case 'extra':
    case 'start':
    case 'note': {
      const asked = askedHere(correct, shown);
      return <ExtraStep key={shown} step={shown} question={asked} draft={now} chips={chips} onAnswer={answer} />;
    }
    case 'review': return (
      <Review
        draft={now}
        onChange={change}
        onSaved={() => {
          savedDay = now.answers.day;
          replace(place('saved', correct));
          void dropDraft(now.kind);
        }}
      />
    );
  }
}

/** The answers so far, each a way back to its question. */
function Chips({ draft: now, at, onChange }: { readonly draft: Draft; readonly at: FormStep; readonly onChange: (step: FormStep) => void }) {
  const { answers } = now;
  const task = taskOf(catalogue.value, answers.task ?? '');
  const amount = amountSaid(answers as { minutes?: number; units?: number }, task, locale.value);
  return (
    <div class="row work-chips">
      {task && at !== 'task' && <Chip tone="work" test="chip-task" onPress={(catalogue.value?.tasks.length ?? 0) > 1 ? () => onChange('task') : undefined}>{wordsIn(task.title, locale.value)}</Chip>}
      {answers.day && at !== 'day' && <Chip tone="work" test="chip-day" onPress={() => onChange('day')}>{dayName(answers.day, today.value, locale.value)}</Chip>}
      {amount && (at === 'extra' || at === 'start' || at === 'note') && <Chip tone="work" test="chip-amount" onPress={() => onChange('amount')}>{amount}</Chip>}
    </div>
  );
}

function Resume({ kept }: { readonly kept: Draft }) {
  return (
    <Screen title={t('form.resume')} screen="resume" backs>
      <Chips draft={kept} at="extra" onChange={() => start(kept)} />
      <Button kind="work" test="draft-resume" onPress={() => start(kept)}>{t('form.resume_go')}</Button>
      <Button kind="ghost" test="draft-new" onPress={() => { void dropDraft('add'); start(freshDraft()); }}>{t('form.resume_new')}</Button>
    </Screen>
  );
}
