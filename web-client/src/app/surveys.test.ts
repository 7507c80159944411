import { expect, test } from 'vitest';
import type { Survey } from '../engine/types';
import { addMonths, answerSaid, dueSurveys } from './surveys';

const ask = (id: string, at: Survey['at']): Survey => ({ id, title: { es: id }, at, questions: [{ id: 'q', text: { es: '¿?' }, kind: 'yes_no' }] });
const ALL = [ask('inicio', 'enrolment'), ask('final', 'completion'), ask('tres', { months_after_completion: 3 })];
const due = (days: { enrolled: string; completed?: string }, today: string, answered: readonly string[] = []) => {
  const surveys = Object.fromEntries(answered.map((id) => [id, { day: today, answers: {}, sealed: false, hers: true }]));
  return dueSurveys(ALL, { surveyDays: days, surveys }, today).map(({ id }) => id);
};

test('months end where they end', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-11-22', 3)).toBe('2027-02-22');
  expect(addMonths('2023-08-31', 6)).toBe('2024-02-29');
});

test('each survey is asked in its time, and not again', () => {
  expect(due({ enrolled: '2026-03-01' }, '2026-03-01')).toEqual(['inicio']);
  expect(due({ enrolled: '2026-03-01' }, '2026-02-28')).toEqual([]);
  expect(due({ enrolled: '2026-03-01' }, '2026-04-01', ['inicio'])).toEqual([]);
  const done = { enrolled: '2026-03-01', completed: '2026-06-01' };
  expect(due(done, '2026-06-01')).toEqual(['final']);
  expect(due(done, '2026-08-31')).toEqual([]);
  expect(due(done, '2026-09-01')).toEqual(['tres']);
  expect(due(done, '2026-09-01', ['tres'])).toEqual([]);
  expect(due(done, '2026-12-01')).toEqual([]);
});

test('a survey without a question asks nothing, and without a programme nothing waits', () => {
  const empty: Survey = { ...ask('vacia', 'enrolment'), questions: [] };
  expect(dueSurveys([empty], { surveyDays: { enrolled: '2026-03-01' } }, '2026-03-02')).toEqual([]);
  expect(dueSurveys(undefined, { surveyDays: { enrolled: '2026-03-01' } }, '2026-03-02')).toEqual([]);
});

test('an answer in words', () => {
  const question = { id: 'q', text: { es: '¿?' }, kind: 'many', options: [{ id: 'a', title: { es: 'Sola' } }, { id: 'b', title: { es: 'Con familia' } }] } as const;
  expect(answerSaid(question, { options: ['b', 'a'] }, 'es')).toBe('Con familia, Sola');
  expect(answerSaid({ ...question, kind: 'number', unit: { es: 'bolivianos' } }, { number: 1200 }, 'es')).toBe('1200 bolivianos');
  expect(answerSaid(question, { preferNot: true }, 'es')).toBe('Prefiero no decir');
  expect(answerSaid(question, undefined, 'es')).toBe('');
});
