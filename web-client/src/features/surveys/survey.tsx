/**
 * Owns the way through a survey: what it is, one question a screen, saving.
 *
 * Must not: ask for the network, or say on any screen what she answered to a sensitive question.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { today } from '../../app/days';
import { Screen } from '../../app/frame';
import { go, replace, settle } from '../../app/router';
import { act, catalogue, record } from '../../app/store';
import type { SurveyStep } from '../../app/route';
import type { Survey } from '../../engine/types';
import { locale, t, tn } from '../../i18n';
import { dayName } from '../../i18n/dates';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { SavedTick } from '../../ui/parts';
import { actionOf, answer, begin, draft, drop, type Draft } from './draft';
import { Question } from './question';
import './surveys.css';

interface Props {
  readonly survey: string;
  /** A question's number from 0; none: what it is about. */
  readonly step: SurveyStep | undefined;
}

export function SurveyScreen({ survey: id, step }: Props) {
  const survey = catalogue.value?.surveys?.find((each) => each.id === id);
  const now = draft.value?.survey === id ? draft.value : undefined;
  useEffect(() => {
    if (!now && step !== 'saved') void begin(id, record.value?.surveys?.[id]);
  }, [id, now === undefined, step]);
  if (!survey) return <Screen title={t('survey.gone')} backs bar />;
  if (step === 'saved') return <Saved />;
  if (!now) return <Screen title={wordsIn(survey.title, locale.value)} backs />;
  const to = (next: SurveyStep) => go({ place: 'survey', survey: id, step: next });
  if (step === undefined) return <Intro survey={survey} now={now} onBegin={to} />;
  const question = typeof step === 'number' ? survey.questions[step] : undefined;
  if (typeof step !== 'number' || !question) return <End survey={survey} now={now} />;
  return (
    <Question
      key={question.id}
      question={question}
      step={t('survey.step', { n: step + 1, total: survey.questions.length })}
      said={now.answers[question.id]}
      onAnswer={(said) => {
        answer(now, question.id, said);
        to(step + 1 < survey.questions.length ? step + 1 : 'end');
      }}
    />
  );
}

function Intro({ survey, now, onBegin }: { readonly survey: Survey; readonly now: Draft; readonly onBegin: (step: number) => void }) {
  const before = record.value?.surveys?.[survey.id];
  const hasSensitive = survey.questions.some(({ sensitive }) => sensitive);
  // Half answered: on with the first question that has no answer.
  const open = survey.questions.findIndex(({ id }) => now.answers[id] === undefined);
  const goesOn = !before && Object.keys(now.answers).length > 0 && open > 0;
  return (
    <Screen
      title={wordsIn(survey.title, locale.value)}
      backs
      foot={<Button test="survey-begin" onPress={() => onBegin(goesOn ? open : 0)}>{t(goesOn ? 'survey.go_on' : 'survey.begin')}</Button>}
    >
      {before && <p data-test="survey-before">{t(before.hers ? 'survey.before' : 'survey.before_staff', { day: dayName(before.day, today.value, locale.value) })}</p>}
      <ul class="survey-promises">
        <li><Icon name="messages" /> <span>{tn('survey.questions', survey.questions.length)}</span></li>
        <li><Icon name="next" /> <span>{t('survey.may_skip')}</span></li>
        {hasSensitive && <li><Icon name="hide" /> <span>{t('survey.sealed')}</span></li>}
        <li><Icon name="shield" /> <span>{t('survey.no_effect')}</span></li>
      </ul>
    </Screen>
  );
}

function End({ survey, now }: { readonly survey: Survey; readonly now: Draft }) {
  const [busy, setBusy] = useState(false);
  const answered = survey.questions.filter(({ id }) => now.answers[id] !== undefined).length;
  // The same object at every try of the same answers: the engine then does it once.
  const action = useMemo(() => actionOf(survey, now, today.value), [survey, now]);
  const save = async () => {
    setBusy(true);
    const done = await act(action);
    setBusy(false);
    if (!done) return;
    replace({ place: 'survey', survey: survey.id, step: 'saved' });
    await drop(survey.id);
  };
  return (
    <Screen
      title={t('survey.end')}
      screen="end"
      before={wordsIn(survey.title, locale.value)}
      backs
      foot={<Button test="survey-save" disabled={busy} onPress={() => void save()}>{t(busy ? 'form.saving' : 'do.save')}</Button>}
    >
      <p data-test="survey-answered">{t('survey.answered', { n: answered, total: survey.questions.length })}</p>
      <p class="soft">{t('survey.end_next')}</p>
    </Screen>
  );
}

function Saved() {
  return (
    <Screen title={t('survey.saved')} screen="saved" foot={<Button test="done" onPress={() => settle({ place: 'home' })}>{t('do.done')}</Button>}>
      <SavedTick test="survey-saved" />
      <p>{t('survey.saved_next')}</p>
    </Screen>
  );
}
