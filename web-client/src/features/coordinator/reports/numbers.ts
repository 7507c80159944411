/**
 * Counts of a report as a person reads them.
 *
 * Owns reading a cell, and what stands where the office hid a number. Must not: add up what is
 * hidden, or make a share of it.
 */
import type { Cell, Count, Item, Report } from '../../../api/reports';
import { number, percent } from '../format';
import { t } from './words';

export function countOf(cell: Cell | Item, name: string): Count {
  const value = (cell as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'number' ? value : null;
}

export function itemsOf(cell: Cell, list: string): readonly Item[] {
  const value = cell[list];
  return Array.isArray(value) ? (value as readonly Item[]) : [];
}

export function everybody(report: Report): Cell {
  return report.cells.find((cell) => Object.keys(cell.by).length === 0) ?? { by: {}, enrolments: 0, persons: 0 };
}

/** The groups of the table by one dimension. */
export function groups(report: Report, by: string): readonly { readonly value: string | null; readonly cell: Cell }[] {
  return report.cells.flatMap((cell) => (by in cell.by ? [{ value: cell.by[by] ?? null, cell }] : []));
}

export function said(count: Count): string {
  return count === null ? t('hidden') : number(count);
}

/** Percent, where both are told. */
export function share(part: Count, of: Count): number | undefined {
  return part === null || of === null || of === 0 ? undefined : (part / of) * 100;
}

export function shareSaid(part: Count, of: Count): string {
  const known = share(part, of);
  return known === undefined ? '' : percent(known);
}

/** Of everything that is told; nothing when any of it is hidden. */
export function sum(counts: readonly Count[]): Count {
  return counts.reduce<Count>((before, count) => (before === null || count === null ? null : before + count), 0);
}
