/** Seconds count only what was really looked at. */
import { expect, it } from 'vitest';
import { VisibleTime } from './visible-time';

it('counts while shown, and keeps what is less than a second', () => {
  const time = new VisibleTime(60_000);
  time.show(0);
  expect(time.take(5_400)).toBe(5);
  expect(time.take(6_000)).toBe(1);
});

it('does not count while hidden', () => {
  const time = new VisibleTime(60_000);
  time.show(0);
  time.hide(10_000);
  time.show(500_000);
  expect(time.take(505_000)).toBe(15);
});

it('stops at the idle cap, and goes on at the next touch', () => {
  const time = new VisibleTime(60_000);
  time.show(0);
  time.touch(600_000);
  expect(time.take(610_000)).toBe(70);
  expect(time.take(2_000_000)).toBe(50);
});

it('survives a clock that jumps back', () => {
  const time = new VisibleTime(60_000);
  time.show(100_000);
  expect(time.take(50_000)).toBe(0);
});
