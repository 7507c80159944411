/**
 * Pictures of screens that a story passes, for people to look at.
 *
 * Owns where they go: nowhere unless `CHASKI_PICTURES` names a folder. Must not assert anything.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['CHASKI_PICTURES'];
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
