/**
 * The words of the pages of figures.
 *
 * Owns the tables `coordinator.reports.*.json`. Must not: hold sentences; definitions of figures are
 * in the tables too, by the codes of `docs/REPORTS.md`.
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.reports.en.json';
import es from '../../../i18n/coordinator.reports.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

/** Words whose key is put together at run time; nothing where there are none. */
export function told(key: string): string | undefined {
  return key in es ? t(key as Key) : undefined;
}
