/**
 * The words of the pages that enrol, reach and confirm.
 *
 * Owns the tables `coordinator.enrol.*.json`. Must not: hold sentences, or words that other pages
 * of the office use too (`words.ts` has those).
 */
import { makeTranslator } from '../../i18n';
import en from '../../i18n/coordinator.enrol.en.json';
import es from '../../i18n/coordinator.enrol.es.json';
import type { Locale } from '../../i18n/locale';
import type { PluralOf } from '../../i18n/translate';

export type Key = keyof typeof es;
export type CountKey = PluralOf<Key>;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

/** Words for what is wrong with a field; a word that a newer server has is said in general. */
export function problemWords(problem: string): string {
  const key = `problem.${problem}`;
  return key in es ? t(key as Key) : t('problem.unreadable');
}
