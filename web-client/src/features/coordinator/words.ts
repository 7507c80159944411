/**
 * The words of the coordinator's pages, in the language kept on this machine.
 *
 * Owns the tables `coordinator.*.json` and choosing between them. Must not: hold sentences (the
 * tables do) or format numbers and times (`format.ts` does). Both languages travel with these
 * pages, which are a chunk of their own that no learner's phone fetches.
 */
import { makeTranslator } from '../../i18n';
import en from '../../i18n/coordinator.en.json';
import es from '../../i18n/coordinator.es.json';
import { keptLocale, locale, showLocale, type Locale } from '../../i18n/locale';
import type { PluralOf } from '../../i18n/translate';

export type Key = keyof typeof es;
export type CountKey = PluralOf<Key>;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

export function chooseLocale(next: Locale): void {
  showLocale(next, true);
}

/** What was chosen here before; else what the account prefers; else Spanish. */
export function settleLocale(preferred?: string): void {
  showLocale(keptLocale() ?? (preferred === 'en' ? 'en' : 'es'), false);
}

/** Words that a programme brings itself: `{es: …, en: …}`. */
export function inLocale(text: Readonly<Record<string, string>>): string {
  return text[locale.value] ?? text['es'] ?? '';
}

export { locale, LOCALES } from '../../i18n/locale';
