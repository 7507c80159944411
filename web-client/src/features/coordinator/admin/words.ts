/**
 * The words of the pages about accounts, the log and signing in by two steps.
 *
 * Owns the tables `coordinator.admin.*.json`. Must not: hold sentences, or words that other pages
 * of the office use too (`words.ts` has those).
 */
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.admin.en.json';
import es from '../../../i18n/coordinator.admin.es.json';
import type { Locale } from '../../../i18n/locale';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

/** What somebody did, in words; what a newer server notes is said in general. */
export function actWords(act: string): string {
  const key = `act.${act}`;
  return key in es ? t(key as Key) : t('act.other');
}

/** The acts that the log can be asked for, by their words. */
export const ACTS: readonly string[] = Object.keys(es)
  .filter((key) => key.startsWith('act.') && key !== 'act.other')
  .map((key) => key.slice('act.'.length));
