/**
 * Owns the questions of the work form that have to be answered: which work, which day, how much.
 *
 * Must not: decide what is asked next (the form does), or save.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { taskOf, wordsIn } from '../../app/amounts';
import { addDays, daysBetween, today } from '../../app/days';
import { Screen } from '../../app/frame';
import { catalogue } from '../../app/store';
import { locale, t } from '../../i18n';
import { dayName, weekdayName } from '../../i18n/dates';
import { Icon, iconNamed } from '../../ui/icons';
import { Choices } from '../../ui/pads';
import { MinutesAnswer, UnitsAnswer } from './amount';
import type { Answers, Draft } from './draft';

export interface StepProps {
  readonly draft: Draft;
  readonly chips?: ComponentChildren;
  readonly onAnswer: (answers: Answers, more?: Partial<Draft>) => void;
}

const NUMBER = { task: 1, day: 2, amount: 3, extra: 4 } as const;

export function stepSaid(draft: Draft, step: keyof typeof NUMBER): string {
  if (draft.kind === 'correct') return t('form.correct');
  const skips = (catalogue.value?.tasks.length ?? 0) === 1 ? 1 : 0;
  return t('form.step', { name: t('form.add'), n: NUMBER[step] - skips, total: 4 - skips });
}

export function TaskStep({ draft, onAnswer }: StepProps) {
  return (
    <Screen title={t('form.task')} screen="task" before={stepSaid(draft, 'task')} backs>
      <div class="stack">
        {catalogue.value?.tasks.map((task) => (
          <button
            type="button"
            key={task.id}
            class="work-task"
            data-test={`task-${task.id}`}
            aria-pressed={draft.answers.task === task.id}
            onClick={() => onAnswer({ task: task.id })}
          >
            <span class="work-task-icon"><Icon name={iconNamed(task.icon)} class="icon-big" /></span>
            <b class="grow">{wordsIn(task.title, locale.value)}</b>
            <Icon name="next" />
          </button>
        ))}
      </div>
    </Screen>
  );
}

const DAYS_BACK = 14;

export function DayStep({ draft, chips, onAnswer }: StepProps) {
  const { day } = draft.answers;
  const back = day === undefined ? undefined : daysBetween(day, today.value);
  const [others, setOthers] = useState(back !== undefined && back > 1);
  const near = (daysBack: number, words: string) => {
    const each = addDays(today.value, -daysBack);
    return (
      <button type="button" class="work-task" data-test={`day-${daysBack}`} aria-pressed={day === each} onClick={() => onAnswer({ day: each })}>
        <b class="grow">{words}</b>
        <span>{weekdayName(each, locale.value)} {Number(each.slice(8))}</span>
      </button>
    );
  };
  const earlier = Array.from({ length: DAYS_BACK - 2 }, (_, at) => addDays(today.value, -(at + 2)));
  return (
    <Screen title={t('form.day')} screen="day" before={stepSaid(draft, 'day')} backs>
      {chips}
      <div class="stack">
        {near(0, t('form.today'))}
        {near(1, t('form.yesterday'))}
        {!others && (
          <button type="button" class="work-task" data-test="day-other" onClick={() => setOthers(true)}>
            <b class="grow">{t('form.other_day')}</b>
            <Icon name="calendar" />
          </button>
        )}
      </div>
      {others && (
        <>
          <h2>{t('form.other_day')}</h2>
          <Choices
            label={t('form.other_day')}
            test="day"
            columns={3}
            chosen={day}
            choices={earlier.map((each) => ({
              value: each,
              text: `${weekdayName(each, locale.value).slice(0, 3)} ${Number(each.slice(8))}`,
              label: dayName(each, today.value, locale.value),
            }))}
            onChoose={(each) => onAnswer({ day: each })}
          />
        </>
      )}
    </Screen>
  );
}

export function AmountStep({ draft, chips, onAnswer }: StepProps) {
  const task = taskOf(catalogue.value, draft.answers.task ?? '');
  const before = stepSaid(draft, 'amount');
  if (task?.measure === 'units') return <UnitsAnswer draft={draft} task={task} before={before} chips={chips} onAnswer={onAnswer} />;
  return <MinutesAnswer draft={draft} before={before} chips={chips} onAnswer={onAnswer} />;
}
