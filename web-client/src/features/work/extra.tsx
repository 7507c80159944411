/**
 * Owns what may be added to work: the hour at which it began and a note, together or one alone.
 *
 * Must not: let half an hour pass for none, or decide what comes next.
 */
import { type ComponentChildren, Fragment, type RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Screen } from '../../app/frame';
import { whyAsked } from '../../app/hours';
import type { StaffQuestion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { atHour, clockTime } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { useHalfAnswer } from './draft';
import { stepSaid, type StepProps } from './steps';

const NOTE_LENGTH = 200;

interface Props extends StepProps {
  readonly step: 'extra' | 'start' | 'note';
  /** What staff ask, where this step is what answers it. */
  readonly question: StaffQuestion | undefined;
}

export function ExtraStep({ step, question, draft, chips, onAnswer }: Props) {
  const [start, setStart] = useState(draft.answers.start);
  const [note, setNote] = useState(draft.answers.note ?? '');
  const [half, setHalf] = useState(false);
  const clock = useRef<HTMLInputElement>(null);
  const answers = { start, note: note.trim() || undefined };
  useHalfAnswer(draft, answers);
  const submit = () => {
    // A time that lacks a part is no time to the browser, and would be gone without a word.
    if (clock.current?.validity.badInput) setHalf(true);
    else onAnswer(answers, { sawExtra: true });
  };
  const [asksStart, asksNote] = [step !== 'note', step !== 'start'];
  const isEmpty = (!asksStart || start === undefined) && (!asksNote || answers.note === undefined);
  return (
    <Screen
      title={titleOf(step, question)}
      screen={step}
      before={stepSaid(draft, 'extra')}
      backs
      foot={<Button test="step-next" onPress={submit}>{isEmpty ? t('do.skip') : t('do.next')}</Button>}
    >
      {chips}
      {question?.note && <p class="quote">{question.note}</p>}
      {step === 'extra' && <p class="soft">{t(isEmpty ? 'form.extra_hint' : 'form.extra_hint_some')}</p>}
      {/* Off: a browser writes half-filled fields into its own session file, in the clear. For a
          text area only its form's word counts. */}
      <form class="stack" autocomplete="off" noValidate onSubmit={(event) => { event.preventDefault(); submit(); }}>
        {asksStart && (
          <Field label={t('form.start')} named={step === 'extra'} hint={step === 'start' ? t('form.start_hint') : undefined}>
            <Clock start={start} half={half} at={clock} onInput={(value) => { setHalf(false); setStart(minuteIn(value)); }} />
          </Field>
        )}
        {asksNote && (
          <Field label={t('form.note')} named={step === 'extra'} hint={t('form.note_hint')}>
            <textarea aria-label={t('form.note')} data-test="note" autocomplete="off" rows={3} maxLength={NOTE_LENGTH} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
          </Field>
        )}
      </form>
    </Screen>
  );
}

function titleOf(step: Props['step'], question: StaffQuestion | undefined): string {
  if (question) return whyAsked(question.reason);
  if (step === 'start') return t('reason.start');
  return t(step === 'note' ? 'form.note_ask' : 'form.extra');
}

interface FieldProps {
  readonly label: string;
  /** Else the screen's heading has asked for it already. */
  readonly named: boolean;
  readonly hint: string | undefined;
  readonly children: ComponentChildren;
}

function Field({ label, named, hint, children }: FieldProps) {
  return (
    <label class="work-field">
      {named && <b>{label}</b>}
      {hint && <span class="soft">{hint}</span>}
      {children}
    </label>
  );
}

interface ClockProps {
  readonly start: number | undefined;
  readonly half: boolean;
  readonly at: RefObject<HTMLInputElement | null>;
  readonly onInput: (value: string) => void;
}

function Clock({ start, half, at, onInput }: ClockProps) {
  return (
    <Fragment>
      <input
        type="time"
        autocomplete="off"
        aria-label={t('form.start')}
        data-test="start"
        value={start === undefined ? '' : clockTime(start)}
        ref={at}
        aria-invalid={half}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {half && <span class="work-missing" role="alert" data-test="start-missing">{t('form.start_half')}</span>}
      {start !== undefined && !half && <span data-test="start-said">{t('work.started_at', { hour: atHour(start, locale.value) })}</span>}
    </Fragment>
  );
}

function minuteIn(value: string): number | undefined {
  const [hours, minutes] = value.split(':').map(Number);
  return hours === undefined || minutes === undefined || Number.isNaN(hours + minutes) ? undefined : hours * 60 + minutes;
}
