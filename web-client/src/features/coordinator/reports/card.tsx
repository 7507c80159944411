/**
 * One figure of the programme: its answer in a sentence, the drawing, the same as a table, what it
 * counts in words, and paper.
 *
 * Owns that frame. Must not: know what a card draws; every drawing has its table here.
 */
import type { ComponentChildren } from 'preact';
import type { Report } from '../../../api/reports';
import { Icon } from '../../../ui/icons';
import { reason } from '../trouble';
import { t as office } from '../words';
import type { Live } from '../live';
import { definitionsOf } from './definitions';
import { t } from './words';

export interface Table {
  readonly head: readonly string[];
  /** The first cell names the row. */
  readonly rows: readonly { readonly name: string; readonly href?: string | undefined; readonly cells: readonly string[] }[];
}

interface Props {
  readonly id: string;
  readonly title: string;
  readonly report: Live<Report>;
  /** Further reports that it draws from. */
  readonly answer?: (report: Report) => ComponentChildren;
  readonly table?: (report: Report) => Table;
  /** Nothing to draw. */
  readonly empty?: (report: Report) => string | undefined;
  readonly children: (report: Report) => ComponentChildren;
}

export function Card({ id, title, report, answer, table, empty, children }: Props) {
  const { value, error } = report;
  const nothing = value && empty?.(value);
  return (
    <section id={`card-${id}`} class="of-card of-chart rp-card" aria-labelledby={`title-${id}`} data-test={`card-${id}`}>
      <div class="rp-title">
        <h2 id={`title-${id}`}>{title}</h2>
        {value && !nothing && (
          <button type="button" class="of-button of-quiet rp-print" onClick={() => printOnly(`card-${id}`)} data-test={`print-${id}`}>
            <Icon name="print" /> {t('print')}
          </button>
        )}
      </div>
      {!value && (error && !report.refreshing ? <p class="of-problem" role="alert">{reason(error)}</p> : <p class="of-soft" role="status">{office('loading')}…</p>)}
      {nothing && <p class="of-soft">{nothing}</p>}
      {value && !nothing && (
        <>
          {answer && <p class="of-answer" data-test={`answer-${id}`}>{answer(value)}</p>}
          {children(value)}
          {value.cells.some((cell) => cell.hidden) && <p class="of-soft of-fine" data-test={`hidden-${id}`}>{t('hidden.note', { least: value.least })}</p>}
          {value.withheld.length > 0 && <p class="of-soft of-fine">{t('hidden.all')}</p>}
          {table && <Twin id={id} title={title} table={table(value)} />}
          <Meaning id={id} report={value} />
        </>
      )}
    </section>
  );
}

export function Twin({ id, title, table }: { id: string; title: string; table: Table }) {
  return (
    <details class="of-twin of-unfold" data-test={`table-${id}`}>
      <summary><Icon name="text" /> {t('table.show')}</summary>
      <table class="of-small">
        <caption class="unseen">{title}</caption>
        <thead>
          <tr>{table.head.map((words, index) => <th key={words} scope="col" class={index > 0 ? 'of-n' : ''}>{words}</th>)}</tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={`${row.name} ${index}`}>
              <th scope="row">{row.href ? <a href={row.href}>{row.name}</a> : row.name}</th>
              {row.cells.map((cell, at) => <td key={at} class="of-n">{cell}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Meaning({ id, report }: { id: string; report: Report }) {
  return (
    <details class="of-twin rp-meaning of-unfold" data-test={`meaning-${id}`}>
      <summary><Icon name="ask" /> {t('meaning.show')}</summary>
      <dl>
        {definitionsOf(report).map(({ code, name, words, source }) => (
          <div key={code}>
            <dt>{name}</dt>
            <dd>{words}{source && <span class="of-soft"> {t('meaning.source', { source })}</span>}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Paper with this one on it, and where its numbers are from. */
function printOnly(id: string): void {
  const card = document.querySelector(`#${id}`);
  const page = document.documentElement;
  card?.classList.add('rp-alone');
  page.classList.add('rp-print-one');
  addEventListener('afterprint', () => {
    card?.classList.remove('rp-alone');
    page.classList.remove('rp-print-one');
  }, { once: true });
  print();
}
