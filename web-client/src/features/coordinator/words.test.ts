/** The coordinator's tables of words say the same things, and say them as we speak. */
import { describe, expect, it } from 'vitest';
import en from '../../i18n/coordinator.en.json';
import es from '../../i18n/coordinator.es.json';

const holes = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort();

describe('tables of words', () => {
  it('have the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort()));
  it.each(Object.keys(es) as (keyof typeof es)[])('%s has the same holes and is not empty', (key) => {
    expect(holes(en[key])).toEqual(holes(es[key]));
    expect(es[key].trim()).not.toBe('');
    expect(en[key].trim()).not.toBe('');
  });
  it('give every plural both forms', () => {
    for (const key of Object.keys(es)) if (key.endsWith('.one')) expect(es).toHaveProperty([key.replace(/one$/, 'other')]);
  });
  it('never say "sync", nor shout', () => {
    for (const words of [...Object.values(es), ...Object.values(en)]) expect(words).not.toMatch(/sincron|sync|[!¡]/i);
  });
});
