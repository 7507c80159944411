/** The two tables of the recovery key's page say the same things. */
import { describe, expect, it } from 'vitest';
import en from '../../i18n/coordinator.recovery.en.json';
import es from '../../i18n/coordinator.recovery.es.json';

const holes = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort();

describe("words of the recovery key's page", () => {
  it('have the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort()));
  it.each(Object.keys(es) as (keyof typeof es)[])('%s has the same holes and is not empty', (key) => {
    expect(holes(en[key])).toEqual(holes(es[key]));
    expect(es[key].trim()).not.toBe('');
    expect(en[key].trim()).not.toBe('');
  });
});
