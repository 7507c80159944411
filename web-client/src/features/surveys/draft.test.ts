import { expect, test } from 'vitest';
import type { Survey } from '../../engine/types';
import { actionOf } from './draft';

const SURVEY: Survey = {
  id: 'inicio', title: { es: 'Al empezar' }, at: 'enrolment',
  questions: [
    { id: 'trabajo', text: { es: '¿Tienes trabajo?' }, kind: 'yes_no' },
    { id: 'ingreso', text: { es: '¿Cuánto ganas?' }, kind: 'number', sensitive: true },
    { id: 'meta', text: { es: '¿Qué quieres lograr?' }, kind: 'text' },
  ],
};

test('what she skipped is left out, and what is sensitive says so', () => {
  const draft = { survey: 'inicio', answers: { trabajo: { yes: false }, ingreso: { preferNot: true }, gone: { yes: true } } };
  expect(actionOf(SURVEY, draft, '2026-11-22')).toEqual({
    type: 'survey', survey: 'inicio', day: '2026-11-22', sensitive: true,
    answers: [{ question: 'trabajo', yes: false, sensitive: false }, { question: 'ingreso', preferNot: true, sensitive: true }],
  });
});

test('a survey with sensitive questions is sealed even if she skipped them all', () => {
  expect(actionOf(SURVEY, { survey: 'inicio', answers: {} }, '2026-11-22')).toMatchObject({ answers: [], sensitive: true });
});
