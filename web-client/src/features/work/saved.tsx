/**
 * Owns the word that it was saved, and where she goes from there: after a correction that answered
 * what staff asked, it speaks of her answer.
 *
 * Must not: say "saved" before the engine did.
 */
import { entriesOn, totalSaid } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { correctedSaid, whyAsked } from '../../app/hours';
import { MyWeave } from '../../app/my-weave';
import { settle } from '../../app/router';
import { catalogue, record } from '../../app/store';
import type { Day, EntryId, WorkEntry } from '../../engine/types';
import { locale, t } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { SavedTick } from '../../ui/parts';

interface Props {
  /** The entry, when it was there already. */
  readonly corrected: EntryId | undefined;
  /** Of what was saved: she noted work of yesterday, and is told of yesterday. */
  readonly day: Day;
  readonly onAnother: () => void;
}

export function Saved({ corrected, day, onAnother }: Props) {
  const mine = record.value;
  const entry = mine?.work.find(({ id }) => id === corrected);
  if (entry?.hours.corrected) return <SavedAnswer entry={entry} />;
  const amount = mine ? totalSaid(entriesOn(mine.work, day), catalogue.value, locale.value) : '';
  const name = dayName(day, today.value, locale.value);
  const total = !amount ? '' : day === today.value
    ? t('form.saved_today', { amount })
    : t('form.saved_day', { day: name.charAt(0).toUpperCase() + name.slice(1), amount });
  const done = () => (corrected ? settle({ place: 'home' }, { place: 'work' }) : settle({ place: 'home' }));
  return (
    <Screen
      title={t('form.saved')}
      screen="saved"
      foot={(
        <>
          {!corrected && <Button kind="ghost" test="another" onPress={onAnother}>{t('form.another')}</Button>}
          <Button test="done" onPress={done}>{t('do.done')}</Button>
        </>
      )}
    >
      <SavedTick test="saved-here" />
      {total && <p data-test="day-total">{total}</p>}
      <p class="soft">{t('form.saved_next')}</p>
      {mine && <MyWeave mine={mine} moving={!corrected} />}
    </Screen>
  );
}

function SavedAnswer({ entry }: { readonly entry: WorkEntry }) {
  const answer = correctedSaid(entry, { catalogue: catalogue.value, today: today.value, locale: locale.value });
  return (
    <Screen
      title={t('hours.said')}
      screen="saved"
      foot={<Button test="done" onPress={() => settle({ place: 'home' }, { place: 'messages' })}>{t('do.done')}</Button>}
    >
      <SavedTick test="saved-here" />
      <p>{whyAsked(entry.hours.corrected?.reason)}</p>
      {answer && <p class="quote" data-test="answer-said">{t('hours.corrected_is', { answer })}</p>}
      <p class="soft">{t('hours.said_next')}</p>
    </Screen>
  );
}
