/**
 * Owns the learner's words: `t` and `tn` over `es.json` and `en.json`.
 *
 * Must not: format numbers or dates (see the modules beside it). Spanish travels with the
 * app; another language is a chunk of its own, fetched before it is shown.
 */
import es from './es.json';
import { keptLocale, showLocale, type Locale } from './locale';
import { makeTranslator, type PluralOf } from './translate';

export type Key = keyof typeof es;
export type PluralKey = PluralOf<Key>;
type Words = Readonly<Record<Key, string>>;

const tables: { es: Words } & Partial<Record<Locale, Words>> = { es };

// The type of each import is what makes a missing key an error of the build.
const load: Record<Exclude<Locale, 'es'>, () => Promise<Words>> = {
  en: () => import('./en.json').then((module) => module.default),
};

export const { t, tn } = makeTranslator<Key>(tables);

/** Fetches the language's words, then shows it. */
export async function speak(next: Locale, keep = true): Promise<void> {
  if (next !== 'es') tables[next] ??= await load[next]();
  showLocale(next, keep);
}

/** The language kept on this phone, or Spanish. A language that cannot be fetched stays Spanish. */
export async function speakKept(): Promise<void> {
  await speak(keptLocale() ?? 'es', false).catch(() => showLocale('es', false));
}

export { keptLocale, locale, LOCALES, type Locale } from './locale';
export { makeTranslator, type Table, type Translator, type Values } from './translate';
