/** The corrected time on phones whose clock nobody set. */
import { afterEach, expect, test } from 'vitest';
import { correctedNow, offsetInForce, onClock, setClock, today } from './clock';

afterEach(() => setClock(undefined));

const YEAR = 365 * 86_400;
const NOON = Date.UTC(2026, 10, 21, 12) / 1000;

test('without a measurement, and with a small offset, the phone is believed', () => {
  expect(correctedNow(NOON)).toBe(NOON);
  setClock({ offsetSeconds: 90, serverSeconds: NOON - 90 });
  expect(correctedNow(NOON)).toBe(NOON);
});

test('a phone a year ahead, or a year behind, is corrected', () => {
  for (const offsetSeconds of [YEAR, -YEAR]) {
    setClock({ offsetSeconds, serverSeconds: NOON });
    expect(correctedNow(NOON + offsetSeconds + 60)).toBe(NOON + 60);
    expect(offsetInForce(NOON + offsetSeconds + 60)).toBe(offsetSeconds);
  }
});

test('a clock that somebody set right since is not corrected into the past', () => {
  setClock({ offsetSeconds: YEAR, serverSeconds: NOON });
  expect(correctedNow(NOON + 3_600)).toBe(NOON + 3_600);
  expect(offsetInForce(NOON + 3_600)).toBe(0);
});

test('a day is the one of the phone’s own place', () => {
  const local = new Date(2026, 0, 5, 0, 30).getTime() / 1000;
  expect(today(local)).toBe('2026-01-05');
});

test('whoever shows the time hears of a new measurement at once', () => {
  const heard: number[] = [];
  const stop = onClock(() => heard.push(correctedNow(NOON + YEAR)));
  setClock({ offsetSeconds: YEAR, serverSeconds: NOON - 60 });
  stop();
  setClock(undefined);
  expect(heard).toEqual([NOON]);
});
