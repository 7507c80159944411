/**
 * When what the app is made of was last changed, in seconds since 1970: no phone can be earlier.
 *
 * Owns where that is read: `SOURCE_DATE_EPOCH`, else the last commit that changed it, so that
 * building the same sources again gives the same bytes. 0 where neither is there.
 */
import { execFileSync } from 'node:child_process';

const MADE_OF = ['../web-client', '../sync-core'];

export function changedAt(folder: string, environment: NodeJS.ProcessEnv = process.env): number {
  const given = Number(environment['SOURCE_DATE_EPOCH'] ?? Number.NaN);
  if (Number.isSafeInteger(given) && given >= 0) return given;
  try {
    const said = execFileSync('git', ['log', '-1', '--format=%ct', '--', ...MADE_OF], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const at = Number(said.trim() || Number.NaN);
    return Number.isSafeInteger(at) ? at : 0;
  } catch {
    return 0; // an archive without its history
  }
}
