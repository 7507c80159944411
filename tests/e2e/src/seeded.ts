/**
 * The demonstration that all stories of a run begin from, made once.
 *
 * Owns its folder, for as long as the run lasts. Must not serve it: every story has a copy.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { seed } from './server';

export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'chaski-seeded-'));
  await writeFile(join(folder, 'sheet.json'), JSON.stringify(await seed(join(folder, 'data'))));
  process.env['CHASKI_E2E_SEEDED'] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
