/**
 * The figures as a file for somebody who does not work here, after saying why.
 *
 * Owns asking why and what. Must not: make the file (the office does, and notes who took it).
 */
import { useState } from 'preact/hooks';
import { handoutPath, WHYS, type Why } from '../../../api/reports';
import { may } from '../rights';
import { DownloadTrouble, FileLink } from '../save-file';
import { handoutQuery, xapiQuery, type ReportsView } from './view';
import { t } from './words';

export function TakeHome({ view }: { view: ReportsView }) {
  const [why, setWhy] = useState<Why | undefined>();
  const [rows, setRows] = useState(true);
  const [tags, setTags] = useState(false);
  if (!may('export_nameless')) return null;
  return (
    <section id="card-take" class="of-card of-chart rp-card of-screen-only" aria-labelledby="title-take" data-test="card-take">
      <h2 id="title-take">{t('take.title')}</h2>
      <p class="of-soft">{t('take.note')}</p>
      <label class="of-field">
        {t('take.why')}
        <select value={why ?? ''} onChange={(event) => setWhy(WHYS.find((each) => each === event.currentTarget.value))} data-test="take-why">
          <option value="">{t('take.choose')}</option>
          {WHYS.map((each) => <option key={each} value={each}>{t(`why.${each}`)}</option>)}
        </select>
      </label>
      <label class="of-check">
        <input type="checkbox" checked={rows} onChange={(event) => setRows(event.currentTarget.checked)} data-test="take-rows" /> {t('take.rows')}
      </label>
      {!rows && <p class="of-soft of-fine">{t('take.noRows')}</p>}
      <label class="of-check">
        <input type="checkbox" checked={tags} onChange={(event) => setTags(event.currentTarget.checked)} data-test="take-tags" /> {t('take.tags')}
      </label>
      {why === undefined ? (
        <p class="of-soft">{t('take.whyFirst')}</p>
      ) : (
        <p class="of-actions">
          <FileLink act="export_nameless" test="take-workbook" name="programme.xlsx" words={t('take.workbook')} path={handoutPath('programme.xlsx', handoutQuery(view, why, { rows, tags }))} />
          {rows && <FileLink act="export_nameless" test="take-lines" name="people.csv" words={t('take.lines')} path={handoutPath('people.csv', handoutQuery(view, why, { rows, tags }))} />}
          {rows && <FileLink act="export_nameless" test="take-xapi" name="xapi.json" words={t('take.xapi')} path={handoutPath('xapi.json', xapiQuery(view, why))} />}
        </p>
      )}
      {rows && <p class="of-soft of-fine">{t('take.xapiNote')}</p>}
      <DownloadTrouble />
    </section>
  );
}
