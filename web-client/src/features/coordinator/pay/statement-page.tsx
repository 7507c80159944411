/**
 * One statement: its sums, each person with every line behind her amount, who says it did not come.
 *
 * Owns this page and who is chosen on it. Must not: change a line; nothing here ever changes but
 * that payments are marked.
 */
import { useState } from 'preact/hooks';
import { api, paths } from '../../../api/client';
import type { Statement, StatementId, StatementLine } from '../../../api/pay';
import { dayOfSeconds } from '../../../app/days';
import { dayLong, dayOfWeek, number } from '../format';
import { Page } from '../frame';
import { useLive } from '../live';
import { may, useCohort, type Place } from '../rights';
import { hashOf } from '../route';
import { DownloadTrouble, FileLink } from '../save-file';
import { useTasks, type Tasks } from '../tasks';
import { t as office } from '../words';
import { MarkPaid } from './mark-paid';
import './pay.css';
import { bySheet, howMuch, leftOf, missing, rateSaid, sums, unpaid, whatFor, type PartSheet, type PersonSheet } from './sheet';
import { methodSaid, money, moneys, periodSaid, t, tn } from './words';

export function StatementPage({ id }: { id: StatementId }) {
  const live = useLive(`statement/${id}`, () => api.statement(id));
  const place = useCohort(live.value?.cohort ?? '');
  const back = live.value && { href: hashOf({ page: 'statements', id: live.value.cohort }), words: t('title') };
  return (
    <Page
      live={live}
      fallbackTitle={t('title')}
      title={(statement) => t('sheet.title', { period: periodSaid(statement) })}
      under={(statement) => t('list.closed', { day: dayLong(dayOfSeconds(statement.closed_at)), who: statement.closed_by })}
      back={back}
      actions={(statement) => (
        <>
          {may('export_named', place) && (
            <FileLink path={paths.statementCsv(id)} name={`${statement.cohort}-${statement.to}.csv`} words={t('sheet.csv')} test="csv-statement" act="export_named" />
          )}
          <button type="button" class="of-button of-quiet of-print-button" onClick={() => print()} data-test="print">{office('print')}</button>
        </>
      )}
    >
      {(statement) => <Sheet key={id} statement={statement} place={place} today={dayOfSeconds(live.now)} changed={live.refresh} />}
    </Page>
  );
}

function Sheet({ statement, place, today, changed }: { statement: Statement; place: Place; today: string; changed: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const tasks = useTasks();
  const people = bySheet(statement);
  const due = may('mark_paid', place) ? unpaid(people) : [];
  const choose = (id: string, on: boolean) => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      <DownloadTrouble />
      <Figures statement={statement} />
      <section class="of-people" aria-labelledby="people">
        <h2 id="people" class="of-section">{t('sheet.people')} <span class="of-count">{number(people.length)}</span></h2>
        <p class="of-soft">{t('sheet.explain')}</p>
        <ul class="of-sheet">
          {people.map((person) => (
            <Person
              key={person.id}
              person={person}
              tasks={tasks}
              chosen={chosen.has(person.id)}
              choose={due.includes(person) ? (on) => choose(person.id, on) : undefined}
            />
          ))}
        </ul>
      </section>
      {due.length > 0 && (
        <MarkPaid
          statement={statement.id}
          due={due}
          chosen={due.filter(({ id }) => chosen.has(id))}
          today={today}
          choose={(all) => setChosen(new Set(all))}
          changed={changed}
        />
      )}
    </>
  );
}

