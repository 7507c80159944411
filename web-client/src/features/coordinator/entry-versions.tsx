/**
 * The versions of one work entry, newest first, each in one line.
 *
 * Owns these lines. Must not: compare versions (`open-question.tsx` does).
 */
import type { WorkVersion } from '../../api/types';
import { HistoryLine } from './history-line';
import { taskName, type Tasks } from './tasks';
import { amountOf, daySaid, said } from './versions';
import { t } from './words';

export function EntryVersions({ versions, tasks }: { versions: readonly WorkVersion[]; tasks: Tasks }) {
  return (
    <ol class="of-history" data-test="entry-history">
      {versions.map((version) => (
        <HistoryLine key={version.op} version={version} phone={version.phone}>
          {inOneLine(version, tasks)}
        </HistoryLine>
      ))}
    </ol>
  );
}

function inOneLine(version: WorkVersion, tasks: Tasks): string {
  const start = said(version, 'start', tasks);
  return [
    version.withdrawn ? t('work.withdrawn') : undefined,
    amountOf(version, tasks),
    taskName(tasks, version.task),
    daySaid(version),
    start && t('work.start', { time: start }),
    version.note && `«${version.note}»`,
  ].filter(Boolean).join(' · ');
}
