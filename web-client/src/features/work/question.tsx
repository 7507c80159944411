/**
 * Owns an open question: two live versions of an entry, and her word on which is right.
 *
 * Must not: prefer one. Her answer is a correction that replaces the versions she saw.
 */
import { signal } from '@preact/signals';
import { Screen } from '../../app/frame';
import { hasTwoOfHers, ownLive } from '../../app/hours';
import { tell } from '../../app/notice';
import { back, go } from '../../app/router';
import { act, record } from '../../app/store';
import type { EntryId, WorkEntry, WorkVersion } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Card } from '../../ui/parts';
import { beginCorrect, fieldsOf } from './draft';
import { VersionFacts } from './version';
import './work.css';

const answering = signal(false);

async function choose(whole: WorkEntry, version: WorkVersion): Promise<void> {
  if (answering.value) return;
  answering.value = true;
  const { id: entry } = whole;
  const seen = ownLive(whole).map(({ op }) => op);
  const fields = fieldsOf(beginCorrect(entry, version, seen));
  const done = version.withdrawn || !fields
    ? await act({ type: 'work_withdraw', entry, seen })
    : await act({ type: 'work_correct', entry, fields, seen });
  answering.value = false;
  if (!done) return;
  tell({ words: t('ask.thanks') });
  back();
}

export function Question({ entry: id }: { readonly entry: EntryId }) {
  const entry = record.value?.work.find((each) => each.id === id);
  if (!entry || !hasTwoOfHers(entry)) return <Screen title={t('ask.gone')} screen={id} backs bar />;
  return (
    <Screen title={t('ask.title')} screen={id} backs bar>
      <p class="soft">{t('ask.why')}</p>
      {ownLive(entry).map((version, at) => (
        <Card key={version.op} test="question-version">
          <VersionFacts version={version} />
          <Button kind="ghost" test={`choose-${at}`} disabled={answering.value} onPress={() => void choose(entry, version)}>{t('ask.this_one')}</Button>
        </Card>
      ))}
      <Button kind="plain" icon="pencil" test="choose-none" onPress={() => go({ place: 'work_form', correct: id })}>{t('ask.none')}</Button>
    </Screen>
  );
}
