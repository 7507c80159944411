/** The moment before which no phone can be. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedAt } from './changed-at.ts';

test('is what the packager says, else the last change, else nothing', () => {
  expect(changedAt('.', { SOURCE_DATE_EPOCH: '1790000000' })).toBe(1_790_000_000);
  const bare = mkdtempSync(join(tmpdir(), 'archive-'));
  expect(changedAt(bare, { SOURCE_DATE_EPOCH: 'soon' })).toBe(0);
  rmSync(bare, { recursive: true });
});
