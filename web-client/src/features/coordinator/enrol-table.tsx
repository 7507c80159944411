/**
 * A list of people from a spreadsheet: checked row by row, shown, then all saved or nobody.
 *
 * Owns these steps. Must not: read the list itself; the server does, for pages and command line
 * alike. The file stays in memory between the look and the saving.
 */
import { useRef, useState } from 'preact/hooks';
import { api } from '../../api/client';
import { asApiError, type ApiError } from '../../api/errors';
import type { AlikeRow, Import } from '../../api/people';
import { Check } from './enrol-fields';
import { CONSENT_VERSION } from './enrol-form';
import { problemWords, t, tn } from './enrol-words';
import { EVERYONE } from './learners-view';
import { hashOf } from './route';
import { sessionEnded } from './session';
import { sentence } from './trouble';
import './enrol.css';

export function TablePage({ cohort }: { cohort: string }) {
  const [file, setFile] = useState<File | undefined>();
  const [asked, setAsked] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const [found, setFound] = useState<Import | undefined>();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<ApiError | undefined>();
  const input = useRef<HTMLInputElement>(null);

  const send = async (preview: boolean) => {
    if (!file || working || !asked) return;
    setWorking(true);
    setProblem(undefined);
    try {
      // Read anew each time: what is saved is what the person has on her disk now.
      const table = new Blob([await file.arrayBuffer()], { type: 'text/csv' });
      setFound(await api.importTable(cohort, table, { consent: CONSENT_VERSION, preview, confirmed }));
    } catch (thrown) {
      const error = asApiError(thrown);
      if (error.code === 'not_signed_in') return sessionEnded();
      setProblem(error);
    }
    setWorking(false);
  };
  const another = (next: File | undefined) => {
    setFile(next);
    setFound(undefined);
    setConfirmed(false);
  };

  return (
    <section class="of-card of-enrol of-wide" data-test="table-page">
      <a class="of-back" href={hashOf({ page: 'cohort', id: cohort, view: EVERYONE })}><span aria-hidden="true">‹ </span>{t('back')}</a>
      <h1>{t('table.title')}</h1>
      <p class="of-soft">{t('table.intro')}</p>
      <label class="of-field">
        {t('table.file')}
        <input ref={input} type="file" accept=".csv,text/csv" onChange={(event) => another(event.currentTarget.files?.[0])} data-test="table-file" />
      </label>
      <p class="of-consent">{t('consent.text')}</p>
      <Check label={t('table.asked')} on={asked} set={setAsked} test="table-asked" />
      {found?.state !== 'saved' && (
        <button type="button" class="of-button of-main" aria-disabled={working || !file || !asked} onClick={() => void send(true)} data-test="table-look">
          {working ? t('table.looking') : t('table.look')}
        </button>
      )}
      {problem && <p class="of-problem" role="alert" data-test="table-problem">{sentence(problem)}</p>}
      <div aria-live="polite">
        {found?.state === 'faults' && <Faults found={found} />}
        {found?.state === 'fine' && (
          <>
            <p><b data-test="table-fine">{tn('table.fine', found.people.length)}</b></p>
            {found.alike.length > 0 && (
              <>
                <p>{tn('table.alike', found.alike.length)}</p>
                <ul class="of-alike" data-test="table-alike">
                  {found.alike.map((row) => <li key={row.row}>{t('table.alikeRow', { row: row.row, name: row.name, who: whoIsAlike(row) })}</li>)}
                </ul>
                <Check label={t('table.confirm')} on={confirmed} set={setConfirmed} test="table-confirm" />
              </>
            )}
            <button
              type="button" class="of-button of-main" aria-disabled={working || (found.alike.length > 0 && !confirmed)}
              onClick={() => { if (found.alike.length === 0 || confirmed) void send(false); }} data-test="table-save"
            >
              {working ? t('saving') : tn('table.save', found.people.length)}
            </button>
          </>
        )}
        {found?.state === 'saved' && (
          <>
            <p><b data-test="table-saved">{tn('table.saved', found.learners.length)}</b></p>
            <p class="of-soft">{t('table.codes')}</p>
            <ul class="of-alike">
              {found.learners.map((one) => <li key={one.id}><a href={hashOf({ page: 'learner', id: one.id })}>{one.name} · {one.label}</a></li>)}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}

function Faults({ found }: { found: Extract<Import, { state: 'faults' }> }) {
  return (
    <>
      <p class="of-problem" data-test="table-faults">{tn('table.faults', found.faults.length)}</p>
      <div class="of-scroll" tabIndex={0} role="region" aria-label={t('table.problem')}>
        <table class="of-faults">
          <thead><tr><th scope="col">{t('table.row')}</th><th scope="col">{t('table.column')}</th><th scope="col">{t('table.problem')}</th></tr></thead>
          <tbody>
            {found.faults.map((fault, at) => (
              <tr key={at} data-test="table-fault">
                <td>{fault.row ?? t('table.whole')}</td>
                <td>{fault.column}</td>
                <td>{problemWords(fault.row === undefined && fault.problem === 'too_long' ? 'too_long_table' : fault.problem)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function whoIsAlike(row: AlikeRow): string {
  const known = (row.known ?? []).map((one) => `${one.name} (${one.label}, ${t(`alike.${one.why}`)})`);
  const rows = row.rows?.length ? [t('table.alikeRows', { rows: row.rows.join(', ') })] : [];
  return [...known, ...rows].join('; ');
}
