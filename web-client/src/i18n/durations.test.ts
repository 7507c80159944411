/** Durations in words: what a person hears when she checks what she entered. */
import { describe, expect, it } from 'vitest';
import { durationInWords, durationShort, numberBeforeNoun } from './durations';

describe('durations in words', () => {
  it.each([
    [0, 'nada todavía', 'nothing yet'],
    [1, 'un minuto', 'one minute'],
    [15, 'quince minutos', 'fifteen minutes'],
    [21, 'veintiún minutos', 'twenty-one minutes'],
    [30, 'media hora', 'half an hour'],
    [31, 'treinta y un minutos', 'thirty-one minutes'],
    [60, 'una hora', 'one hour'],
    [75, 'una hora y cuarto', 'one hour and fifteen minutes'],
    [90, 'una hora y media', 'an hour and a half'],
    [210, 'tres horas y media', 'three and a half hours'],
    [225, 'tres horas y cuarenta y cinco minutos', 'three hours and forty-five minutes'],
    [961, 'dieciséis horas y un minuto', 'sixteen hours and one minute'],
    [1260, 'veintiuna horas', 'twenty-one hours'],
    [1440, 'veinticuatro horas', 'twenty-four hours'],
  ])('%i minutes', (minutes, es, en) => {
    expect(durationInWords(minutes, 'es')).toBe(es);
    expect(durationInWords(minutes, 'en')).toBe(en);
  });

  it('agrees with feminine hours', () => {
    expect(numberBeforeNoun(31, 'es', true)).toBe('treinta y una');
    expect(numberBeforeNoun(21, 'es', true)).toBe('veintiuna');
    expect(numberBeforeNoun(99, 'es', false)).toBe('noventa y nueve');
  });
});

describe('durations, short', () => {
  it.each([[0, '0 min'], [45, '45 min'], [60, '1 h'], [65, '1 h 05'], [150, '2 h 30']])('%i', (minutes, text) => {
    expect(durationShort(minutes)).toBe(text);
  });
});
