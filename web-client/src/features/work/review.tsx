/**
 * Owns the last look before saving.
 *
 * Must not: go on before the engine has saved.
 */
import { signal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { amountSaid, taskOf, wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import type { FormStep } from '../../app/route';
import { act, catalogue } from '../../app/store';
import type { Action } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dayName, hourSaid } from '../../i18n/dates';
import { durationInWords } from '../../i18n/durations';
import { Button } from '../../ui/button';
import { fieldsOf, type Draft } from './draft';

const saving = signal(false);

interface Props {
  readonly draft: Draft;
  readonly onChange: (step: FormStep) => void;
  readonly onSaved: () => void;
}

export function Review({ draft, onChange, onSaved }: Props) {
  const { answers } = draft;
  const task = taskOf(catalogue.value, answers.task ?? '');
  const fields = fieldsOf(draft);
  // The same object at every try of the same answers: the engine then does it once.
  const action = useMemo<Action | undefined>(
    () => fields && (draft.kind === 'add'
      ? { type: 'work_add', entry: draft.entry, fields }
      : { type: 'work_correct', entry: draft.entry, fields, seen: draft.seen }),
    [draft],
  );
  const save = async () => {
    if (saving.value || !action) return;
    saving.value = true;
    const done = await act(action);
    saving.value = false;
    if (done) onSaved();
  };
  const amount = amountSaid(answers as { minutes?: number; units?: number }, task, locale.value);
  const isTime = task?.measure !== 'units';
  return (
    <Screen
      title={t('form.review')}
      screen="review"
      before={draft.kind === 'correct' ? t('form.correct') : t('form.add')}
      backs
      foot={<Button kind="work" test="save" disabled={saving.value || !fields} onPress={() => void save()}>{saving.value ? t('form.saving') : t('do.save')}</Button>}
    >
      <div class="list">
        <Row name={t('form.row_task')} said={wordsIn(task?.title, locale.value)} test="row-task" onChange={(catalogue.value?.tasks.length ?? 0) > 1 ? () => onChange('task') : undefined} />
        <Row name={t('form.row_day')} said={answers.day ? dayName(answers.day, today.value, locale.value) : ''} test="row-day" onChange={() => onChange('day')} />
        <Row
          name={isTime ? t('form.row_time') : t('form.amount')}
          said={amount}
          words={isTime && answers.minutes ? durationInWords(answers.minutes, locale.value) : ''}
          test="row-amount"
          onChange={() => onChange('amount')}
        />
        <Row name={t('form.row_start')} said={answers.start === undefined ? '' : hourSaid(answers.start, locale.value)} test="row-start" onChange={() => onChange('start')} />
        <Row name={t('form.row_note')} said={answers.note ?? ''} test="row-note" onChange={() => onChange('note')} />
      </div>
    </Screen>
  );
}

interface RowProps {
  readonly name: string;
  readonly said: string;
  readonly words?: string;
  readonly test: string;
  readonly onChange: (() => void) | undefined;
}

function Row({ name, said, words, test, onChange }: RowProps) {
  const inside = (
    <>
      <span class="grow">
        <span class="soft">{name}</span>
        {said && <b class="work-said">{said}</b>}
        {words && <span class="soft work-said">{words}</span>}
      </span>
      {onChange && <span class="work-change">{said ? t('do.change') : t('do.add')}</span>}
    </>
  );
  if (!onChange) return <div class="list-row" data-test={test}>{inside}</div>;
  return <button type="button" class="list-row" data-test={test} onClick={onChange}>{inside}</button>;
}
