/**
 * The words of reviewing hours and of the notebook that signs it.
 *
 * Owns the tables `coordinator.review.*.json`, and which sentence stands for a code. Must not: hold
 * sentences, or show a code that this version does not know.
 */
import { makeTranslator, speak } from '../../../i18n';
import en from '../../../i18n/coordinator.review.en.json';
import es from '../../../i18n/coordinator.review.es.json';
import type { Locale } from '../../../i18n/locale';
import { DeskError, type DeskFailure } from '../../../desk/types';
import { span } from '../format';
import { locale } from '../words';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

/** Why the notebook could not, inside a sentence. What is no `DeskError` is trouble like any other. */
export function failureSaid(thrown: unknown): string {
  const code: DeskFailure = thrown instanceof DeskError ? thrown.code : 'server_trouble';
  return t(`fail.${code}`);
}

/** The sentence for a refusal of the office. */
export function refusalSaid(code: string): string {
  const key = `refused.${code}`;
  return key !== 'refused.line' && key !== 'refused.title' && key in es ? t(key as Key) : t('refused.other');
}

export function waitSaid(seconds: number): string {
  return span(Math.max(1, seconds));
}

/** The sentences that she reads on her phone are of another table, which may have to be fetched. */
export function fetchHerWords(): Promise<void> {
  return speak(locale.value, false);
}
