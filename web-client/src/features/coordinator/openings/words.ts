/**
 * The words of the pages about notices, openings and what is sent to companies.
 *
 * Owns the tables `coordinator.openings.*.json`. Must not: hold sentences.
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.openings.en.json';
import es from '../../../i18n/coordinator.openings.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);
