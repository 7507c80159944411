/**
 * Owns what waits for her: her conversation, surveys, questions and how she answered them, what the office could not
 * take, the phone's date.
 *
 * Must not: blame, or show a code.
 */
import { now } from '../../app/days';
import { Screen } from '../../app/frame';
import { go } from '../../app/router';
import { asks, clockOffset, record } from '../../app/store';
import type { Refused } from '../../engine/types';
import { locale, t } from '../../i18n';
import { ago } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Card, Chip } from '../../ui/parts';
import { AnsweredCard, AskCard } from '../hours/ask-card';
import { AnsweredSurveys, DueSurvey } from '../surveys/due';
import { ConversationCard } from './conversation';
import { Outcomes } from './outcomes';
import './messages.css';

const REFUSED = { work: 'messages.refused_work', progress: 'messages.refused_progress', other: 'messages.refused_other' } as const;

export function Messages() {
  const refused = record.value?.refused ?? [];
  const questions = asks.value;
  const answered = record.value?.work.filter(({ hours }) => hours.corrected !== undefined || (hours.state === 'asked' && hours.answered)) ?? [];
  const offset = clockOffset.value;
  const nothing = refused.length === 0 && questions.length === 0 && answered.length === 0 && offset === undefined;
  return (
    <Screen title={t('messages.title')} bar>
      <ConversationCard />
      <DueSurvey />
      {questions.map((ask) => <AskCard key={ask.about} ask={ask} test="message-question" />)}
      {answered.map((entry) => <AnsweredCard key={entry.id} entry={entry} />)}
      {refused.map((each) => <Returned key={`${each.entity} ${each.at}`} refused={each} />)}
      <AnsweredSurveys />
      <Outcomes />
      {offset !== undefined && (
        <Card test="clock-warning">
          <Chip tone="work" icon="calendar">{t('messages.clock_title')}</Chip>
          <p>{t(offset > 0 ? 'messages.clock_ahead' : 'messages.clock_behind')}</p>
        </Card>
      )}
      {nothing && (
        <div class="messages-none" data-test="messages-none">
          <Icon name="messages" />
          <p>{t('messages.none')}</p>
        </div>
      )}
      <Button kind="plain" icon="phone" class="messages-settings" test="settings" onPress={() => go({ place: 'settings' })}>{t('messages.settings')}</Button>
    </Screen>
  );
}

function Returned({ refused }: { readonly refused: Refused }) {
  const entry = record.value?.work.find((each) => each.id === refused.entity);
  return (
    <Card mind test="message-refused">
      <Chip tone="mind">{t('messages.refused_title')}</Chip>
      <p>{t(REFUSED[refused.section], { when: ago(refused.at, now.value, locale.value) })}</p>
      {entry && <Button kind="ghost" onPress={() => go({ place: 'entry', entry: entry.id })}>{t('do.see')}</Button>}
    </Card>
  );
}
