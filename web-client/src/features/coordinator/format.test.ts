/** How values look, in both languages. */
import { afterEach, describe, expect, it } from 'vitest';
import { showLocale } from '../../i18n/locale';
import { age, ago, amount, dayOfWeek, dayShort, hours, number, percent, span } from './format';

const NOW = new Date(2026, 10, 21, 15, 0).getTime() / 1000;
const HOUR = 3600;
const plain = (text: string) => text.replace(/\u00a0/g, ' ');
// The page's root element is all that choosing a language touches.
globalThis.document ??= { documentElement: {} } as Document;
afterEach(() => showLocale('es', false));

describe('in Spanish', () => {
  it('writes amounts of time', () => {
    expect([0, 45, 60, 210, 1110].map((minutes) => plain(amount(minutes)))).toEqual(['0 min', '45 min', '1 h', '3 h 30', '18 h 30']);
    expect([0, 30, 1110].map(hours)).toEqual(['0', '0,5', '18,5']);
    expect(plain(percent(37.5))).toBe('38 %');
    expect(number(7)).toBe('7');
  });
  it('writes days', () => {
    expect(dayShort('2026-09-28')).toBe('28 sep');
    expect(dayOfWeek('2026-11-17')).toBe('mar 17 nov');
  });
  it('says how long ago, by the days of a calendar', () => {
    expect(ago(NOW - 30, NOW)).toBe('hace un momento');
    expect(ago(NOW - 5 * 60, NOW)).toBe('hace 5 min');
    expect(ago(NOW - 3 * HOUR, NOW)).toBe('hoy');
    expect(ago(NOW - 20 * HOUR, NOW)).toBe('ayer');
    expect(ago(NOW - 4 * 24 * HOUR, NOW)).toBe('hace 4 días');
    expect(ago(NOW - 100 * 24 * HOUR, NOW)).toBe('13 ago 2026');
    expect(ago(NOW + 2 * 24 * HOUR, NOW)).toBe('23 nov 2026');
    expect([10, 700, 3 * HOUR, 30 * HOUR, 50 * HOUR].map(age)).toEqual(['hace un momento', 'hace 11 min', 'hace 3 h', 'ayer', 'hace 2 días']);
  });
  it('says a length of time in two units at most', () => {
    expect([1, 150, 3600, 3 * HOUR + 120, 366 * 24 * HOUR].map(span)).toEqual(['1 segundo', '2 minutos', '1 hora', '3 horas y 2 minutos', '366 días']);
  });
});

it('follows the language', () => {
  showLocale('en', false);
  expect(dayShort('2026-09-28')).toBe('28 Sep');
  expect(hours(1110)).toBe('18.5');
  expect(ago(NOW - 4 * 24 * HOUR, NOW)).toBe('4 days ago');
});
