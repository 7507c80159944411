import { describe, expect, it } from 'vitest';
import type { KeptNotice } from '../../../api/openings';
import { closing, draftOf, EMPTY, faultsOf, formOf } from './notice-form';

const opening: KeptNotice = {
  id: 'a', cohort: 'c1', kind: 'opening', title: 'Atención', text: 'Por teléfono', ends_on: '2026-12-20', by: 'Rosa', company: 'Llamadas',
  tracks: ['llamadas'], courses: [], certificates: ['digital'], verified: true, told: true, closed: false,
};

describe('the form about a notice', () => {
  it('asks of an opening whose it is, and of nothing else', () => {
    const draft = { ...EMPTY, title: 'Feria', text: 'En la plaza', ends_on: '2026-12-20' };
    expect(faultsOf(draft).map(({ field }) => field)).toEqual(['company']);
    expect(faultsOf({ ...draft, kind: 'fair' })).toEqual([]);
    expect(faultsOf(EMPTY).map(({ field }) => field)).toEqual(['title', 'text', 'ends_on', 'company']);
  });

  it('sends what was typed, and of a fair nothing that it cannot ask for', () => {
    const draft = { ...draftOf(opening), title: ' Atención ', place: ' ', verified: true };
    expect(formOf(draft, 'n')).toEqual({ id: 'n', kind: 'opening', title: 'Atención', text: 'Por teléfono', ends_on: '2026-12-20', company: 'Llamadas', tracks: ['llamadas'], courses: [], certificates: ['digital'], verified: true });
    expect(formOf({ ...draft, kind: 'fair' })).toEqual({ kind: 'fair', title: 'Atención', text: 'Por teléfono', ends_on: '2026-12-20' });
  });

  it('is verified anew by whoever changes it', () => {
    expect(draftOf(opening).verified).toBe(false);
    expect(closing(opening, true)).toEqual({ ...formOf(draftOf(opening)), closed: true });
  });
});
