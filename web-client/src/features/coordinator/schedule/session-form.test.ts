import { describe, expect, it } from 'vitest';
import en from '../../../i18n/coordinator.schedule.en.json';
import es from '../../../i18n/coordinator.schedule.es.json';
import type { Mark, ScheduledSession } from '../../../api/schedule';
import { notes } from './mark-words';
import { draftOf, EMPTY, faultsOf, newSession, sessionEdit } from './session-form';

const ID = '01970000-0000-7000-8000-000000000001';
const SESSION: ScheduledSession = { id: ID, cohort: 'c1', title: 'Entrevistas', day: '2026-12-03', start: '09:05', minutes: 60, cancelled: false };

describe('a mark', () => {
  it('says what stands behind a mark', () => {
    const mark: Mark = { presence: 'present', called: false, differing: false };
    expect(notes(mark)).toEqual([]);
    expect(notes({ ...mark, scan: 'verified' })).toEqual([es['mark.scanOnly']]);
    expect(notes({ ...mark, called: true, scan: 'verified', differing: true })).toEqual([es['mark.scan'], es['mark.differing']]);
    expect(notes({ ...mark, scan: 'not_verified' })).toEqual([es['mark.scan.not_verified']]);
  });
});

describe('the form of a workshop', () => {
  it('says nothing of what is empty, and takes away what was emptied', () => {
    const draft = { ...EMPTY, title: ' Entrevistas ', day: '2026-12-03', place: ' Aula 2 ' };
    expect(newSession(ID, draft)).toEqual({ id: ID, title: 'Entrevistas', day: '2026-12-03', start: '09:00', minutes: 120, place: 'Aula 2' });
    expect(sessionEdit({ ...draftOf({ ...SESSION, place: 'Aula 2' }), place: '', link: 'https://meet.example/x' })).toEqual({
      title: 'Entrevistas', day: '2026-12-03', start: '09:05', minutes: 60, place: null, link: 'https://meet.example/x', facilitator: null,
    });
  });

  it('marks what is missing before anything is asked for', () => {
    expect(faultsOf(EMPTY).map(({ field }) => field)).toEqual(['title', 'day']);
    expect(faultsOf({ ...EMPTY, title: 'x', day: '2026-12-03', minutes: 'dos' }).map(({ field }) => field)).toEqual(['minutes']);
  });
});

describe('words about workshops', () => {
  const holes = (words: string) => [...words.matchAll(/\{(\w+)\}/g)].map((hole) => hole[1]).sort();
  it('have the same keys', () => expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort()));
  it.each(Object.keys(es) as (keyof typeof es)[])('%s has the same holes and is not empty', (key) => {
    expect(holes(en[key])).toEqual(holes(es[key]));
    expect(es[key].trim()).not.toBe('');
    expect(en[key].trim()).not.toBe('');
  });
});
