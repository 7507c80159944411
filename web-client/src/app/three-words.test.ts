/** The words that two people compare. */
import { expect, test } from 'vitest';
import { threeWords } from './three-words';

test('are the same places in the lists of both languages, accents and all', async () => {
  expect(await threeWords([0, 3, 2047], 'es')).toEqual(['ábaco', 'abierto', 'zurdo']);
  expect(await threeWords([0, 3, 2047], 'en')).toEqual(['abandon', 'about', 'zoo']);
});

test('are not fewer than three', async () => {
  expect(await threeWords([0, 3], 'es')).toBeUndefined();
  expect(await threeWords([0, 3, 2048], 'es')).toBeUndefined();
});
