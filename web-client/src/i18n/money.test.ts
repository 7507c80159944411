/** Amounts as they are written where the programme is. */
import { describe, expect, it } from 'vitest';
import { formatMoney, formatMoneys } from './money';

describe('formatMoney', () => {
  it.each([
    [{ amount: 1650, currency: 'BOB' }, 'Bs 16,50', 'Bs 16.50'],
    [{ amount: 5, currency: 'BOB' }, 'Bs 0,05', 'Bs 0.05'],
    [{ amount: 0, currency: 'PEN' }, 'S/ 0,00', 'S/ 0.00'],
    [{ amount: 1_234_567, currency: 'BOB' }, 'Bs 12 345,67', 'Bs 12,345.67'],
    [{ amount: -330, currency: 'BOB' }, '−Bs 3,30', '−Bs 3.30'],
    [{ amount: 12_500, currency: 'PYG' }, '₲ 12 500', '₲ 12,500'],
    [{ amount: 250, currency: 'XTS' }, '2,50 XTS', '2.50 XTS'],
  ] as const)('%o', (money, es, en) => {
    const plain = (text: string) => text.replaceAll('\u00a0', ' ');
    expect(plain(formatMoney(money, 'es'))).toBe(es);
    expect(plain(formatMoney(money, 'en'))).toBe(en);
  });
  it('adds nothing up over currencies', () => {
    const both = [{ amount: 1650, currency: 'BOB' }, { amount: 300, currency: 'USD' }];
    expect(formatMoneys(both, 'es')).toBe('Bs\u00a016,50 · US$\u00a03,00');
    expect(formatMoneys([], 'es')).toBe('');
  });
});
