/**
 * Owns which surveys are to be answered when, and how an answer is said.
 *
 * Must not: keep answers. The office reads sensitive ones; here they are never said.
 */
import type { Day, RecordView, Survey, SurveyAnswer, SurveyQuestion } from '../engine/types';
import { t, type Locale } from '../i18n';
import { formatNumber } from '../i18n/numbers';
import { wordsIn } from './amounts';
import { addDays } from './days';

/** A survey that is answered much later would speak of another time. */
const ASKED_FOR_DAYS = 90;

/** The same day of a later month, or its last. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** From which day to which a survey is asked; undefined while that is not known. */
export function askedFrom(at: Survey['at'], { enrolled, completed }: RecordView['surveyDays']): { readonly from: Day; readonly to?: Day } | undefined {
  // What is compared with later says how it was before: nobody is asked once she has completed.
  if (at === 'enrolment') return completed === undefined ? { from: enrolled } : undefined;
  if (completed === undefined) return undefined;
  const from = at === 'completion' ? completed : addMonths(completed, at.months_after_completion);
  return { from, to: addDays(from, ASKED_FOR_DAYS) };
}

/** Those that wait for her, in the programme's order. `today`: the later of hers and the office's. */
export function dueSurveys(all: readonly Survey[] | undefined, mine: Pick<RecordView, 'surveys' | 'surveyDays'> | undefined, today: Day): readonly Survey[] {
  if (!all || !mine) return [];
  return all.filter((survey) => {
    if (survey.questions.length === 0 || mine.surveys?.[survey.id] !== undefined) return false;
    const asked = askedFrom(survey.at, mine.surveyDays);
    return asked !== undefined && asked.from <= today && (asked.to === undefined || today <= asked.to);
  });
}

/** "Sí", "Con mi familia, Sola", "1.200 bolivianos"; empty for what nobody answered. */
export function answerSaid(question: SurveyQuestion, answer: SurveyAnswer | undefined, locale: Locale): string {
  if (!answer) return '';
  if (answer.preferNot) return t('survey.prefer_not');
  if (answer.yes !== undefined) return t(answer.yes ? 'do.yes' : 'do.no');
  if (answer.options) {
    const titles = answer.options.map((id) => wordsIn(question.options?.find((option) => option.id === id)?.title, locale) || id);
    return titles.join(', ');
  }
  if (answer.number !== undefined) return `${formatNumber(answer.number, locale)} ${wordsIn(question.unit, locale)}`.trim();
  return answer.text ?? '';
}
