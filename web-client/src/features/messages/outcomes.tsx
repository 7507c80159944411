/**
 * Owns what staff recorded of her way: each as it stands in her record.
 *
 * Must not: leave any of it out.
 */
import { wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { catalogue, record } from '../../app/store';
import { locale, t } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Card, Chip } from '../../ui/parts';
import './messages.css';

export function Outcomes() {
  const outcomes = record.value?.outcomes ?? [];
  if (outcomes.length === 0) return null;
  return (
    <Card test="outcomes">
      <Chip tone="meet" icon="tick">{t('outcome.title')}</Chip>
      <ul class="talk-list">
        {outcomes.map(({ id, kind, day, step, note }) => (
          <li key={id} data-test="outcome">
            <b>{kind === 'step' ? wordsIn(catalogue.value?.placement?.find((each) => each.id === step)?.title, locale.value) || step : t(`outcome.kind.${kind}`)}</b>
            {' '}<span class="soft">{dayName(day, today.value, locale.value)}</span>
            {note && <p class="talk-text">{note}</p>}
          </li>
        ))}
      </ul>
      <p class="soft">{t('outcome.wrong')}</p>
    </Card>
  );
}
