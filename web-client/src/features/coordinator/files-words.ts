/**
 * The words of the page that receives couriers' files.
 *
 * Owns the tables `coordinator.files.*.json`. Must not: hold sentences, or words that other pages
 * of the office use too (`words.ts` has those).
 */
import { makeTranslator } from '../../i18n';
import en from '../../i18n/coordinator.files.en.json';
import es from '../../i18n/coordinator.files.es.json';
import type { Locale } from '../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

/** Why a piece of a file was not received; what this build does not know is said in general. */
export function troubleWords(code: string): string {
  const key = `trouble.${code}`;
  return t(key in es ? (key as Key) : 'trouble.courier_missing');
}
