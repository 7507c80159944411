/**
 * Approving many at once: which may be, what they come to, and how much the programme lets one
 * person approve like this in a day.
 *
 * Owns these sums. Must not: be taken for the rule; the office counts by itself and refuses more.
 */
import type { Money } from '../../../api/pay';
import type { Queue, QueueEntry } from '../../../desk/types';
import { canApprove, moneyOf } from './entry';

export type Limits = NonNullable<Queue['bulk']>;

/** What was approved like this today, as far as this page knows. */
export interface Used {
  readonly entries: number;
  readonly amount: number;
}

export interface Sum {
  readonly entries: number;
  readonly people: number;
  readonly minutes: number;
  readonly units: number;
  /** By currency. */
  readonly money: readonly Money[];
}

/** Nothing odd, nothing asked, nothing in the way. */
export function eligible(entries: readonly QueueEntry[]): QueueEntry[] {
  return entries.filter((entry) => {
    const [version, ...more] = entry.live;
    return entry.bulk && entry.obstacle === undefined && version !== undefined && more.length === 0 && canApprove(entry, version);
  });
}

export function sumOf(entries: readonly QueueEntry[]): Sum {
  const money = new Map<string, number>();
  let [minutes, units] = [0, 0];
  for (const entry of entries) {
    const [version] = entry.live;
    if (!version) continue;
    minutes += version.minutes ?? 0;
    units += version.units ?? 0;
    const worth = moneyOf(entry, version);
    if (worth) money.set(worth.currency, (money.get(worth.currency) ?? 0) + worth.amount);
  }
  return {
    entries: entries.length,
    people: new Set(entries.map(({ learner }) => learner.id)).size,
    minutes,
    units,
    money: [...money].map(([currency, amount]) => ({ currency, amount })).sort((a, b) => a.currency.localeCompare(b.currency)),
  };
}

/** What the limit is held against: of several currencies all of it, as the office counts. */
export function amountOf(entries: readonly QueueEntry[]): number {
  return sumOf(entries).money.reduce((sum, { amount }) => sum + amount, 0);
}

export function isOver(entries: readonly QueueEntry[], limits: Limits, used: Used): boolean {
  return used.entries + entries.length > limits.entries || used.amount + amountOf(entries) > limits.amount;
}

/** The oldest that fit under the limit together. */
export function fitting(entries: readonly QueueEntry[], limits: Limits, used: Used): QueueEntry[] {
  let to = entries.length;
  while (to > 0 && isOver(entries.slice(0, to), limits, used)) to -= 1;
  return entries.slice(0, to);
}
