/**
 * Who did what: the log, newest first, by day, person and deed; as a table for whoever keeps it.
 *
 * Owns this page. Must not: show more than ids; what stands in the log has no names.
 */
import { useState } from 'preact/hooks';
import { api, paths } from '../../../api/client';
import type { AuditEntry, AuditQuestion } from '../../../api/accounts';
import './admin.css';
import { ACTS, actWords, t, tn } from './words';
import { dayBounds, detailWords, subjectWords } from './audit-words';
import { moment } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { hashOf } from '../route';
import { DownloadTrouble, FileLink } from '../save-file';

interface Filter {
  readonly day: string;
  readonly account: string;
  readonly act: string;
}

const ANY: Filter = { day: '', account: '', act: '' };

export function AuditPage() {
  const [filter, setFilter] = useState(ANY);
  const [before, setBefore] = useState<number | undefined>();
  const asked: AuditQuestion = {
    ...(filter.day ? dayBounds(filter.day) : {}),
    ...(filter.account ? { account: filter.account } : {}),
    ...(filter.act ? { act: filter.act } : {}),
  };
  const shown: AuditQuestion = { ...asked, ...(before === undefined ? {} : { before }) };
  const live = useLive(`audit/${JSON.stringify(shown)}`, () => api.audit(shown));
  const change = (part: Partial<Filter>) => {
    setBefore(undefined);
    setFilter({ ...filter, ...part });
  };
  return (
    <>
      <Filters filter={filter} change={change} />
      <Page
        live={live}
        fallbackTitle={t('audit.title')}
        title={() => t('audit.title')}
        under={(log) => tn('audit.entries', log.head.entries)}
        actions={() => <FileLink path={paths.auditCsv(asked)} name="registro.csv" words={t('audit.csv')} test="audit-csv" act="read_audit" />}
      >
        {({ entries }) => (
          <>
            <DownloadTrouble />
            {entries.length === 0 ? (
              <p class="of-card" data-test="audit-none">{t('audit.none')}</p>
            ) : (
              <ol class="of-card of-audit">
                {entries.map((entry) => <Entry key={entry.sequence} entry={entry} />)}
              </ol>
            )}
            <div class="of-actions">
              {before !== undefined && (
                <button type="button" class="of-button of-quiet" onClick={() => setBefore(undefined)} data-test="audit-newest">{t('audit.newest')}</button>
              )}
              {entries.length === PAGE && (
                <button type="button" class="of-button" onClick={() => setBefore(entries.at(-1)?.sequence)} data-test="audit-older">{t('audit.older')}</button>
              )}
            </div>
          </>
        )}
      </Page>
    </>
  );
}

/** As many as the server gives unless asked for more. */
const PAGE = 100;

function Entry({ entry }: { entry: AuditEntry }) {
  const details = detailWords(entry.detail);
  return (
    <li data-test="audit-entry" data-act-noted={entry.act}>
      <p>
        <b>{entry.account ?? t('audit.atServer')}</b> {actWords(entry.act)}
      </p>
      <p class="of-soft of-fine">
        {moment(entry.at)} · {subjectWords(entry.subject)}
        {details && ` · ${details}`}
      </p>
    </li>
  );
}

function Filters({ filter, change }: { filter: Filter; change: (part: Partial<Filter>) => void }) {
  const accounts = useLive('accounts', api.accounts).value ?? [];
  const acts = ACTS.map((act) => ({ act, words: actWords(act) })).sort((a, b) => a.words.localeCompare(b.words));
  return (
    <form autocomplete="off" class="of-card of-audit-filter" role="search" aria-label={t('audit.filter')} onSubmit={(event) => event.preventDefault()}>
      <label class="of-field">
        {t('audit.day')}
        <input type="date" value={filter.day} onInput={(event) => change({ day: event.currentTarget.value })} data-test="audit-day" />
      </label>
      <label class="of-field">
        {t('audit.who')}
        <select value={filter.account} onChange={(event) => change({ account: event.currentTarget.value })} data-test="audit-who">
          <option value="">{t('audit.anybody')}</option>
          {accounts.map((account) => <option key={account.login} value={account.login}>{account.name}</option>)}
        </select>
      </label>
      <label class="of-field">
        {t('audit.what')}
        <select value={filter.act} onChange={(event) => change({ act: event.currentTarget.value })} data-test="audit-what">
          <option value="">{t('audit.anything')}</option>
          {acts.map(({ act, words }) => <option key={act} value={act}>{words}</option>)}
        </select>
      </label>
      {filter !== ANY && (filter.day || filter.account || filter.act) && (
        <a class="of-button of-quiet" href={hashOf({ page: 'audit' })} onClick={() => change(ANY)} data-test="audit-all">{t('audit.all')}</a>
      )}
    </form>
  );
}
