/**
 * Owns which language the screens speak, and remembering it on this phone.
 *
 * Must not: hold words, or know anything about a person. The language belongs to the
 * phone, not to a profile, so it may be kept in the open.
 */
import { signal } from '@preact/signals';

export type Locale = 'es' | 'en';

/** Each language by its own name, in the order offered. */
export const LOCALES: readonly { readonly locale: Locale; readonly name: string }[] = [
  { locale: 'es', name: 'Español' },
  { locale: 'en', name: 'English' },
];

const KEPT_UNDER = 'chaski-language';

export const locale = signal<Locale>('es');

export function keptLocale(): Locale | undefined {
  try {
    const kept = localStorage.getItem(KEPT_UNDER);
    return LOCALES.find((each) => each.locale === kept)?.locale;
  } catch {
    return undefined; // storage switched off: the person is asked again
  }
}

/** Shows the language from now on. Its words must have been loaded before. */
export function showLocale(next: Locale, keep: boolean): void {
  locale.value = next;
  document.documentElement.lang = next;
  if (!keep) return;
  try {
    localStorage.setItem(KEPT_UNDER, next);
  } catch {
    // Not kept: asked again next time.
  }
}
