/** A statement read by person: every cent has its line, and what is said before closing. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LearnerPay, Statement, StatementLine } from '../../../api/pay';
import type { Task } from '../../../engine/types';
import { showLocale } from '../../../i18n/locale';
import { bySheet, dueOf, howMuch, leftOf, missing, nextPeriod, previewWords, rateSaid, sums, unpaid, whatFor } from './sheet';
import { methodSaid } from './words';

globalThis.document ??= { documentElement: {} } as Document;
afterEach(() => showLocale('es', false));

const plain = (text: string) => text.replace(/\u00a0/g, ' ');
const tasks = new Map<string, Task>([
  ['etiquetar', { id: 'etiquetar', title: { es: 'Etiquetar imágenes', en: 'Label images' }, icon: 'image', measure: 'minutes' }],
  ['revisar', { id: 'revisar', title: { es: 'Revisar textos', en: 'Check texts' }, icon: 'text', measure: 'units', unit: { es: 'textos', en: 'texts' } }],
]);
const line = (more: Partial<StatementLine>): StatementLine => ({ learner: 'ana', kind: 'entry', minutes: 0, units: 0, currency: 'BOB', amount: 0, ...more });
const pay = (id: string, amount: number, more: Partial<LearnerPay> = {}): LearnerPay => ({ id, name: id, label: `P-${id}`, currency: 'BOB', amount, not_received: false, ...more });

const statement: Statement = {
  id: 's', cohort: 'c', from: '2026-11-01', to: '2026-11-15', closed_at: 0, closed_by: 'maria',
  totals: [{ currency: 'BOB', amount: 5_550, paid: 2_250 }],
  learners: [pay('ana', 2_250, { paid_on: '2026-11-20', method: 'qr', not_received: true }), pay('eva', 3_300), pay('eva', 500, { currency: 'USD' }), pay('sol', 0)],
  lines: [
    line({ minutes: 90, task: 'etiquetar', day: '2026-11-03', basis: 'hour', rate: 1_500, amount: 2_250 }),
    line({ learner: 'eva', units: 60, task: 'revisar', basis: 'unit', rate: 55, amount: 3_300 }),
    line({ learner: 'eva', kind: 'period', task: 'revisar', currency: 'USD', basis: 'period', rate: 500, amount: 500 }),
    line({ learner: 'sol', kind: 'adjustment', minutes: -60, task: 'etiquetar', amount: -1_500 }),
    line({ learner: 'sol', kind: 'carry', amount: 1_500 }),
  ],
};

describe('a statement by person', () => {
  const people = bySheet(statement);

  it('has each amount explained by the lines beside it', () => {
    expect(people.map(({ id }) => id)).toEqual(['ana', 'eva', 'sol']);
    for (const { parts } of people) {
      for (const { pay: { amount, currency }, lines } of parts) expect(sums(lines)).toEqual([{ amount, currency }]);
    }
  });

  it('knows who is still to be paid, and how much that is', () => {
    expect(people.map(({ parts }) => parts.map(({ state }) => state))).toEqual([['paid'], ['unpaid', 'unpaid'], ['nothing']]);
    expect(unpaid(people).map(({ id }) => id)).toEqual(['eva']);
    expect(dueOf(unpaid(people))).toEqual([{ currency: 'BOB', amount: 3_300 }, { currency: 'USD', amount: 500 }]);
    expect(leftOf(statement.totals)).toEqual([{ currency: 'BOB', amount: 3_300 }]);
    expect(missing(statement)).toBe(1);
  });

  it('says what a line is for, how much, and at what rate', () => {
    const said = statement.lines.map((each) => [whatFor(each, tasks), plain(howMuch(each, tasks)), plain(rateSaid(each))]);
    expect(said).toEqual([
      ['Etiquetar imágenes', '1 h 30', 'Bs 15,00 por hora'],
      ['Revisar textos', '60 textos', 'Bs 0,55 por unidad'],
      ['pago fijo del período · Revisar textos', '', 'US$ 5,00 por período'],
      ['ajuste · Etiquetar imágenes', '−1 h', ''],
      ['queda para la siguiente planilla', '', ''],
    ]);
    expect(whatFor(line({ kind: 'carry', amount: -1_500 }), tasks)).toBe('saldo de una planilla anterior');
    showLocale('en', false);
    expect(whatFor(line({ kind: 'adjustment', task: 'revisar' }), tasks)).toBe('adjustment · Check texts');
  });

  it('names a method, and never shows the code of one that it does not know', () => {
    expect(methodSaid('transferencia')).toBe('por transferencia');
    expect(methodSaid('mula-de-carga')).toBe('de otra forma');
  });
});

it('says what closing would put into it', () => {
  const preview = {
    from: '2026-11-01', to: '2026-11-15', learners: 12, minutes: 4_530, units: 1, open: 3, over_cap: 0,
    totals: [{ currency: 'BOB', amount: 123_450 }],
    kinds: [
      { kind: 'entry', currency: 'BOB', lines: 38, amount: 125_950 }, { kind: 'adjustment', currency: 'BOB', lines: 1, amount: -2_500 },
      { kind: 'period', currency: 'BOB', lines: 2, amount: 4_000 }, { kind: 'carry', currency: 'BOB', lines: 1, amount: -4_000 },
    ],
  } as const;
  expect(previewWords(preview).map(plain)).toEqual([
    '12 personas · 75 h 30 · 1 unidad',
    '38 anotaciones aprobadas: Bs 1259,50',
    '1 ajuste de algo ya cerrado: −Bs 25,00',
    '2 pagos fijos por período: Bs 40,00',
    '1 saldo que viene de antes o queda para después: −Bs 40,00',
    'En total: Bs 1234,50',
  ]);
});

describe('the next period', () => {
  it('follows the last one, or begins with the cohort, and ends yesterday', () => {
    expect(nextPeriod([], '2026-09-28', '2026-11-22')).toEqual({ from: '2026-09-28', to: '2026-11-21' });
    expect(nextPeriod([{ to: '2026-10-31' }, { to: '2026-09-30' }], '2026-09-01', '2026-11-22')).toEqual({ from: '2026-11-01', to: '2026-11-21' });
  });
  it('never ends before it begins', () => {
    expect(nextPeriod([{ to: '2026-11-22' }], undefined, '2026-11-22')).toEqual({ from: '2026-11-23', to: '2026-11-23' });
    expect(nextPeriod([], '2027-01-01', '2026-11-22')).toEqual({ from: '2026-11-22', to: '2026-11-22' });
  });
});
