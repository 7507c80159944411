/**
 * Owns what staff recorded of her way: each as it stands in her record.
 *
 * Must not: leave any of it out.
 */
import { wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { catalogue, record } from '../../app/store';
import type { BecameKind, Text } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Card, Chip } from '../../ui/parts';
import './messages.css';

/** A step and an award are called as the programme calls them. */
function nameOf(kind: BecameKind, which: string | undefined): string {
  const named = (all: readonly { readonly id: string; readonly title: Text }[] | undefined) => wordsIn(all?.find(({ id }) => id === which)?.title, locale.value) || (which ?? '');
  if (kind === 'step') return named(catalogue.value?.placement);
  if (kind === 'award') return t('outcome.award', { title: named(catalogue.value?.awards) });
  return t(`outcome.kind.${kind}`);
}

export function Outcomes() {
  const outcomes = record.value?.outcomes ?? [];
  if (outcomes.length === 0) return null;
  return (
    <Card test="outcomes">
      <Chip tone="meet" icon="tick">{t('outcome.title')}</Chip>
      <ul class="talk-list">
        {outcomes.map(({ id, kind, day, step, award, note }) => (
          <li key={id} data-test="outcome">
            <b>{nameOf(kind, step ?? award)}</b>
            {' '}<span class="soft">{dayName(day, today.value, locale.value)}</span>
            {note && <p class="talk-text">{note}</p>}
          </li>
        ))}
      </ul>
      <p class="soft">{t('outcome.wrong')}</p>
    </Card>
  );
}
