/**
 * A statement as it is read: by person, every line in words, who is still to be paid.
 *
 * Owns this reading and its sums. Must not: reckon what somebody is owed; the ledger did.
 */
import type { LearnerPay, LineKind, Money, Period, Statement, StatementLine, StatementPreview } from '../../../api/pay';
import type { Day } from '../../../api/types';
import { addDays } from '../../../app/days';
import { amount as time, number } from '../format';
import { taskName, unitName, type Tasks } from '../tasks';
import { money, moneys, t, tn } from './words';

/** One person, with all that she gets and why. */
export interface PersonSheet {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly parts: readonly PartSheet[];
}

/** What she gets in one currency. */
export interface PartSheet {
  readonly pay: LearnerPay;
  readonly lines: readonly StatementLine[];
  readonly state: 'paid' | 'unpaid' | 'nothing';
}

export function bySheet(statement: Statement): PersonSheet[] {
  const people = new Map<string, PersonSheet & { parts: PartSheet[] }>();
  for (const pay of statement.learners) {
    const person = people.get(pay.id) ?? { id: pay.id, name: pay.name, label: pay.label, parts: [] };
    const lines = statement.lines.filter((line) => line.learner === pay.id && line.currency === pay.currency);
    person.parts.push({ pay, lines, state: pay.paid_on !== undefined ? 'paid' : pay.amount > 0 ? 'unpaid' : 'nothing' });
    people.set(pay.id, person);
  }
  return [...people.values()];
}

/** Who has something to get that is not marked: what "all" means, and who can be chosen. */
export function unpaid(people: readonly PersonSheet[]): PersonSheet[] {
  return people.filter(({ parts }) => parts.some((part) => part.state === 'unpaid'));
}

/** What marking these people would say was paid. */
export function dueOf(people: readonly PersonSheet[]): Money[] {
  return sums(people.flatMap(({ parts }) => parts.filter((part) => part.state === 'unpaid').map((part) => part.pay)));
}

/** By currency, in its order of letters. */
export function sums(amounts: readonly Money[]): Money[] {
  const all = new Map<string, number>();
  for (const { currency, amount } of amounts) all.set(currency, (all.get(currency) ?? 0) + amount);
  return [...all].map(([currency, amount]) => ({ currency, amount })).sort((a, b) => a.currency.localeCompare(b.currency));
}

/** What of the totals is not paid yet; a person with nothing to get leaves nothing open. */
export function leftOf(totals: Statement['totals']): Money[] {
  return totals.map(({ currency, amount, paid }) => ({ currency, amount: amount - paid })).filter(({ amount }) => amount !== 0);
}

export function missing(statement: Statement): number {
  return new Set(statement.learners.filter((pay) => pay.not_received).map((pay) => pay.id)).size;
}

/** `ajuste · Etiquetar imágenes`. */
export function whatFor(line: StatementLine, tasks: Tasks): string {
  const task = line.task === undefined ? undefined : taskName(tasks, line.task);
  const kind = kindOf(line);
  return [kind && t(kind), task].filter(Boolean).join(' · ');
}

function kindOf({ kind, amount }: StatementLine): 'line.adjustment' | 'line.fee' | 'line.carryIn' | 'line.carryOut' | undefined {
  switch (kind) {
    case 'entry':
      return undefined;
    case 'adjustment':
      return 'line.adjustment';
    case 'period':
      return 'line.fee';
    case 'carry':
      // What is taken here was given too much before; what is given here, the next one takes.
      return amount < 0 ? 'line.carryIn' : 'line.carryOut';
  }
}

/** `3 h 30`, `−20 textos`; empty for what is no amount of work. */
export function howMuch(line: StatementLine, tasks: Tasks): string {
  const minus = (value: number) => (value < 0 ? '−' : '');
  const said: string[] = [];
  if (line.minutes !== 0) said.push(`${minus(line.minutes)}${time(Math.abs(line.minutes))}`);
  if (line.units !== 0) {
    const unit = line.task === undefined ? undefined : unitName(tasks, line.task);
    const count = `${minus(line.units)}${number(Math.abs(line.units))}`;
    said.push(unit ? `${count} ${unit}` : tn('close.units', line.units, { n: count }));
  }
  return said.join(', ');
}

/** `Bs 16,50 por hora`; empty where no rate stands behind it. */
export function rateSaid({ basis, rate, currency }: StatementLine): string {
  if (basis === undefined || rate === undefined) return '';
  const said = money({ amount: rate, currency });
  switch (basis) {
    case 'hour':
      return t('line.perHour', { rate: said });
    case 'unit':
      return t('line.perUnit', { rate: said });
    case 'period':
      return t('line.perPeriod', { rate: said });
  }
}

const PREVIEW: Record<LineKind, 'close.entry' | 'close.adjustment' | 'close.fee' | 'close.carry'> = {
  entry: 'close.entry', adjustment: 'close.adjustment', period: 'close.fee', carry: 'close.carry',
};

/** What closing would put into it, one sentence for each kind of line. */
export function previewWords(preview: StatementPreview): string[] {
  const work = [
    ...(preview.minutes !== 0 ? [time(preview.minutes)] : []),
    ...(preview.units !== 0 ? [tn('close.units', preview.units, { n: number(preview.units) })] : []),
  ];
  return [
    [tn('close.people', preview.learners), ...work].join(' · '),
    ...preview.kinds.map(({ kind, lines, amount, currency }) => tn(PREVIEW[kind], lines, { amount: money({ amount, currency }) })),
    t('close.total', { amount: moneys(preview.totals) }),
  ];
}

/** The days that are offered for the next period: from where the last ended to yesterday. */
export function nextPeriod(closed: readonly { readonly to: Day }[], starts: Day | undefined, today: Day): Period {
  const last = closed.map(({ to }) => to).sort().at(-1);
  const from = last !== undefined ? addDays(last, 1) : starts !== undefined && starts < today ? starts : today;
  const yesterday = addDays(today, -1);
  return { from, to: yesterday < from ? from : yesterday };
}
