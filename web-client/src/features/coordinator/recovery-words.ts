/**
 * The words of the page of the centre's recovery key.
 *
 * Owns the tables `coordinator.recovery.*.json`. Must not: hold sentences, or words that other
 * pages of the office use too (`words.ts` has those).
 */
import { makeTranslator } from '../../i18n';
import en from '../../i18n/coordinator.recovery.en.json';
import es from '../../i18n/coordinator.recovery.es.json';
import type { Locale } from '../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);
