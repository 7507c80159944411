/**
 * Owns asking a quiz: one question at a time, with a kind word and the reason.
 *
 * Must not: keep answers. The score counts what was right at the first try; she may try on.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Quiz } from '../../engine/types';
import { t } from '../../i18n';
import { Button } from '../../ui/button';
import { Icon } from '../../ui/icons';
import { Speaker } from '../../ui/speaker';
import { scorePercentOf } from './score';

interface Props {
  readonly quiz: Quiz;
  readonly language: string;
  readonly isLast: boolean;
  readonly onEnd: (scorePercent: number) => void;
}

export function QuizPage({ quiz, language, isLast, onEnd }: Props) {
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<number | undefined>(undefined);
  const [firstTries, setFirstTries] = useState<readonly boolean[]>([]);
  const acts = useRef<HTMLDivElement>(null);
  const ask = useRef<HTMLParagraphElement>(null);
  const total = quiz.questions.length;
  // The answer and what to do next come into view at once: nothing moves under the next tap.
  useEffect(() => {
    if (chosen !== undefined) acts.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  useEffect(() => {
    if (at > 0) ask.current?.focus();
  }, [at]);
  const question = quiz.questions[at];
  if (!question) return <End firstTries={firstTries} isLast={isLast} onEnd={onEnd} />;

  const answer = chosen === undefined ? undefined : question.options[chosen];
  const choose = (option: number) => {
    if (answer?.right) return;
    setChosen(option);
    if (firstTries.length === at) setFirstTries([...firstTries, question.options[option]?.right === true]);
  };
  const next = () => {
    setChosen(undefined);
    setAt(at + 1);
  };
  const read = () => [question.ask, ...question.options.map((option) => `${option.text}.`), answer?.why ?? ''].join(' ');
  return (
    <section class="quiz" data-test="quiz" lang={language} aria-live="off">
      {quiz.title && <h2>{quiz.title}</h2>}
      <p class="soft">{t('lesson.question_of', { n: at + 1, total })}</p>
      <p class="quiz-ask" data-test="quiz-ask" ref={ask} tabIndex={-1}>{question.ask}</p>
      <Speaker name={`quiz ${at}`} language={language} listen={t('do.listen')} stop={t('do.stop_listening')} text={read} />
      <div class="stack">
        {question.options.map((option, number) => {
          const picked = number === chosen;
          const look = picked ? (option.right ? ' quiz-option-right' : ' quiz-option-not-yet') : '';
          return (
            <button
              type="button"
              key={number}
              class={`quiz-option${look}`}
              data-test={`quiz-option-${number}`}
              data-right={option.right}
              aria-pressed={picked}
              onClick={() => choose(number)}
            >
              <span class="quiz-mark" aria-hidden="true">{picked && option.right ? <Icon name="tick" /> : 'ABCDEFGH'[number]}</span>
              <span class="grow">{option.text}</span>
            </button>
          );
        })}
      </div>
      <div role="status">
        {answer && (
          <div class={answer.right ? 'quiz-answer quiz-answer-right' : 'quiz-answer'} data-test="quiz-answer" data-right={answer.right}>
            <p><b>{answer.right ? t('lesson.right') : t('lesson.not_yet')}</b> {answer.why}</p>
          </div>
        )}
      </div>
      {answer && (
        <div class="row quiz-acts" ref={acts}>
          {!answer.right && <Button kind="ghost" class="grow" test="quiz-retry" onPress={() => setChosen(undefined)}>{t('lesson.try_again')}</Button>}
          <Button kind={answer.right ? 'main' : 'plain'} class="grow" test="quiz-next" onPress={next}>{t('do.next')}</Button>
        </div>
      )}
    </section>
  );
}

function End({ firstTries, isLast, onEnd }: { readonly firstTries: readonly boolean[]; readonly isLast: boolean; readonly onEnd: (scorePercent: number) => void }) {
  const right = firstTries.filter(Boolean).length;
  return (
    <section class="quiz" data-test="quiz-end" role="status">
      <h2>{t('lesson.quiz_end')}</h2>
      <p class="quiz-score">{t('lesson.quiz_first_try', { right, total: firstTries.length })}</p>
      <Button test={isLast ? 'lesson-finish' : 'page-next'} onPress={() => onEnd(scorePercentOf(firstTries))}>
        {isLast ? t('lesson.finish') : t('do.next')}
      </Button>
    </section>
  );
}
