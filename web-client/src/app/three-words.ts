/**
 * The three words by which a phone that used a slip is known again at the office.
 *
 * Owns the lists, those of the recovery card, which are fetched only when somebody looks. Must not
 * know how a key becomes places in them; the core does.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Locale } from '../i18n/locale';

const LISTS: Readonly<Record<Locale, () => Promise<{ readonly wordlist: readonly string[] }>>> = {
  es: () => import('@scure/bip39/wordlists/spanish.js'),
  en: () => import('@scure/bip39/wordlists/english.js'),
};

/** Undefined where a place is none of the list's. */
export async function threeWords(places: readonly number[], locale: Locale): Promise<readonly string[] | undefined> {
  const { wordlist } = await LISTS[locale]();
  const words = places.flatMap((place) => wordlist[place]?.normalize('NFC') ?? []);
  return words.length === 3 && places.length === 3 ? words : undefined;
}

/** The words, once their list is here. */
export function useThreeWords(places: readonly number[] | undefined, locale: Locale): readonly string[] | undefined {
  const [words, setWords] = useState<readonly string[] | undefined>();
  const key = places?.join(' ');
  useEffect(() => {
    let current = true;
    setWords(undefined);
    if (places !== undefined) {
      void threeWords(places, locale).then(
        (found) => current && setWords(found),
        () => undefined, // without its list there is nothing to compare; she is asked as before
      );
    }
    return () => {
      current = false;
    };
  }, [key, locale]);
  return words;
}