function Figures({ statement }: { statement: Statement }) {
  const left = leftOf(statement.totals);
  const paid = statement.totals.map(({ currency, paid: amount }) => ({ currency, amount }));
  const silent = missing(statement);
  return (
    <dl class="of-figures of-pay-figures" aria-label={office('kpi.title')}>
      <div class="of-card of-figure">
        <dt>{t('sheet.total')}</dt>
        <dd class="of-value of-words" data-test="statement-total">{moneys(statement.totals)}</dd>
      </div>
      <div class="of-card of-figure">
        <dt>{t('sheet.paid')}</dt>
        <dd class="of-value of-words" data-test="statement-paid">{moneys(paid)}</dd>
      </div>
      <div class="of-card of-figure">
        <dt>{t('sheet.left')}</dt>
        <dd class="of-value of-words" data-test="statement-left">{left.length > 0 ? moneys(left) : t('list.allPaid')}</dd>
      </div>
      <div class={`of-card of-figure ${silent > 0 ? 'of-figure-mind' : ''}`}>
        <dt>{t('sheet.missing')}</dt>
        <dd class="of-value of-words" data-test="statement-missing">{number(silent)}</dd>
      </div>
    </dl>
  );
}

interface PersonProps {
  readonly person: PersonSheet;
  readonly tasks: Tasks;
  readonly chosen: boolean;
  /** Absent: there is nothing to choose her for. */
  readonly choose: ((on: boolean) => void) | undefined;
}

function Person({ person, tasks, chosen, choose }: PersonProps) {
  const name = person.name || person.label;
  return (
    <li class="of-card" data-test="sheet-person" data-learner={person.id}>
      <div class="of-sheet-head">
        {choose && (
          <label class="of-check of-screen-only">
            <input type="checkbox" checked={chosen} onChange={(event) => choose(event.currentTarget.checked)} data-test="choose-person" />
            <span class="unseen">{t('person.choose', { name })}</span>
          </label>
        )}
        <p class="of-sheet-name">
          <a href={hashOf({ page: 'learner', id: person.id })} data-test="learner-link">{name}</a> <span class="of-soft of-fine">{person.label}</span>
        </p>
      </div>
      {person.parts.map((part) => <Part key={part.pay.currency} part={part} tasks={tasks} />)}
    </li>
  );
}

function Part({ part: { pay, lines, state }, tasks }: { part: PartSheet; tasks: Tasks }) {
  return (
    <>
      <p class="of-sheet-sum">
        <b class="of-sum" data-test="person-amount">{money(pay)}</b>
        <span class={`chip ${state === 'paid' ? 'chip-meet' : state === 'unpaid' ? 'chip-work' : 'chip-plain'}`} data-test="person-state" data-state={state}>
          {pay.paid_on === undefined
            ? t(state === 'unpaid' ? 'person.unpaid' : 'person.nothing')
            : t('person.paid', { day: dayLong(pay.paid_on), method: methodSaid(pay.method ?? '') })}
        </span>
        {pay.not_received && <span class="chip chip-mind" data-test="person-missing">{t('person.missing')}</span>}
      </p>
      {pay.not_received && pay.text && <p class="of-said">{t('person.said', { text: pay.text })}</p>}
      <details class="of-twin of-unfold">
        <summary data-test="person-lines">{tn('person.lines', lines.length)}</summary>
        <Lines lines={lines} tasks={tasks} />
      </details>
    </>
  );
}

function Lines({ lines, tasks }: { lines: readonly StatementLine[]; tasks: Tasks }) {
  return (
    <table class="of-lines">
      <thead>
        <tr>
          {(['day', 'task', 'amount', 'rate', 'money'] as const).map((column) => (
            <th key={column} scope="col" class={column === 'money' ? 'of-n' : ''}>{t(`line.${column}`)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          <tr key={at} data-test="statement-line">
            <td data-label={t('line.day')}>{line.day === undefined ? '' : dayOfWeek(line.day)}</td>
            <td data-label={t('line.task')}>{whatFor(line, tasks)}</td>
            <td data-label={t('line.amount')}>{howMuch(line, tasks)}</td>
            <td data-label={t('line.rate')}>{rateSaid(line)}</td>
            <td data-label={t('line.money')} class="of-n">{money(line)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={4}>{t('line.sum')}</th>
          <td class="of-n" data-test="lines-sum">{moneys(sums(lines))}</td>
        </tr>
      </tfoot>
    </table>
  );
}
