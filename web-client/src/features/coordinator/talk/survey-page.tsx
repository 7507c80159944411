/**
 * A survey written down for somebody, in a call or beside her.
 *
 * Owns this page. Must not: insist on an answer, keep one anywhere but in the form, or show a
 * sensitive one again once it is saved.
 */
import { useEffect, useState } from 'preact/hooks';
import { wordsIn } from '../../../app/amounts';
import { dayOfSeconds } from '../../../app/days';
import { answerSaid } from '../../../app/surveys';
import type { LearnerId, StaffView } from '../../../desk/types';
import type { Survey, SurveySource } from '../../../engine/types';
import { dayLong } from '../format';
import { theDesk } from '../review/desk';
import { DeskGate } from '../review/gate';
import { Here } from '../review/here';
import { failureSaid, fetchHerWords, t as review } from '../review/words';
import { locale } from '../words';
import { Question } from './survey-question';
import { read, useSurveys, type Form } from './surveys';
import './talk.css';
import { t } from './words';

const SOURCES: readonly SurveySource[] = ['call', 'in_person', 'paper'];

export function SurveyPage({ learner }: { learner: LearnerId }) {
  return (
    <DeskGate>
      <Here key={learner} learner={learner} title={(name) => (name === undefined ? t('survey.titlePlain') : t('survey.title', { name }))}>
        {(view) => <Surveys learner={learner} view={view} />}
      </Here>
    </DeskGate>
  );
}

function Surveys({ learner, view }: { learner: LearnerId; view: StaffView }) {
  const surveys = useSurveys();
  const [chosen, setChosen] = useState('');
  const [said, setSaid] = useState('');
  useEffect(() => void fetchHerWords(), []);
  const survey = surveys.find(({ id }) => id === chosen);
  if (surveys.length === 0) return <p class="of-card" data-test="survey-none">{t('survey.none')}</p>;
  return (
    <>
      <p class={said ? 'of-done' : 'unseen'} role="status" data-test="survey-said">{said}</p>
      <section class="of-card">
        <label class="of-field">
          {t('survey.which')}
          <select value={chosen} onChange={(event) => { setChosen(event.currentTarget.value); setSaid(''); }} data-test="survey-which">
            <option value="" disabled>{t('survey.choose')}</option>
            {surveys.map(({ id, title }) => <option key={id} value={id}>{wordsIn(title, locale.value)}</option>)}
          </select>
        </label>
      </section>
      {survey && <Before survey={survey} view={view} />}
      {survey && (
        <SurveyForm
          key={survey.id}
          learner={learner}
          survey={survey}
          done={() => {
            setChosen('');
            setSaid(t('survey.saved'));
          }}
        />
      )}
    </>
  );
}

/** What was answered before, as far as it may be read here. */
function Before({ survey, view }: { survey: Survey; view: StaffView }) {
  const before = view.surveys?.[survey.id];
  if (!before) return null;
  const open = survey.questions.filter(({ id }) => before.answers[id]);
  return (
    <section class="of-card" data-test="survey-before">
      <p>{t(before.hers ? 'survey.beforeHers' : 'survey.beforeOurs', { day: dayLong(before.day) })}</p>
      <dl class="of-answers">
        {open.map((question) => (
          <div key={question.id}>
            <dt>{wordsIn(question.text, locale.value)}</dt>
            <dd>{answerSaid(question, before.answers[question.id], locale.value)}</dd>
          </div>
        ))}
      </dl>
      {before.sealed && <p class="of-soft">{t('survey.beforeSealed')}</p>}
    </section>
  );
}

function SurveyForm({ learner, survey, done }: { learner: LearnerId; survey: Survey; done: () => void }) {
  const [form, setForm] = useState<Form>({});
  const [source, setSource] = useState<SurveySource | undefined>();
  const [day, setDay] = useState(dayOfSeconds(Date.now() / 1000));
  const [trouble, setTrouble] = useState<string | undefined>();
  const [busy, setBusy] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    if (!source) return setTrouble(t('survey.sourceMissing'));
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return setTrouble(t('survey.dayMissing'));
    const entered = read(survey.questions, form);
    if ('problem' in entered) return setTrouble(t('survey.numberWrong', { question: wordsIn(survey.questions.find(({ id }) => id === entered.problem)?.text, locale.value) }));
    if (entered.answers.length === 0) return setTrouble(t('survey.nothing'));
    setBusy(true);
    try {
      const sensitive = survey.questions.some((question) => question.sensitive);
      await theDesk().act(learner, { type: 'survey', survey: survey.id, day, answers: entered.answers, sensitive, source });
      done();
    } catch (thrown) {
      setTrouble(review('done.failed', { reason: failureSaid(thrown) }));
    }
    setBusy(false);
  };
  return (
    <form class="of-card of-closing" noValidate autocomplete="off" onSubmit={(event) => void save(event)} data-test="survey-form">
      <p>{t('survey.tell')}</p>
      <fieldset class="of-fieldset">
        <legend>{t('survey.source')}</legend>
        {SOURCES.map((each) => (
          <label key={each} class="of-check">
            <input type="radio" name="source" checked={source === each} onChange={() => { setSource(each); setTrouble(undefined); }} data-test={`survey-source-${each}`} />
            {t(`survey.source.${each}`)}
          </label>
        ))}
      </fieldset>
      <label class="of-field">
        {t('survey.day')}
        <input type="date" value={day} onInput={(event) => setDay(event.currentTarget.value)} data-test="survey-day" />
      </label>
      {survey.questions.map((question) => (
        <Question
          key={question.id}
          question={question}
          said={form[question.id]}
          onSay={(said) => {
            const { [question.id]: _, ...others } = form;
            setForm(said ? { ...others, [question.id]: said } : others);
            setTrouble(undefined);
          }}
        />
      ))}
      {trouble && <p class="of-problem" role="alert" data-test="survey-problem">{trouble}</p>}
      <div class="of-actions"><button type="submit" class="of-button of-main" aria-disabled={busy} data-test="survey-save">{t('survey.save')}</button></div>
    </form>
  );
}
