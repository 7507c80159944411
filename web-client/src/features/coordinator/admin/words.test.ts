/** The tables about accounts and the log say the same things, and have words for every act. */
import { describe, expect, it } from 'vitest';
import acts from '../../../../../tests/authorisation/acts.json';
import en from '../../../i18n/coordinator.admin.en.json';
import es from '../../../i18n/coordinator.admin.es.json';
import { ACTS, actWords, t } from './words';
import { dayBounds, detailWords, subjectWords } from './audit-words';

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
  it('have words for every act that the server may note, and for one that it does not know yet', () => {
    expect(Object.values(acts).flat().filter((act) => !ACTS.includes(act))).toEqual([]);
    expect(actWords('fly')).toBe(t('act.other'));
  });
});

describe('the log in words', () => {
  it('shortens an id, and says of whom nobody is told', () => {
    expect(subjectWords(`learner:${'0a'.repeat(16)}`)).toBe('participante 0a0a0a0a…');
    expect(subjectWords('account:ana')).toBe('cuenta ana');
    expect(subjectWords('account:?')).toBe(t('subject.nobody'));
    expect(subjectWords('programme')).toBe('programa');
    expect(subjectWords('thing:7')).toBe('thing 7');
  });
  it('leaves no detail out', () => {
    expect(detailWords({ done: ['grants', 'new_thing'], learners: 3, is_hers: true })).toBe('qué: puestos, new thing; personas: 3; es suyo: sí');
  });
  it('asks for a whole day of the reader', () => {
    const { since, until } = dayBounds('2026-11-21');
    expect(until - since).toBe(86_400);
    expect(new Date(since * 1000).getHours()).toBe(0);
  });
});
