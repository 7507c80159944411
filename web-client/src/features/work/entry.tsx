/**
 * Owns one entry: what it says, where it is, what it said before; correcting and withdrawing it.
 *
 * Must not: ask "are you sure?". Withdrawing is undone by one tap, also much later.
 */
import { meantDayOf, today } from '../../app/days';
import { Screen } from '../../app/frame';
import { answerSaid, askedOf, hasTwoOfHers, ownLive, standingSaid, whyAsked, whyDeclined } from '../../app/hours';
import { tell } from '../../app/notice';
import { go, replace } from '../../app/router';
import { act, record } from '../../app/store';
import type { EntryId, Hours, WorkEntry } from '../../engine/types';
import { locale, t } from '../../i18n';
import { Button } from '../../ui/button';
import { HeldKnots } from '../../ui/knots';
import { Card, Chip } from '../../ui/parts';
import { VersionFacts } from './version';
import './work.css';

async function restore(entry: EntryId): Promise<void> {
  if (await act({ type: 'work_restore', entry })) tell({ words: t('work.restored_toast') });
}

async function withdraw(whole: WorkEntry): Promise<void> {
  const { id: entry } = whole;
  if (await act({ type: 'work_withdraw', entry, seen: ownLive(whole).map(({ op }) => op) })) {
    tell({ words: t('work.withdrawn_toast'), undo: () => void restore(entry) });
  }
}

export function EntryScreen({ entry: id }: { readonly entry: EntryId }) {
  const entry = record.value?.work.find((each) => each.id === id);
  const version = entry?.live[0];
  if (!entry || !version) return <Screen title={t('work.entry')} backs bar />;
  const two = hasTwoOfHers(entry);
  const asked = two ? undefined : askedOf(record.value, entry);
  const own = two ? undefined : ownLive(entry)[0];
  return (
    <Screen title={t('work.entry')} screen={id} backs bar>
      <Card test="entry-detail">
        <VersionFacts version={version}>
          <p class="row"><HeldKnots held={version.held} label={undefined} /> <span>{t(`held.${version.held}`)}</span></p>
          <StandingFacts hours={entry.hours} />
        </VersionFacts>
      </Card>
      {two && <Button kind="mind" icon="ask" test="answer" onPress={() => replace({ place: 'question', entry: id })}>{t('ask.answer')}</Button>}
      {asked && <Button kind="mind" icon="ask" test="answer" onPress={() => go({ place: 'reply', entry: id, about: asked.about })}>{t('ask.answer')}</Button>}
      {!two && entry.hours.answered && entry.hours.decision !== undefined && (
        <Button kind="ghost" icon="ask" test="answer-again" onPress={() => go({ place: 'reply', entry: id, about: entry.hours.decision ?? '' })}>{t('hours.answer_again')}</Button>
      )}
      {own?.withdrawn && (
        <>
          <p>{t('work.withdrawn_text')}</p>
          <Button test="restore" onPress={() => void restore(id)}>{t('work.restore')}</Button>
        </>
      )}
      {own && !own.withdrawn && (
        <div class="work-acts">
          {meantDayOf(own) !== undefined && (
            <Button kind="mind" icon="calendar" test="fix-day" onPress={() => go({ place: 'work_form', correct: id })}>{t('work.fix_day')}</Button>
          )}
          <Button kind="ghost" icon="pencil" test="correct" onPress={() => go({ place: 'work_form', correct: id })}>{t('work.correct')}</Button>
          <Button kind="plain" icon="withdraw" test="withdraw" onPress={() => void withdraw(entry)}>{t('work.withdraw')}</Button>
        </div>
      )}
      {entry.earlier.length > 0 && (
        <>
          <h2>{t('work.earlier')}</h2>
          <ul class="list" data-test="earlier">
            {entry.earlier.map((earlier) => <li key={earlier.op} class="work-earlier"><VersionFacts version={earlier} /></li>)}
          </ul>
        </>
      )}
    </Screen>
  );
}

/** What staff said of it. */
function StandingFacts({ hours }: { readonly hours: Hours }) {
  const standing = standingSaid(hours, today.value, locale.value);
  if (!standing) return null;
  return (
    <>
      <p><Chip tone={standing.tone} icon={standing.icon} test="standing">{standing.words}</Chip></p>
      {hours.state === 'declined' && <p>{whyDeclined(hours.reason)}</p>}
      {hours.state === 'asked' && <p>{whyAsked(hours.reason)}</p>}
      {hours.note && <p class="version-note">{hours.note}</p>}
      {hours.answer && <p data-test="answer-said">{t('hours.answered_is', { answer: answerSaid('asked', hours.answer) })}</p>}
    </>
  );
}
