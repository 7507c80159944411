/**
 * An entry that waits, in words: what it says, what it comes to, what is odd about it.
 *
 * Owns this reading, and the action that a decision is. Must not: decide, or fold versions; the
 * core of the notebook does. What a version is worth is shown here and reckoned anew by the core.
 */
import type { Pay, QueueEntry, QueueVersion, StaffAction, VersionId } from '../../../desk/types';
import type { Money } from '../../../api/pay';
import { dayLong, dayOfWeek } from '../format';
import { taskName, type Tasks } from '../tasks';
import { amountOf } from '../versions';
import { t } from './words';

/** What a version is worth by these terms, rounded half up; undefined when they are not for its measure. */
export function worth(pay: Pay, { minutes, units }: Pick<QueueVersion, 'minutes' | 'units'>): number | undefined {
  if (pay.basis === 'period') return 0;
  const parts = pay.basis === 'hour' ? minutes : units;
  if (parts === undefined || (pay.basis === 'hour' ? units : minutes) !== undefined) return undefined;
  const of = (pay.basis === 'hour' ? 60 : 1) * Math.max(1, pay.rounding);
  return Math.floor((2 * pay.rate * parts + of) / (2 * of)) * Math.max(1, pay.rounding);
}

/**
 * The terms for one of the live versions, with what it comes to. The office says them for the
 * first; they are another's too only where task and day are the same.
 */
export function payOf(entry: QueueEntry, version: QueueVersion): (Pay & { readonly amount: number }) | undefined {
  const [first] = entry.live;
  if (!entry.pay || !first || first.task !== version.task || first.day !== version.day) return undefined;
  const { basis, rate, currency, rounding } = entry.pay;
  const amount = worth(entry.pay, version);
  return amount === undefined ? undefined : { basis, rate, currency, rounding, amount };
}

export function moneyOf(entry: QueueEntry, version: QueueVersion): Money | undefined {
  const pay = payOf(entry, version);
  return pay && { amount: pay.amount, currency: pay.currency };
}

/** May it be approved as it is: all is known, and it says that something was done. */
export function canApprove(entry: QueueEntry, version: QueueVersion): boolean {
  return !version.withdrawn && payOf(entry, version) !== undefined;
}

export type Word =
  | { readonly outcome: 'approve'; readonly bulk?: boolean }
  | { readonly outcome: 'ask' | 'decline'; readonly reason: string; readonly note: string };

/** The decision as the notebook signs it: it names every version that was on the screen. */
export function decision(entry: QueueEntry, chosen: VersionId, word: Word): StaffAction {
  const common = { type: 'decide', entry: entry.entry, seen: entry.live.map(({ version }) => version), chosen } as const;
  if (word.outcome !== 'approve') {
    return { ...common, outcome: word.outcome, reason: word.reason, ...(word.note.trim() ? { note: word.note.trim() } : {}) };
  }
  const kept = entry.live.find(({ version }) => version === chosen);
  const terms = kept && payOf(entry, kept);
  if (!terms) throw new Error('an approval needs terms');
  const { amount: _, ...pay } = terms;
  return { ...common, outcome: 'approve', pay, ...(word.bulk ? { bulk: true } : {}) };
}

/** `Etiquetar imágenes, mar 17 nov, 2 h`. */
export function whatSaid(version: QueueVersion, tasks: Tasks): string {
  return [taskName(tasks, version.task), dayOfWeek(version.day), amountOf(version, tasks)].filter(Boolean).join(', ');
}

/** One sentence for each thing that is odd about it; two live versions are said beside them. */
export function flagsSaid(entry: QueueEntry, all: readonly QueueEntry[], tasks: Tasks): string[] {
  const others = entry.with.map((id) => all.find((each) => each.entry === id)?.live[0]);
  const named = others.filter((version) => version !== undefined).map((version) => whatSaid(version, tasks));
  const rest = named.length < entry.with.length || entry.with.length === 0 ? [t('flag.other')] : [];
  const other = [...named, ...rest].reduce((first, second) => t('flag.and', { first, second }));
  return entry.flags.filter((flag) => flag !== 'two_versions').map((flag) => (flag === 'clock' ? clockSaid(entry) : t(`flag.${flag}`, { other })));
}

/** With years: on such a phone those are wrong, and the day alone may look like any other. */
function clockSaid({ live }: QueueEntry): string {
  const off = live.find(({ corrected_day }) => corrected_day !== undefined) ?? live[0];
  const day = off === undefined ? '' : dayLong(off.day);
  return off?.corrected_day === undefined ? t('flag.clock', { day }) : t('flag.clock_day', { day, meant: dayLong(off.corrected_day) });
}

export interface StateSaid {
  readonly words: string;
  readonly chip: 'chip-mind' | 'chip-work' | 'chip-plain';
}

/** Why it is here, beyond that nobody has looked yet. */
export function stateSaid(entry: QueueEntry): StateSaid | undefined {
  if (entry.state === 'asked') {
    return entry.answered ? { words: t('state.answered'), chip: 'chip-mind' } : { words: t('state.asked'), chip: 'chip-plain' };
  }
  if (entry.state === 'question' && entry.question) {
    return { words: t(`state.${entry.question}`, { n: entry.live.length }), chip: 'chip-mind' };
  }
  return undefined;
}

/** Who entered it, where it was not she. */
export function enteredBy({ by, source }: QueueVersion): string | undefined {
  if (by === 'learner') return undefined;
  return t(source === undefined ? 'by.staff' : `by.${source}`);
}
