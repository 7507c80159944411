/**
 * Owns the card that something waits for her answer, as home and the messages show it, and that of
 * what she has answered.
 *
 * Must not: answer anything. Each leads to the one screen where it is answered.
 */
import type { ComponentChildren } from 'preact';
import { taskOf, wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { answerSaid, correctedSaid, sourceSaid, whyAsked } from '../../app/hours';
import { go } from '../../app/router';
import { catalogue, record, type Ask } from '../../app/store';
import type { WorkEntry, WorkVersion } from '../../engine/types';
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

/** A question that she has answered and staff have not come back to: both stand there. */
export function AnsweredCard({ entry }: { readonly entry: WorkEntry }) {
  const { decision, reason, answer, corrected } = entry.hours;
  const version = entry.live[0];
  if (version && corrected) return <CorrectedCard entry={entry} reason={corrected.reason} />;
  if (!version || decision === undefined) return null;
  return (
    <Card test="message-answered">
      <Chip icon="tick">{t('hours.answered')}</Chip>
      <p>{t('hours.about', aboutOf(version))} {whyAsked(reason)}</p>
      {answer && <p class="quote">{t('hours.answered_is', { answer: answerSaid('asked', answer) })}</p>}
      <Button kind="ghost" icon="pencil" test="answer-again" onPress={() => go({ place: 'reply', entry: entry.id, about: decision })}>{t('hours.answer_again')}</Button>
    </Card>
  );
}

/** Answered by correcting: the same card, and from there to what it says now. */
function CorrectedCard({ entry, reason }: { readonly entry: WorkEntry; readonly reason: string }) {
  const [version] = entry.live;
  const said = correctedSaid(entry, { catalogue: catalogue.value, today: today.value, locale: locale.value });
  return (
    <Card test="message-answered">
      <Chip icon="tick">{t('hours.answered')}</Chip>
      {version && <p>{t('hours.about', aboutOf(version))} {whyAsked(reason)}</p>}
      {said && <p class="quote" data-test="corrected-said">{t('hours.corrected_is', { answer: said })}</p>}
      <Button kind="ghost" test="corrected-see" onPress={() => go({ place: 'entry', entry: entry.id })}>{t('do.see')}</Button>
    </Card>
  );
}

function aboutOf(version: WorkVersion): { task: string; day: string } {
  return { task: wordsIn(taskOf(catalogue.value, version.task)?.title, locale.value) || version.task, day: dayName(version.day, today.value, locale.value) };
}

export function AskCard({ ask, test, children }: Props) {
  const entry = record.value?.work.find((each) => each.id === ask.entry);
  const version = entry?.live.find((each) => ask.kind === 'assisted' && each.version === ask.about) ?? entry?.live[0];
  if (!version) return null;
  const about = aboutOf(version);
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
