/**
 * What an entry says: one version, or those that stand beside each other with what differs marked.
 *
 * Owns this drawing, and the choice of the one kept. Must not: prefer one.
 */
import type { QueueEntry, QueueVersion, VersionId } from '../../../desk/types';
import { moment } from '../format';
import type { Tasks } from '../tasks';
import { amountOf, comparedFields, said } from '../versions';
import { t as office } from '../words';
import { enteredBy, moneyOf, whatSaid } from './entry';
import { money } from '../pay/words';
import { t } from './words';

interface Props {
  readonly entry: QueueEntry;
  readonly tasks: Tasks;
  readonly kept: VersionId | undefined;
  keep(version: VersionId): void;
}

export function Sides({ entry, tasks, kept, keep }: Props) {
  const fields = comparedFields(entry.live, tasks);
  return (
    <fieldset class="of-keep">
      <legend>{t('entry.keepLegend')}</legend>
      <div class="of-sides">
        {entry.live.map((version) => {
          const worth = moneyOf(entry, version);
          return (
            <div key={version.version} class="of-side" data-test="side" data-version={version.version}>
              <p class="of-side-head">{enteredBy(version) ?? t('by.learner')}, {moment(version.at)}</p>
              <dl>
                {fields.map(({ field, differs }) => {
                  const value = said(version, field, tasks) ?? office('field.empty');
                  return (
                    <div key={field}>
                      <dt>{office(`field.${field}`)}</dt>
                      <dd>{differs ? <mark>{value}<span class="unseen"> ({office('work.differs')})</span></mark> : value}</dd>
                    </div>
                  );
                })}
              </dl>
              <label class="of-check of-keep-this">
                <input
                  type="radio"
                  name={`keep-${entry.entry}`}
                  checked={kept === version.version}
                  onChange={() => keep(version.version)}
                  data-test="keep"
                />
                <span>{t('entry.keep')}{worth && <b class="of-amount"> {money(worth)}</b>}</span>
              </label>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}

/** The one that stands, in a few lines. */
export function OneVersion({ version, tasks }: { version: QueueVersion; tasks: Tasks }) {
  const by = enteredBy(version);
  return (
    <>
      <p class="of-entry-amount">
        {version.withdrawn && <span class="chip chip-plain">{t('entry.withdrawn')}</span>} <b>{amountOf(version, tasks) ?? office('field.empty')}</b>
        {version.start !== undefined && <span class="of-soft"> · {t('entry.start', { time: said(version, 'start', tasks) ?? '' })}</span>}
      </p>
      {version.note && <p class="of-said-note">{t('entry.note', { text: version.note })}</p>}
      {by && <p class="of-soft" data-test="entered-by">{by}</p>}
    </>
  );
}

export function Before({ entry, tasks }: { entry: QueueEntry; tasks: Tasks }) {
  if (entry.earlier.length === 0 && entry.decisions.length === 0) return null;
  return (
    <details class="of-twin of-unfold">
      <summary data-test="entry-history">{t('entry.history')}</summary>
      {entry.earlier.length > 0 && (
        <>
          <h4>{t('entry.earlier')}</h4>
          <ul class="of-before">
            {entry.earlier.map((version) => (
              <li key={version.version}>
                {whatSaid(version, tasks)}
                {version.withdrawn && ` · ${t('entry.withdrawn')}`}
                {version.note && ` · ${t('entry.note', { text: version.note })}`}
                <span class="of-soft"> · {enteredBy(version) ?? t('by.learner')}, {moment(version.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {entry.decisions.length > 0 && (
        <>
          <h4>{t('entry.decisions')}</h4>
          <ul class="of-before">
            {entry.decisions.map((each, at) => (
              <li key={at}>
                {t(`decision.${each.outcome}`)}
                {each.mine && ` · ${t('decision.mine')}`}
                {!each.speaks && ` · ${t('decision.old')}`}
                {each.note && ` · ${t('entry.note', { text: each.note })}`}
                <span class="of-soft"> · {moment(each.at)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
