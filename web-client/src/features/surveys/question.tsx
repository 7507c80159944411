/**
 * Owns one question of a survey on a screen of its own: answered by one tap where it can be.
 *
 * Must not: insist. Every question may be skipped, and a sensitive one answered by "prefiero no
 * decir"; neither needs a reason.
 */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { wordsIn } from '../../app/amounts';
import { Screen } from '../../app/frame';
import type { SurveyAnswer, SurveyQuestion } from '../../engine/types';
import { locale, t } from '../../i18n';
import { formatNumber } from '../../i18n/numbers';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Keypad } from '../../ui/pads';
import { Chip } from '../../ui/parts';

const MOST_CHARS = 200; // that an answer may have
const MOST_DIGITS = 9;
/** Room for the longest text that fits. */
const ROWS = 4;

interface Props {
  readonly question: SurveyQuestion;
  /** "Pregunta 2 de 7". */
  readonly step: string;
  readonly said: SurveyAnswer | undefined;
  /** Undefined: she skips it. */
  readonly onAnswer: (said: SurveyAnswer | undefined) => void;
}

export function Question(props: Props) {
  switch (props.question.kind) {
    case 'yes_no': return <YesNo {...props} />;
    case 'one': return <One {...props} />;
    case 'many': return <Many {...props} />;
    case 'number': return <Amount {...props} />;
    case 'text': return <InWords {...props} />;
  }
}

interface FrameProps extends Props {
  /** Goes on with what stands there; absent where a tap does. */
  readonly onNext?: (() => void) | undefined;
  readonly children: ComponentChildren;
}

function Frame({ question, step, said, onAnswer, onNext, children }: FrameProps) {
  return (
    <Screen
      title={wordsIn(question.text, locale.value)}
      screen={question.id}
      before={step}
      backs
      foot={(
        <>
          {onNext && <Button test="survey-next" onPress={onNext}>{t('do.next')}</Button>}
          {question.sensitive && (
            <Button kind="ghost" test="survey-prefer-not" onPress={() => onAnswer({ preferNot: true })}>{t('survey.prefer_not')}</Button>
          )}
          {/* What was answered before is not taken away by going on. */}
          <Button kind="plain" test="survey-skip" onPress={() => onAnswer(said)}>{t(said ? 'survey.leave_it' : 'do.skip')}</Button>
        </>
      )}
    >
      {question.sensitive && <Chip tone="learn" icon="hide" test="survey-sensitive">{t('survey.only_office')}</Chip>}
      {children}
    </Screen>
  );
}

interface OptionProps {
  readonly words: string;
  readonly test: string;
  readonly chosen: boolean;
  readonly onPress: () => void;
}

function Option({ words, test, chosen, onPress }: OptionProps) {
  return (
    <button type="button" class="survey-option" data-test={test} aria-pressed={chosen} onClick={onPress}>
      <span class="survey-mark">{chosen && <Icon name="tick" />}</span>
      <b class="grow">{words}</b>
    </button>
  );
}

function YesNo(props: Props) {
  const { said, onAnswer } = props;
  return (
    <Frame {...props}>
      <div class="stack">
        <Option words={t('do.yes')} test="survey-yes" chosen={said?.yes === true} onPress={() => onAnswer({ yes: true })} />
        <Option words={t('do.no')} test="survey-no" chosen={said?.yes === false} onPress={() => onAnswer({ yes: false })} />
      </div>
    </Frame>
  );
}

function One(props: Props) {
  const { question, said, onAnswer } = props;
  return (
    <Frame {...props}>
      <div class="stack">
        {question.options?.map(({ id, title }) => (
          <Option key={id} words={wordsIn(title, locale.value)} test={`survey-option-${id}`} chosen={said?.options?.includes(id) === true} onPress={() => onAnswer({ options: [id] })} />
        ))}
      </div>
    </Frame>
  );
}

function Many(props: Props) {
  const { question, said, onAnswer } = props;
  const [chosen, setChosen] = useState<readonly string[]>(said?.options ?? []);
  const turn = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <Frame {...props} onNext={chosen.length > 0 ? () => onAnswer({ options: chosen }) : undefined}>
      <p class="soft">{t('survey.many')}</p>
      <div class="stack">
        {question.options?.map(({ id, title }) => (
          <Option key={id} words={wordsIn(title, locale.value)} test={`survey-option-${id}`} chosen={chosen.includes(id)} onPress={() => turn(id)} />
        ))}
      </div>
    </Frame>
  );
}

function Amount(props: Props) {
  const { question, said, onAnswer } = props;
  // Nothing is not the same as zero.
  const [value, setValue] = useState(said?.number);
  const unit = wordsIn(question.unit, locale.value);
  return (
    <Frame {...props} onNext={value === undefined ? undefined : () => onAnswer({ number: value })}>
      <p class="survey-number" aria-live="polite" data-test="survey-number">{value === undefined ? '–' : formatNumber(value, locale.value)} {unit}</p>
      <Keypad label={wordsIn(question.text, locale.value)} erase={t('survey.erase')} value={value ?? 0} mostDigits={MOST_DIGITS} test="survey-digit" onChange={setValue} />
    </Frame>
  );
}

function InWords(props: Props) {
  const { question, said, onAnswer } = props;
  const [text, setText] = useState(said?.text ?? '');
  const next = text.trim() === '' ? undefined : () => onAnswer({ text: text.trim() });
  return (
    <Frame {...props} onNext={next}>
      {/* For a text area only its form's word keeps a half-typed answer out of the browser's own files. */}
      <form autocomplete="off" noValidate onSubmit={(event) => event.preventDefault()}>
        <textarea class="survey-text" aria-label={wordsIn(question.text, locale.value)} autocomplete="off" rows={ROWS} maxLength={MOST_CHARS} value={text} data-test="survey-text" onInput={(event) => setText(event.currentTarget.value)} />
      </form>
    </Frame>
  );
}
