/**
 * A screen held to the rules of WCAG 2.2 AA, as far as a program can tell.
 *
 * Owns which rules. Must not know which screens there are.
 */
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { plainWords } from './words';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What on it breaks which rule, a line each. */
export async function barriers(page: Page): Promise<string[]> {
  // A page keeps the checker while it lives: reading half a megabyte for each screen took longer than its checks.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (rules) => {
    // What still fades in has no colours to judge yet.
    const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(passing.map(({ finished }) => finished));
    const checker = (window as unknown as { axe: typeof axe }).axe;
    const { violations } = await checker.run(document, {
      runOnly: { type: 'tag', values: rules },
      resultTypes: ['violations'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  }, RULES);
}

/** Nothing on a staff page that a machine can find wrong, nothing to be scrolled to sideways, and plain words. */
export async function fits(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await plainWords(page, { figures: true });
}
