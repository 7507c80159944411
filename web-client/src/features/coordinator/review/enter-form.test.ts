/** Hours entered for somebody: what was typed, and what it comes to. */
import { describe, expect, it } from 'vitest';
import type { StaffEntry } from '../../../desk/types';
import { newEntryId } from '../../../app/entry-id';
import { EMPTY, herWord, read, type Draft } from './enter-form';
import { openDesk, TASKS } from './fake-entries';

const full: Draft = { ...EMPTY, source: 'paper', task: 'etiquetar', day: '2026-11-17', hours: '3', minutes: '30', start: '08:15', note: ' grupo 7 ' };
const labelling = TASKS.get('etiquetar');

describe('the form', () => {
  it('becomes the fields of an entry', () => {
    expect(read(full, labelling)).toEqual({ source: 'paper', fields: { task: 'etiquetar', day: '2026-11-17', minutes: 210, start: 495, note: 'grupo 7' } });
    expect(read({ ...full, task: 'revisar', units: '12', start: '', note: '' }, TASKS.get('revisar'))).toEqual({
      source: 'paper', fields: { task: 'revisar', day: '2026-11-17', units: 12 },
    });
  });
  it('says the first thing that is missing', () => {
    expect(read(EMPTY, undefined)).toEqual({ problem: 'source' });
    expect(read({ ...full, task: '' }, undefined)).toEqual({ problem: 'task' });
    expect(read({ ...full, day: '' }, labelling)).toEqual({ problem: 'day' });
    expect(read({ ...full, hours: '0', minutes: '0' }, labelling)).toEqual({ problem: 'amount' });
    expect(read({ ...full, hours: '24', minutes: '5' }, labelling)).toEqual({ problem: 'amount' });
    expect(read({ ...full, units: '3.5' }, TASKS.get('revisar'))).toEqual({ problem: 'amount' });
  });
  it('is kept by the notebook, offline too, and waits for somebody else', async () => {
    const desk = await openDesk([], false);
    const entered = read(full, labelling);
    if ('problem' in entered) throw new Error(entered.problem);
    await desk.act('ana', { type: 'enter_work', entry: newEntryId(), ...entered });
    const [made] = (await desk.learner('ana')).entries;
    expect(made?.live[0]).toMatchObject({ source: 'paper', minutes: 210, start: 495 });
    expect(made?.hours.state).toBe('waiting');
    expect(made && herWord(made)).toBe('silent');
  });
});

describe('her word', () => {
  const made = (answers: StaffEntry['answers']): StaffEntry => ({
    id: 'e', hours: { state: 'waiting', answered: false }, live: [{ version: 'v', op: '1@a', task: 'etiquetar', day: '2026-11-17', withdrawn: false, at: 0, mine: true, held: 'phone', source: 'paper' }],
    earlier: [], decisions: [], answers,
  });
  const answer = (kind: 'yes' | 'not_so', more: object = {}) => ({ kind, about: 'v', assisted: false, at: 0, live: true, ...more });
  it('is about what stands, and not replaced', () => {
    expect(herWord(made([answer('yes')]))).toBe('yes');
    expect(herWord(made([answer('not_so')]))).toBe('no');
    expect(herWord(made([answer('yes', { about: 'before' })]))).toBe('silent');
    expect(herWord(made([answer('not_so', { live: false }), answer('yes')]))).toBe('yes');
  });
});
