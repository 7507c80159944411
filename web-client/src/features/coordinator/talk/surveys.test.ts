import { expect, test } from 'vitest';
import type { SurveyQuestion } from '../../../engine/types';
import { read } from './surveys';

const QUESTIONS: readonly SurveyQuestion[] = [
  { id: 'trabajo', text: { es: '¿Tiene trabajo?' }, kind: 'yes_no' },
  { id: 'ingreso', text: { es: '¿Cuánto gana?' }, kind: 'number', sensitive: true },
  { id: 'meta', text: { es: '¿Qué quiere lograr?' }, kind: 'text' },
];

test('what was left empty is skipped', () => {
  expect(read(QUESTIONS, { ingreso: { digits: ' ' }, meta: { text: ' ' }, trabajo: { yes: true } })).toEqual({ answers: [{ yes: true, question: 'trabajo', sensitive: false }] });
});

test('a number as people write it; what is none is told, not guessed', () => {
  expect(read(QUESTIONS, { ingreso: { digits: '1.200' } })).toEqual({ answers: [{ number: 1200, question: 'ingreso', sensitive: true }] });
  expect(read(QUESTIONS, { ingreso: { digits: 'mil' } })).toEqual({ problem: 'ingreso' });
  expect(read(QUESTIONS, { ingreso: { digits: '-5' } })).toEqual({ problem: 'ingreso' });
});
