/** Totals never promise what is in question. */
import { describe, expect, it } from 'vitest';
import type { Catalogue, WorkEntry, WorkVersion } from '../engine/types';
import { amountSaid, countedOf, totalSaid } from './amounts';

const version = (fields: Partial<WorkVersion>): WorkVersion => ({
  op: '1@aa', version: 'v', task: 'label', day: '2026-11-20', withdrawn: false, at: 1, mine: true, held: 'phone', ...fields,
});
const entry = (...live: Partial<WorkVersion>[]): WorkEntry => ({ id: 'e', live: live.map(version), openQuestion: live.length > 1, hours: { state: 'waiting', answered: false }, earlier: [] });
const catalogue: Catalogue = {
  programme: { id: 'p', title: { es: 'P' } }, courses: [],
  tasks: [{ id: 'label', title: { es: 'Etiquetar' }, icon: 'tag', measure: 'minutes' }, { id: 'draw', title: { es: 'Dibujar' }, icon: 'tag', measure: 'units', unit: { es: 'imágenes' } }],
};

describe('what an entry counts for', () => {
  it('is the smaller of two live versions', () => expect(countedOf(entry({ minutes: 90 }, { minutes: 60 }))).toEqual({ minutes: 60, units: 0 }));
  it('is nothing when withdrawn, or withdrawn on one phone', () => {
    expect(countedOf(entry({ minutes: 90, withdrawn: true })).minutes).toBe(0);
    expect(countedOf(entry({ minutes: 90 }, { minutes: 90, withdrawn: true })).minutes).toBe(0);
  });
});

describe('amounts said', () => {
  it('names units in the learner’s language', () => {
    expect(amountSaid({ units: 12000 }, catalogue.tasks[1], 'es')).toBe('12\u00a0000 imágenes');
    expect(amountSaid({ minutes: 150 }, catalogue.tasks[0], 'es')).toBe('2 h 30');
    expect(amountSaid({}, undefined, 'es')).toBe('');
  });
  it('totals by kind', () => {
    const entries = [entry({ minutes: 60 }), entry({ minutes: 30 }), entry({ task: 'draw', units: 40 })];
    expect(totalSaid(entries, catalogue, 'es')).toBe('1 h 30 · 40 imágenes');
  });
});
