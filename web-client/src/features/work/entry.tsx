/**
 * Owns one entry: what it says, where it is, what it said before; correcting and withdrawing it.
 *
 * Must not: ask "are you sure?". Withdrawing is undone by one tap, also much later.
 */
import { Screen } from '../../app/frame';
import { tell } from '../../app/notice';
import { go, replace } from '../../app/router';
import { act, record } from '../../app/store';
import type { EntryId, WorkEntry } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { HeldKnots } from '../../ui/knots';
import { Card } from '../../ui/parts';
import { VersionFacts } from './version';
import './work.css';

async function restore(entry: EntryId): Promise<void> {
  if (await act({ type: 'work_restore', entry })) tell({ words: t('work.restored_toast') });
}

async function withdraw({ id: entry, live }: WorkEntry): Promise<void> {
  if (await act({ type: 'work_withdraw', entry, seen: live.map(({ op }) => op) })) {
    tell({ words: t('work.withdrawn_toast'), undo: () => void restore(entry) });
  }
}

export function EntryScreen({ entry: id }: { readonly entry: EntryId }) {
  const entry = record.value?.work.find((each) => each.id === id);
  const version = entry?.live[0];
  if (!entry || !version) return <Screen title={t('work.entry')} backs bar />;
  const settled = !entry.openQuestion;
  return (
    <Screen title={t('work.entry')} screen={id} backs bar>
      <Card test="entry-detail">
        <VersionFacts version={version}>
          <p class="row"><HeldKnots held={version.held} label={undefined} /> <span>{t(`held.${version.held}`)}</span></p>
        </VersionFacts>
      </Card>
      {!settled && <Button kind="mind" icon="ask" test="answer" onPress={() => replace({ place: 'question', entry: id })}>{t('ask.answer')}</Button>}
      {settled && version.withdrawn && (
        <>
          <p>{t('work.withdrawn_text')}</p>
          <Button test="restore" onPress={() => void restore(id)}>{t('work.restore')}</Button>
        </>
      )}
      {settled && !version.withdrawn && (
        <div class="work-acts">
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
