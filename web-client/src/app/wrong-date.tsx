/**
 * Owns what is said where the phone's date cannot be: its date, large, and how to set it right.
 *
 * Must not: stop anything. What she notes is saved all the same.
 */
import { signal } from '@preact/signals';
import { locale, t } from '../i18n';
import { dateName, hourSaid, weekdayName } from '../i18n/dates';
import { Button } from '../ui/button';
import { Card, Chip } from '../ui/parts';
import { phoneDate } from './days';
import './wrong-date.css';

const STEPS = ['wrong_date.step_settings', 'wrong_date.step_find', 'wrong_date.step_set', 'wrong_date.step_back'] as const;

/** Asked for once, they stay while the page does. */
const stepsShown = signal(false);

export function WrongDate() {
  const date = phoneDate.value;
  if (date === undefined) return null;
  const { day, minute } = date;
  const shown = stepsShown.value;
  return (
    <Card mind test="wrong-date">
      <Chip tone="mind" icon="calendar">{t('wrong_date.title')}</Chip>
      <p>{t('wrong_date.says')}</p>
      <p class="wrong-date-day" data-test="phone-date">
        {weekdayName(day, locale.value)} {dateName(day, '', locale.value)}, {hourSaid(minute, locale.value)}
      </p>
      <p>{t('wrong_date.means')}</p>
      {shown && (
        <ol class="wrong-date-steps" data-test="wrong-date-steps">
          {STEPS.map((step) => <li key={step}>{t(step)}</li>)}
        </ol>
      )}
      <Button kind="ghost" icon="settings" test="wrong-date-how" onPress={() => { stepsShown.value = !shown; }}>
        {t(shown ? 'wrong_date.hide' : 'wrong_date.how')}
      </Button>
    </Card>
  );
}
