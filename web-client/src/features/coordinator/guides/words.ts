/**
 * The words of guides for whoever teaches.
 *
 * Owns the tables `coordinator.guides.*.json`. Must not: hold sentences.
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.guides.en.json';
import es from '../../../i18n/coordinator.guides.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);
