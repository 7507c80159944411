/** What may be approved at once, what it comes to, and the programme's limit. */
import { describe, expect, it } from 'vitest';
import { amountOf, eligible, fitting, isOver, sumOf } from './bulk';
import { sureSaid, workSaid } from './bulk-panel';
import { entry, eva, version } from './fake-entries';

globalThis.document ??= { documentElement: {} } as Document;
const plain = (text: string) => text.replace(/\u00a0/g, ' ');
const NONE = { entries: 0, amount: 0 };
const fee = entry('fee', { learner: eva, pay: { basis: 'unit', rate: 55, currency: 'BOB', rounding: 10, amount: 660 }, live: [(({ minutes: _, ...rest }) => ({ ...rest, units: 12 }))(version('u'))] });

describe('who may be approved at once', () => {
  it('is what has nothing odd about it, nothing in the way, and an amount', () => {
    const { pay: _, ...unpaid } = entry('5');
    const all = [
      entry('1'), entry('2', { bulk: false }), entry('3', { obstacle: 'related' }), entry('4', { live: [version('a'), version('b')] }), unpaid,
      entry('6', { live: [version('c', { withdrawn: true })] }), fee,
    ];
    expect(eligible(all).map((each) => each.entry)).toEqual(['1', 'fee']);
  });
});

describe('what they come to', () => {
  const all = [entry('1'), entry('2'), fee];
  it('is entries, people, work and money', () => {
    expect(sumOf(all)).toEqual({ entries: 3, people: 2, minutes: 240, units: 12, money: [{ currency: 'BOB', amount: 7_260 }] });
    expect(plain(sureSaid(sumOf(all)))).toBe('3 anotaciones de 2 personas: 4 h y 12 unidades, Bs 72,60. Después todavía puedes cambiar cada una.');
    expect(plain(workSaid({ minutes: 0, units: 1 }))).toBe('1 unidad');
  });
  it('is held against the limit with what was approved today', () => {
    expect(amountOf(all)).toBe(7_260);
    expect(isOver(all, { entries: 3, amount: 7_260 }, NONE)).toBe(false);
    expect(isOver(all, { entries: 2, amount: 500_000 }, NONE)).toBe(true);
    expect(isOver(all, { entries: 50, amount: 7_259 }, NONE)).toBe(true);
    expect(isOver(all, { entries: 3, amount: 500_000 }, { entries: 1, amount: 0 })).toBe(true);
  });
  it('fits as far as the oldest go', () => {
    expect(fitting(all, { entries: 2, amount: 500_000 }, NONE).map((each) => each.entry)).toEqual(['1', '2']);
    expect(fitting(all, { entries: 50, amount: 5_000 }, NONE).map((each) => each.entry)).toEqual(['1']);
    expect(fitting(all, { entries: 50, amount: 100 }, NONE)).toEqual([]);
  });
});
