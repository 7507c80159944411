/**
 * Owns how an amount of money is written, by language and currency.
 *
 * Must not: use Intl, convert, or add up. Minor units in, text out: `1650 BOB` → `Bs 16,50`.
 */
import type { Locale } from './locale';
import { formatNumber } from './numbers';

/** How a currency is called where it is used; any other stands with its three letters behind. */
const SIGNS: Readonly<Record<string, string>> = {
  ARS: '$', BOB: 'Bs', BRL: 'R$', CLP: '$', COP: '$', CRC: '₡', EUR: '€', GTQ: 'Q', KRW: '₩', MXN: '$',
  NIO: 'C$', PEN: 'S/', PYG: '₲', UYU: '$', HNL: 'L', DOP: 'RD$', USD: 'US$',
};
/** Currencies of which a minor unit is the whole one. */
const WHOLE = ['CLP', 'ISK', 'JPY', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'XAF', 'XOF', 'XPF'];
/** Between the sign and the number no line may end. */
const TIED = '\u00a0';

interface Amount {
  readonly amount: number;
  readonly currency: string;
}

export function formatMoney({ amount, currency }: Amount, locale: Locale): string {
  const decimals = WHOLE.includes(currency) ? 0 : 2;
  const number = formatNumber(Math.abs(amount) / 10 ** decimals, locale, decimals);
  const sign = SIGNS[currency];
  const minus = amount < 0 ? '−' : '';
  return sign === undefined ? `${minus}${number}${TIED}${currency}` : `${minus}${sign}${TIED}${number}`;
}

/** Several currencies beside each other: "Bs 16,50 · US$ 3,00". */
export function formatMoneys(amounts: readonly Amount[], locale: Locale): string {
  return amounts.map((amount) => formatMoney(amount, locale)).join(' · ');
}
