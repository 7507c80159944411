/**
 * Owns turning a message key and its values into words, plurals included.
 *
 * Must not: hold words, or use Intl (absent or silently wrong for the languages to come).
 * A table is flat: `key` → words with `{name}` holes; a plural has `key.one` and `key.other`.
 */
import { locale, type Locale } from './locale';

export type Values = Readonly<Record<string, string | number>>;
export type Table = Readonly<Record<string, string>>;
/** The keys that have a `.one` form, without that ending. */
export type PluralOf<Key extends string> = Key extends `${infer Stem}.one` ? Stem : never;

export interface Translator<Key extends string> {
  t(key: Key, values?: Values): string;
  /** Plural; `{n}` is filled with the number unless `values` says otherwise. */
  tn(key: PluralOf<Key>, n: number, values?: Values): string;
}

/** Spanish and English both have two forms; a language with others adds its rule here. */
const PLURAL_FORM: Record<Locale, (n: number) => 'one' | 'other'> = {
  es: (n) => (n === 1 ? 'one' : 'other'),
  en: (n) => (n === 1 ? 'one' : 'other'),
};

export function fill(words: string, values: Values | undefined): string {
  if (!values) return words;
  return words.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/**
 * Builds `t` and `tn` over tables that `tables` hands out by language; Spanish is always
 * there. Reading the language's signal makes every screen follow a change by itself.
 */
export function makeTranslator<Key extends string>(
  tables: Partial<Record<Locale, Readonly<Record<Key, string>>>> & { es: Readonly<Record<Key, string>> },
): Translator<Key> {
  const words = (key: Key): string => (tables[locale.value] ?? tables.es)[key];
  return {
    t: (key, values) => fill(words(key), values),
    tn: (key, n, values) =>
      fill(words(`${key}.${PLURAL_FORM[locale.value](n)}` as Key), { n, ...values }),
  };
}
