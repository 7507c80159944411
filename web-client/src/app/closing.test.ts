/** A profile closes when nobody touches or sees it, whatever is done to the phone's clock. */
import { describe, expect, it } from 'vitest';
import { Closing, ERRAND_BEGINS_MS, ERRAND_MS, HIDDEN_MS, HIDDEN_SHORT_MS, IDLE_IN_LESSON_MS, IDLE_MS, limitsOf, type Reading } from './closing';

const at = (ms: number, wallOffMs = 0): Reading => ({ steadyMs: ms, wallMs: 1_700_000_000_000 + ms + wallOffMs });
const usual = limitsOf(false, HIDDEN_MS);

describe('without a touch', () => {
  it('closes after two minutes, in a lesson after ten', () => {
    const closing = new Closing(at(0));
    expect(closing.leftMs(at(0), usual)).toBe(IDLE_MS);
    expect(closing.leftMs(at(IDLE_MS - 1), usual)).toBe(1);
    expect(closing.leftMs(at(IDLE_MS), usual)).toBe(0);
    expect(closing.leftMs(at(IDLE_MS), limitsOf(true, HIDDEN_MS))).toBe(IDLE_IN_LESSON_MS - IDLE_MS);
    expect(closing.leftMs(at(IDLE_IN_LESSON_MS), limitsOf(true, HIDDEN_MS))).toBe(0);
  });
  it('begins anew with every touch', () => {
    const closing = new Closing(at(0));
    closing.touch(at(100_000));
    expect(closing.leftMs(at(200_000), usual)).toBe(IDLE_MS - 100_000);
  });
});

describe('out of sight', () => {
  it('closes after two minutes, or thirty seconds by her choice', () => {
    const closing = new Closing(at(0));
    closing.hide(at(1_000));
    expect(closing.leftMs(at(1_000), usual)).toBe(HIDDEN_MS);
    expect(closing.leftMs(at(1_000), limitsOf(false, HIDDEN_SHORT_MS))).toBe(HIDDEN_SHORT_MS);
    expect(closing.leftMs(at(1_000 + HIDDEN_SHORT_MS), limitsOf(true, HIDDEN_SHORT_MS))).toBe(0);
  });
  it('is forgotten when she is back in time', () => {
    const closing = new Closing(at(0));
    closing.hide(at(1_000));
    closing.show(at(110_000));
    expect(closing.leftMs(at(110_000), usual)).toBe(IDLE_MS);
  });
  it('does not count while she is at the camera or prints, though not for ever', () => {
    const closing = new Closing(at(0));
    closing.beginErrand(at(0));
    closing.hide(at(900));
    expect(closing.leftMs(at(HIDDEN_MS), usual)).toBe(ERRAND_MS - HIDDEN_MS + 900);
    expect(closing.leftMs(at(ERRAND_MS + 900), usual)).toBe(0);
    closing.show(at(HIDDEN_MS));
    closing.hide(at(HIDDEN_MS));
    // The next time is not an errand.
    expect(closing.leftMs(at(HIDDEN_MS), usual)).toBe(HIDDEN_MS);
  });
  it('is no errand long after one was begun', () => {
    const closing = new Closing(at(0));
    closing.beginErrand(at(0));
    closing.hide(at(ERRAND_BEGINS_MS + 1));
    expect(closing.leftMs(at(ERRAND_BEGINS_MS + 1), usual)).toBe(HIDDEN_MS);
  });
  it('goes on while another tab is used', () => {
    const closing = new Closing(at(0));
    closing.hide(at(0));
    closing.touch(at(HIDDEN_MS - 1));
    expect(closing.leftMs(at(HIDDEN_MS), usual)).toBe(HIDDEN_MS - 1);
  });
});

describe('clocks', () => {
  it('moved back keep nothing open', () => {
    const closing = new Closing(at(0));
    expect(closing.leftMs(at(IDLE_MS, -86_400_000), usual)).toBe(0);
  });
  it('that stand still while the phone sleeps keep nothing open', () => {
    const closing = new Closing(at(0));
    closing.hide(at(0));
    expect(closing.leftMs({ steadyMs: 5, wallMs: at(HIDDEN_MS).wallMs }, usual)).toBe(0);
  });
});
