/**
 * An entry of which two or more versions stand: side by side, with what differs marked.
 *
 * Owns this comparison. Must not: prefer one, or offer to settle it; that is hers or a decision's.
 */
import type { EntryHistory } from '../../api/types';
import { EntryVersions } from './entry-versions';
import { Written } from './history-line';
import type { Tasks } from './tasks';
import { comparedFields, said } from './versions';
import { t, tn } from './words';

export function OpenQuestion({ entry, tasks }: { entry: EntryHistory; tasks: Tasks }) {
  const fields = comparedFields(entry.live, tasks);
  const earlier = entry.history.filter((version) => !version.live);
  return (
    <div class="of-question" data-test="open-question">
      <p class="of-question-head">
        <span class="chip chip-mind">{t('work.question')}</span>{' '}
        {entry.live.length === 2 ? t('work.versionsDiffer') : t('work.versionsDifferMany', { n: entry.live.length })}
      </p>
      <div class="of-sides">
        {entry.live.map((version) => (
          <div key={version.op} class="of-side" data-test="live-version">
            <p class="of-side-head">
              <Written version={version} phone={version.phone} />
            </p>
            <dl>
              {fields.map(({ field, differs }) => {
                const value = said(version, field, tasks) ?? t('field.empty');
                return (
                  <div key={field}>
                    <dt>{t(`field.${field}`)}</dt>
                    <dd>
                      {differs ? (
                        <mark>
                          {value}
                          <span class="unseen"> ({t('work.differs')})</span>
                        </mark>
                      ) : (
                        value
                      )}
                    </dd>
                  </div>
                );
              })}
            </dl>
          </div>
        ))}
      </div>
      <p class="of-soft of-explain">{t('work.explain')}</p>
      {earlier.length > 0 && (
        <details class="of-twin of-unfold">
          <summary>{tn('work.earlier', earlier.length)}</summary>
          <EntryVersions versions={earlier} tasks={tasks} />
        </details>
      )}
    </div>
  );
}
