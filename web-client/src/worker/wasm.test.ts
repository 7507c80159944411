import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

import * as pkg from '../../core/pkg/chaski_core.js';

const folder = new URL('../../core/pkg/', import.meta.url);

test('the checked-in core starts, and is the build that its stamp says', () => {
  pkg.initSync({ module: readFileSync(new URL('chaski_core_bg.wasm', folder)) });
  const stamp = readFileSync(new URL('sources-digest.txt', folder), 'utf8').trim();
  expect(stamp).toMatch(/^[0-9a-f]{64}$/);
  expect(pkg.sourcesDigest()).toBe(stamp);
});

test('a profile that was only begun does not open, and says so with a code', () => {
  const dataKey = new Uint8Array(32).fill(1);
  const begun = pkg.beginEnrolment('K7QM2XWP', dataKey, new Uint8Array(96).fill(2)) as { rows: never[] };
  expect(() => new pkg.Profile(dataKey, begun.rows, new Uint8Array(64).fill(3))).toThrow(
    expect.objectContaining({ code: 'storage_damaged' }),
  );
});
