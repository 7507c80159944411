/**
 * What may stand on a screen: words for people, never a program's own.
 *
 * Owns this one rule. Must not look into lessons, which may teach such words.
 */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const TECHNICAL = /undefined|\bNaN\b|\[object|\bnull\b|Error\b|Exception|Invalid Date|[a-z]+_[a-z]+|https?:\/\//;
// Cells stand without a space between them here: `49,50` beside `3 h` is no 503.
const STATUS = /(?<![.,])\b(?:4(?:0[0-9]|1[03]|29)|50[0-9])\b/;

/** Fails when the screen shows something that only a programmer reads. */
export async function plainWords(page: Page, options: { figures?: boolean } = {}): Promise<void> {
  const said = await page.evaluate(() => {
    const copy = document.body.cloneNode(true) as HTMLElement;
    for (const lesson of copy.querySelectorAll('article, script, style, noscript')) lesson.remove();
    const labels = [...copy.querySelectorAll('[aria-label], [title]')].map((each) => `${each.getAttribute('aria-label') ?? ''} ${each.getAttribute('title') ?? ''}`);
    return `${copy.textContent ?? ''} ${labels.join(' ')} ${document.title}`;
  });
  expect(said).not.toMatch(TECHNICAL);
  // A page of figures may well have such a number in it.
  if (options.figures !== true) expect(said).not.toMatch(STATUS);
  expect(said.trim().length).toBeGreaterThan(10);
}
