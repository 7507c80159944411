/** The tables say the same things: same keys, same holes, both plural forms. */
import { describe, expect, it } from 'vitest';
import enOpenings from './coordinator.openings.en.json';
import esOpenings from './coordinator.openings.es.json';
import enPay from './coordinator.pay.en.json';
import esPay from './coordinator.pay.es.json';
import enReview from './coordinator.review.en.json';
import esReview from './coordinator.review.es.json';
import enReports from './coordinator.reports.en.json';
import esReports from './coordinator.reports.es.json';
import en from './en.json';
import es from './es.json';

type Words = Readonly<Record<string, string>>;

const holes = (words = '') => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort();

describe.each<[string, Words, Words]>([
  ['her', es, en],
  ['openings', esOpenings, enOpenings],
  ['pay', esPay, enPay],
  ['review', esReview, enReview],
  ['reports', esReports, enReports],
])('tables of words: %s', (_, es, en) => {
  it('have the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort()));

  it.each(Object.keys(es))('%s has the same holes and is not empty', (key) => {
    expect(holes(en[key])).toEqual(holes(es[key]));
    expect(es[key]?.trim()).not.toBe('');
    expect(en[key]?.trim()).not.toBe('');
  });

  it('give every plural both forms', () => {
    for (const key of Object.keys(es)) {
      if (key.endsWith('.one')) expect(es).toHaveProperty([key.replace(/one$/, 'other')]);
    }
  });

  it('never say "sync", nor shout', () => {
    for (const words of [...Object.values(es), ...Object.values(en)]) {
      expect(words).not.toMatch(/sinc|sync|[!¡]/i);
    }
  });
});
