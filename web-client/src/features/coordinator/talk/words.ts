/**
 * The words of writing to a learner, and of answering surveys for her.
 *
 * Owns the tables `coordinator.talk.*.json`. Must not: hold sentences.
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.talk.en.json';
import es from '../../../i18n/coordinator.talk.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);
