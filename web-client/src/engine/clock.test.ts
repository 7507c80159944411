/** The corrected time on phones whose clock nobody set. */
import { afterEach, expect, test } from 'vitest';
import { correctedNow, meantDay, offsetInForce, onClock, setClock, today, withMeasurement, writtenAt, wrongDate } from './clock';

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

test('a clock that was behind and was set right is not corrected into the future', () => {
  setClock({ offsetSeconds: -YEAR, serverSeconds: NOON });
  expect(correctedNow(NOON - YEAR + 3_600)).toBe(NOON + 3_600);
  expect(correctedNow(NOON + 3_600)).toBe(NOON + 3_600);
  expect(offsetInForce(NOON + 3_600)).toBe(0);
  expect(wrongDate(NOON + 3_600, 0)).toBeUndefined();
  // A few hours behind pass by themselves: there it cannot be told, and the measurement stands.
  setClock({ offsetSeconds: -7_200, serverSeconds: NOON });
  expect(correctedNow(NOON + 3_600)).toBe(NOON + 3_600 + 7_200);
});

test('a date before the app was made, or before the office last said the time, cannot be', () => {
  expect(wrongDate(NOON, NOON - 90 * 86_400)).toBeUndefined();
  expect(wrongDate(NOON - 3_600, NOON)).toBeUndefined(); // time zones, and builds a moment ago
  expect(wrongDate(Date.UTC(2020, 0, 1) / 1000, NOON)).toBe('behind');
  expect(wrongDate(Date.UTC(2020, 0, 1) / 1000, 0)).toBeUndefined(); // a build that knows no day
  setClock({ offsetSeconds: 0, serverSeconds: NOON });
  expect(wrongDate(NOON - 2 * 86_400, 0)).toBe('behind');
  expect(wrongDate(NOON + 400 * 86_400, 0)).toBeUndefined();
  setClock({ offsetSeconds: -YEAR, serverSeconds: NOON });
  expect(wrongDate(NOON - YEAR, 0)).toBe('behind');
  setClock({ offsetSeconds: YEAR, serverSeconds: NOON });
  expect(wrongDate(NOON + YEAR, 0)).toBe('ahead');
  expect(wrongDate(NOON, 0)).toBeUndefined();
});

test('what was written between two measurements is put right by the jump between them', () => {
  const right = withMeasurement(undefined, 0, NOON - 7 * 86_400);
  expect(right).toEqual({ offsetSeconds: 0, serverSeconds: NOON - 7 * 86_400 });
  // The battery was empty: it believed its own clock, six years back.
  const behind = withMeasurement(right, -6 * YEAR, NOON);
  expect(behind.jumps).toEqual([{ since: NOON - 7 * 86_400, until: NOON, seconds: -6 * YEAR, offset: -6 * YEAR }]);
  setClock(behind);
  const wrote = NOON - 86_400;
  expect(writtenAt(wrote - 6 * YEAR)).toBe(wrote);
  expect(meantDay('2020-11-21', wrote - 6 * YEAR)).toBe('2026-11-20');
  // Before it, by a clock that was right, and what no jump explains: as it says.
  expect(writtenAt(NOON - 8 * 86_400)).toBe(NOON - 8 * 86_400);
  expect(writtenAt(NOON - 5 * 86_400)).toBe(NOON - 5 * 86_400);
  expect(writtenAt(7)).toBe(7);
  expect(meantDay('2026-11-16', NOON - 5 * 86_400)).toBeUndefined();
  // Set right, and wrong again: both are remembered, and small drift is none.
  const again = withMeasurement(withMeasurement(behind, 0, NOON + 86_400), 60, NOON + 2 * 86_400);
  setClock(withMeasurement(again, 3 * YEAR, NOON + 3 * 86_400));
  expect(again.jumps).toHaveLength(2);
  expect(writtenAt(wrote - 6 * YEAR)).toBe(wrote);
  expect(writtenAt(NOON + 2.5 * 86_400 + 3 * YEAR - 60)).toBe(NOON + 2.5 * 86_400);
  let last = again;
  for (let n = 0; n < 20; n += 1) last = withMeasurement(last, n * 1_000, NOON + (10 + n) * 86_400);
  expect(last.jumps).toHaveLength(8);
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
