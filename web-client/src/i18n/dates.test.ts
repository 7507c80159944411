/** Names of days and moments, in both languages. */
import { describe, expect, it } from 'vitest';
import { ago, atHour, clockTime, dateName, dayName, hourSaid } from './dates';
import { formatMegabytes, formatNumber } from './numbers';

describe('days', () => {
  it('says today and yesterday, and names the others', () => {
    expect(dayName('2026-11-21', '2026-11-21', 'es')).toBe('hoy');
    expect(dayName('2026-11-20', '2026-11-21', 'en')).toBe('yesterday');
    expect(dayName('2026-11-03', '2026-11-21', 'es')).toBe('martes 3 de noviembre');
    expect(dayName('2026-11-03', '2026-11-21', 'en')).toBe('Tuesday 3 November');
    expect(dayName('2026-11-22', '2026-11-21', 'es')).toBe('domingo 22 de noviembre');
  });
  it('adds the year only when it is another', () => {
    expect(dateName('2025-12-31', '2026-01-01', 'es')).toBe('31 de diciembre de 2025');
  });
});

describe('moments', () => {
  const now = 1_800_000_000;
  it.each([
    [5, 'hace un momento', 'a moment ago'],
    [-300, 'hace un momento', 'a moment ago'],
    [300, 'hace 5 min', '5 min ago'],
    [3_600, 'hace una hora', 'an hour ago'],
    [7_300, 'hace 2 horas', '2 hours ago'],
    [86_400, 'hace un día', 'a day ago'],
    [4 * 86_400, 'hace 4 días', '4 days ago'],
    [13 * 86_400, 'hace 13 días', '13 days ago'],
    [21 * 86_400, 'hace 3 semanas', '3 weeks ago'],
  ])('%i seconds back', (back, es, en) => {
    expect(ago(now - back, now, 'es')).toBe(es);
    expect(ago(now - back, now, 'en')).toBe(en);
  });
  it('writes clock times', () => expect([clockTime(845), clockTime(545)]).toEqual(['14:05', '09:05']));
  it.each([
    [0, '12:00 de la noche', '12:00 midnight'], [15, '12:15 de la noche', '12:15 am'], [330, '5:30 de la madrugada', '5:30 am'],
    [540, '9:00 de la mañana', '9:00 am'], [719, '11:59 de la mañana', '11:59 am'], [720, '12:00 del mediodía', '12:00 noon'],
    [721, '12:01 de la tarde', '12:01 pm'], [845, '2:05 de la tarde', '2:05 pm'], [1139, '6:59 de la tarde', '6:59 pm'],
    [1205, '8:05 de la noche', '8:05 pm'], [1439, '11:59 de la noche', '11:59 pm'],
  ])('says which half of the day minute %i is in', (minute, es, en) => {
    expect(hourSaid(minute, 'es')).toBe(es);
    expect(hourSaid(minute, 'en')).toBe(en);
  });
  it('puts the hour into a sentence', () => {
    expect(atHour(540, 'es')).toBe('a las 9:00 de la mañana');
    expect(atHour(810, 'es')).toBe('a la 1:30 de la tarde');
    expect(atHour(690, 'es')).toBe('a las 11:30 de la mañana');
    expect(atHour(810, 'en')).toBe('at 1:30 pm');
  });
});

describe('numbers', () => {
  it('uses each language’s marks', () => {
    expect(formatNumber(1234.5, 'es', 1)).toBe('1234,5');
    expect(formatNumber(12345, 'en')).toBe('12,345');
    expect(formatMegabytes(5_640_000, 'es')).toBe('5,6 MB');
    expect(formatMegabytes(10, 'en')).toBe('0.1 MB');
  });
});
