/**
 * Owns answering how much: hours and minutes each by one tap, or units on a number pad.
 *
 * Must not: take more than a day has hours.
 */
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { Screen } from '../../app/frame';
import type { Task } from '../../engine/types';
import { locale, t } from '../../i18n';
import { durationInWords, durationShort } from '../../i18n/durations';
import { formatNumber } from '../../i18n/numbers';
import { Button } from '../../ui/button';
import { Choices, Keypad } from '../../ui/pads';
import { useHalfAnswer } from './draft';
import type { StepProps } from './steps';

interface Props extends StepProps {
  readonly before: string;
}

const two = (n: number) => String(n).padStart(2, '0');
const QUARTERS = [0, 15, 30, 45];
const FIVES = Array.from({ length: 12 }, (_, at) => at * 5);

function Foot({ missing, onNext }: { readonly missing: string | undefined; readonly onNext: () => void }) {
  return (
    <>
      {missing && <p class="work-missing" role="alert" data-test="amount-missing">{missing}</p>}
      <Button test="step-next" onPress={onNext}>{t('do.next')}</Button>
    </>
  );
}

export function MinutesAnswer({ draft, before, chips, onAnswer }: Props) {
  const [total, setTotal] = useState(draft.answers.minutes ?? 0);
  const hours = Math.floor(total / 60);
  const minutes = total % 60;
  const [manyHours, setManyHours] = useState(hours > 7);
  const [fives, setFives] = useState(!QUARTERS.includes(minutes));
  const [asked, setAsked] = useState(false);
  useHalfAnswer(draft, total ? { minutes: total } : {});
  const hoursShown = Array.from({ length: manyHours ? 16 : 8 }, (_, at) => at);
  const more = { value: -1, text: t(manyHours ? 'form.fewer' : 'form.more') };
  const chooseHours = (next: number) => {
    if (next === -1) setManyHours(!manyHours);
    else setTotal(next * 60 + minutes);
  };
  const chooseMinutes = (next: number) => {
    if (next === -1) setFives(!fives);
    else setTotal(hours * 60 + next);
  };
  return (
    <Screen
      title={t('form.minutes')}
      screen="amount"
      before={before}
      backs
      foot={<Foot missing={asked && total === 0 ? t('form.amount_missing') : undefined} onNext={() => (total ? onAnswer({ minutes: total }) : setAsked(true))} />}
    >
      {chips}
      <div class="work-total-said" aria-live="polite">
        <p class="amount" data-test="amount" data-minutes={total}>{durationShort(total)}</p>
        <p class="amount-words" data-test="amount-words">{durationInWords(total, locale.value)}</p>
      </div>
      <h2>{t('form.hours_label')}</h2>
      <Choices
        label={t('form.hours_label')}
        test="hours"
        columns={5}
        chosen={hours}
        choices={[...hoursShown.map((n) => ({ value: n, text: String(n) })), more]}
        onChoose={chooseHours}
      />
      <h2>{t('form.minutes_label')}</h2>
      <Choices
        label={t('form.minutes_label')}
        test="minutes"
        columns={5}
        chosen={minutes}
        choices={[...(fives ? FIVES : QUARTERS).map((n) => ({ value: n, text: two(n) })), { value: -1, text: t(fives ? 'form.fewer' : 'form.more') }]}
        onChoose={chooseMinutes}
      />
    </Screen>
  );
}

const MOST_DIGITS = 5;

export function UnitsAnswer({ draft, task, before, chips, onAnswer }: Props & { readonly task: Task }) {
  const [units, setUnits] = useState(draft.answers.units ?? 0);
  const [asked, setAsked] = useState(false);
  const unit = wordsIn(task.unit, locale.value);
  useHalfAnswer(draft, units ? { units } : {});
  return (
    <Screen
      title={unit ? t('form.units', { unit }) : t('form.units_plain')}
      screen="amount"
      before={before}
      backs
      foot={<Foot missing={asked && units === 0 ? t('form.units_missing') : undefined} onNext={() => (units ? onAnswer({ units }) : setAsked(true))} />}
    >
      {chips}
      <div aria-live="polite">
        <p class="amount" data-test="amount" data-units={units}>{formatNumber(units, locale.value)}</p>
        <p class="amount-words">{unit}</p>
      </div>
      <Keypad label={t('form.amount')} erase={t('form.erase')} value={units} mostDigits={MOST_DIGITS} test="key" onChange={setUnits} />
    </Screen>
  );
}
