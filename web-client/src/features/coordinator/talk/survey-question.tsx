/**
 * One question of a survey in the office's form, answered or left empty.
 *
 * Owns this field. Must not: require it.
 */
import { wordsIn } from '../../../app/amounts';
import type { SurveyAnswer, SurveyQuestion } from '../../../engine/types';
import { locale } from '../words';
import type { Form } from './surveys';
import { t } from './words';

const MOST = 200; // characters that an answer may have

interface Props {
  readonly question: SurveyQuestion;
  readonly said: Form[string] | undefined;
  readonly onSay: (said: Form[string] | undefined) => void;
}

export function Question({ question, said, onSay }: Props) {
  const { id, sensitive } = question;
  const answer: SurveyAnswer | undefined = said && !('digits' in said) ? said : undefined;
  return (
    <fieldset class="of-fieldset of-survey-question" data-test={`question-${id}`}>
      <legend>{wordsIn(question.text, locale.value)}</legend>
      {sensitive && <p class="of-soft of-fine">{t('survey.onlyOffice')}</p>}
      <Field question={question} said={said} answer={answer} onSay={onSay} />
      {sensitive && <Radio question={id} value="prefer-not" words={t('survey.preferNot')} checked={answer?.preferNot === true} onChoose={() => onSay({ preferNot: true })} />}
      {said && <button type="button" class="of-button of-quiet" onClick={() => onSay(undefined)} data-test={`${id}-empty`}>{t('survey.empty')}</button>}
    </fieldset>
  );
}

function Field({ question, said, answer, onSay }: Props & { readonly answer: SurveyAnswer | undefined }) {
  const { id, kind, options = [], unit } = question;
  switch (kind) {
    case 'yes_no':
      return (
        <>
          <Radio question={id} value="yes" words={t('survey.yes')} checked={answer?.yes === true} onChoose={() => onSay({ yes: true })} />
          <Radio question={id} value="no" words={t('survey.no')} checked={answer?.yes === false} onChoose={() => onSay({ yes: false })} />
        </>
      );
    case 'one':
      return (
        <>
          {options.map((option) => (
            <Radio key={option.id} question={id} value={option.id} words={wordsIn(option.title, locale.value)} checked={answer?.options?.includes(option.id) === true} onChoose={() => onSay({ options: [option.id] })} />
          ))}
        </>
      );
    case 'many': {
      const chosen = answer?.options ?? [];
      const turn = (option: string) => {
        const next = chosen.includes(option) ? chosen.filter((each) => each !== option) : [...chosen, option];
        onSay(next.length > 0 ? { options: next } : undefined);
      };
      return (
        <>
          {options.map((option) => (
            <label key={option.id} class="of-check">
              <input type="checkbox" checked={chosen.includes(option.id)} onChange={() => turn(option.id)} data-test={`${id}-${option.id}`} />
              {wordsIn(option.title, locale.value)}
            </label>
          ))}
        </>
      );
    }
    case 'number':
      return (
        <label class="of-field">
          {wordsIn(unit, locale.value) || t('survey.number')}
          <input class="of-short" inputMode="numeric" autocomplete="off" value={said && 'digits' in said ? said.digits : ''} onInput={(event) => onSay({ digits: event.currentTarget.value })} data-test={`${id}-number`} />
        </label>
      );
    case 'text':
      return (
        <textarea aria-label={wordsIn(question.text, locale.value)} autocomplete="off" rows={2} maxLength={MOST} value={answer?.text ?? ''} onInput={(event) => onSay({ text: event.currentTarget.value })} data-test={`${id}-text`} />
      );
  }
}

interface RadioProps {
  readonly question: string;
  readonly value: string;
  readonly words: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
}

function Radio({ question, value, words, checked, onChoose }: RadioProps) {
  return (
    <label class="of-check">
      <input type="radio" name={question} checked={checked} onChange={onChoose} data-test={`${question}-${value}`} />
      {words}
    </label>
  );
}
