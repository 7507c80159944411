/**
 * Owns the surveys' part of home and of her messages: which waits, which she answered.
 *
 * Must not: press her. It waits in its place as long as it is asked.
 */
import { wordsIn } from '../../app/amounts';
import { latestToday, now, today } from '../../app/days';
import { go } from '../../app/router';
import { catalogue, record } from '../../app/store';
import { dueSurveys } from '../../app/surveys';
import { locale, t, tn } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Card, Chip } from '../../ui/parts';
import './surveys.css';

/** One at a time: there may be two. */
export function DueSurvey() {
  const [first] = dueSurveys(catalogue.value?.surveys, record.value, latestToday(now.value, today.value));
  if (!first) return null;
  return (
    <Card test="survey-due">
      <Chip tone="learn" icon="ask">{t('survey.due')}</Chip>
      <b class="survey-name">{wordsIn(first.title, locale.value)}</b>
      <p>{tn('survey.questions', first.questions.length)} {t('survey.may_skip')}</p>
      <Button kind="ghost" test="survey-open" onPress={() => go({ place: 'survey', survey: first.id })}>{t('ask.answer')}</Button>
    </Card>
  );
}

/** What she answered, each a way to change it. */
export function AnsweredSurveys() {
  const answered = catalogue.value?.surveys?.filter(({ id }) => record.value?.surveys?.[id]) ?? [];
  return (
    <>
      {answered.map(({ id, title }) => {
        const day = record.value?.surveys?.[id]?.day ?? today.value;
        return (
          <Card key={id} test="survey-answered-card">
            <Chip icon="tick">{t('survey.done_on', { day: dayName(day, today.value, locale.value) })}</Chip>
            <b class="survey-name">{wordsIn(title, locale.value)}</b>
            <Button kind="plain" icon="pencil" test="survey-change" onPress={() => go({ place: 'survey', survey: id })}>{t('do.change')}</Button>
          </Card>
        );
      })}
    </>
  );
}
