/**
 * The words of the page about certificates.
 *
 * Owns the tables `coordinator.certificates.*.json`. Must not: hold sentences, or words that other
 * pages of the office use too (`words.ts` beside this folder has those).
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.certificates.en.json';
import es from '../../../i18n/coordinator.certificates.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);
