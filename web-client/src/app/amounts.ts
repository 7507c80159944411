/**
 * Owns adding up what was worked: what an entry counts for, and totals in words for a screen.
 *
 * Must not: fold versions. An entry with two live versions counts the smaller, as at the
 * office, so that no total promises what is in question.
 */
import { durationShort } from '../i18n/durations';
import { formatNumber } from '../i18n/numbers';
import type { Locale } from '../i18n/locale';
import type { Catalogue, Day, Task, Text, WorkEntry, WorkFields } from '../engine/types';

export interface Counted {
  readonly minutes: number;
  readonly units: number;
}

export function countedOf(entry: WorkEntry): Counted {
  const least = (pick: (version: WorkFields) => number | undefined) =>
    entry.live.length === 0
      ? 0
      : Math.min(...entry.live.map((version) => (version.withdrawn ? 0 : (pick(version) ?? 0))));
  return { minutes: least((version) => version.minutes), units: least((version) => version.units) };
}

export function sumOf(entries: readonly WorkEntry[]): Counted {
  return entries.map(countedOf).reduce(
    (sum, each) => ({ minutes: sum.minutes + each.minutes, units: sum.units + each.units }),
    { minutes: 0, units: 0 },
  );
}

export function entriesOn(entries: readonly WorkEntry[], day: Day): readonly WorkEntry[] {
  return entries.filter((entry) => entry.live[0]?.day === day);
}

export function wordsIn(text: Text | undefined, locale: Locale): string {
  return text?.[locale] ?? text?.['es'] ?? '';
}

export function taskOf(catalogue: Catalogue | undefined, id: string): Task | undefined {
  return catalogue?.tasks.find((task) => task.id === id);
}

/** "3 h 30", "120 imágenes"; empty when neither was given. */
export function amountSaid(fields: Pick<WorkFields, 'minutes' | 'units'>, task: Task | undefined, locale: Locale): string {
  if (fields.minutes !== undefined) return durationShort(fields.minutes);
  if (fields.units !== undefined) return `${formatNumber(fields.units, locale)} ${wordsIn(task?.unit, locale)}`.trim();
  return '';
}

/** A total over kinds of work: "3 h 30 · 120". Empty when nothing was counted. */
export function totalSaid(entries: readonly WorkEntry[], catalogue: Catalogue | undefined, locale: Locale): string {
  const said: string[] = [];
  const { minutes } = sumOf(entries);
  if (minutes) said.push(durationShort(minutes));
  const byUnit = new Map<string, number>();
  for (const entry of entries) {
    const { units } = countedOf(entry);
    const unit = wordsIn(taskOf(catalogue, entry.live[0]?.task ?? '')?.unit, locale);
    if (units) byUnit.set(unit, (byUnit.get(unit) ?? 0) + units);
  }
  for (const [unit, units] of byUnit) said.push(`${formatNumber(units, locale)} ${unit}`.trim());
  return said.join(' · ');
}
