/**
 * Owns the card that something waits for her answer, as home and the messages show it.
 *
 * Must not: answer anything. Each leads to the one screen where it is answered.
 */
import type { ComponentChildren } from 'preact';
import { taskOf, wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { sourceSaid, whyAsked } from '../../app/hours';
import { go } from '../../app/router';
import { catalogue, record, type Ask } from '../../app/store';
import { locale, t } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import './hours.css';

interface Props {
  readonly ask: Ask;
  readonly test: string;
  readonly children?: ComponentChildren;
}

export function AskCard({ ask, test, children }: Props) {
  const entry = record.value?.work.find((each) => each.id === ask.entry);
  const version = entry?.live.find((each) => ask.kind === 'assisted' && each.version === ask.about) ?? entry?.live[0];
  if (!version) return null;
  const about = { task: wordsIn(taskOf(catalogue.value, version.task)?.title, locale.value) || version.task, day: dayName(version.day, today.value, locale.value) };
  return (
    <Card mind test={test}>
      <Chip tone="mind" icon="ask" test={`ask-${ask.kind}`}>{t(ask.kind === 'assisted' ? 'hours.so' : 'home.waiting_title')}</Chip>
      {ask.kind === 'versions' && <p>{t('ask.two_versions', about)}</p>}
      {ask.kind === 'asked' && <p>{t('hours.about', about)} {whyAsked(ask.reason)}</p>}
      {ask.kind === 'assisted' && <p>{t('hours.about', about)} {sourceSaid(ask.source ?? 'paper')}</p>}
      <Button
        kind="ghost"
        test="answer"
        onPress={() => go(ask.kind === 'versions' ? { place: 'question', entry: ask.entry } : { place: 'reply', entry: ask.entry, about: ask.about })}
      >
        {t('ask.answer')}
      </Button>
      {children}
    </Card>
  );
}
