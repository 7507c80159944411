/**
 * Owns how numbers and sizes are written, by language.
 *
 * Must not: use Intl or count anything itself.
 */
import type { Locale } from './locale';

const MARKS: Record<Locale, { decimal: string; group: string }> = {
  es: { decimal: ',', group: '\u00a0' },
  en: { decimal: '.', group: ',' },
};

/** `1234.5` → `1234,5` in Spanish; groups from five digits up. */
export function formatNumber(n: number, locale: Locale, decimals = 0): string {
  const [whole = '0', part] = Math.abs(n).toFixed(decimals).split('.');
  const marks = MARKS[locale];
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, marks.group) : whole;
  const sign = n < 0 ? '−' : '';
  return sign + grouped + (part ? marks.decimal + part : '');
}

/** Bytes as megabytes; never "0", since something is always to be fetched. */
export function formatMegabytes(bytes: number, locale: Locale): string {
  const megabytes = Math.max(bytes / 1_000_000, 0.1);
  return `${formatNumber(megabytes, locale, megabytes < 10 ? 1 : 0)} MB`;
}
