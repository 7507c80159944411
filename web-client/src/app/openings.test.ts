import { describe, expect, it } from 'vitest';
import type { Catalogue, Notice, Referral } from '../engine/types';
import { asked, current, wanted } from './openings';

const notice = (id: string, endsOn: string, more: Partial<Notice> = {}): Notice => ({ id, cohort: 'c1', kind: 'fair', title: id, text: id, endsOn, by: 'Rosa', interested: false, ...more });

describe('what her cohort is told', () => {
  it('is gone after its day, and openings stand first', () => {
    const all = [notice('late', '2026-12-20'), notice('over', '2026-11-21'), notice('today', '2026-11-22'), notice('job', '2026-12-24', { kind: 'opening' })];
    expect(current(all, '2026-11-22').map(({ id }) => id)).toEqual(['job', 'today', 'late']);
    expect(current(undefined, '2026-11-22')).toEqual([]);
  });

  it('asks for things by the names that the programme gives them', () => {
    const programme = {
      programme: { id: 'p', title: { es: 'P' } },
      tracks: [{ id: 'llamadas', title: { es: 'Llamadas', en: 'Calls' } }],
      courses: [{ id: 'atencion', title: { es: 'Atención' } }],
      outside: [{ id: 'ciber', title: { es: 'Ciberseguridad' } }],
      certificates: [{ id: 'digital', title: { es: 'Base digital' } }],
    } as unknown as Catalogue;
    const job = notice('job', '2026-12-24', { kind: 'opening', tracks: ['llamadas'], courses: ['atencion', 'ciber', 'otro'], certificates: ['digital'] });
    expect(wanted(job, programme, 'en')).toEqual({ tracks: ['Calls'], courses: ['Atención', 'Ciberseguridad', 'otro'], certificates: ['Base digital'] });
  });
});

describe('what would be sent of her', () => {
  it('waits for her word only as long as she has not said it of this text', () => {
    const referral = (state: Referral['state']): Referral => ({ id: state, opening: 'job', company: 'Llamadas', text: 'Ana', day: '2026-11-22', version: 'aa', state });
    const all = (['asked', 'allowed', 'declined', 'differing'] as const).map(referral);
    expect(asked(all).map(({ id }) => id)).toEqual(['asked']);
  });
});
