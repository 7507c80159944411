/**
 * The words of the pages about pay, and how money is written there.
 *
 * Owns the tables `coordinator.pay.*.json`. Must not: hold sentences, or add up currencies.
 */
import type { Money } from '../../../api/pay';
import { makeTranslator } from '../../../i18n';
import en from '../../../i18n/coordinator.pay.en.json';
import es from '../../../i18n/coordinator.pay.es.json';
import type { Locale } from '../../../i18n/locale';
import { formatMoney, formatMoneys } from '../../../i18n/money';
import { dayLong } from '../format';
import { locale } from '../words';

export type Key = keyof typeof es;

const tables: Record<Locale, Readonly<Record<Key, string>>> = { es, en };

export const { t, tn } = makeTranslator<Key>(tables);

export function money(amount: Money): string {
  return formatMoney(amount, locale.value);
}

/** Several currencies beside each other; nothing at all is said as such by whoever asks. */
export function moneys(amounts: readonly Money[]): string {
  return formatMoneys(amounts, locale.value);
}

/** `del 28 sep 2026 al 15 nov 2026`, inside a sentence. */
export function periodSaid({ from, to }: { readonly from: string; readonly to: string }): string {
  return t('sheet.period', { from: dayLong(from), to: dayLong(to) });
}

/** How a payment was made, as the code in the ledger has it; one of another programme's is said in general. */
export const METHODS = ['efectivo', 'qr', 'transferencia', 'giro'] as const;
export type Method = (typeof METHODS)[number];

export function methodSaid(code: string): string {
  return t(`method.${METHODS.find((known) => known === code) ?? 'other'}`);
}
