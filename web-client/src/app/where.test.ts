/** The sentence beside the knots. */
import { expect, test, vi } from 'vitest';
import type { RecordView, Road } from '../engine/types';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
vi.stubGlobal('document', { documentElement: {} });
const { knotsSaid } = await import('./where');

const NOW = 1_795_000_000;
const mine = (centre: number, office: number, unsent: number): RecordView => ({
  knots: { total: 4, phone: 4, centre, office },
  unsent,
  lessons: {},
  work: [],
  surveyDays: { enrolled: '2026-09-01' }, refused: [], questions: [], earnings: { weeks: [], payments: [] }, sessions: [],
  since: '2026-11-01',
});
const heard = (ago: number): Road => ({ state: 'rest', lastContact: NOW - ago });

test('whoever waits at the centre is told that she may leave, at the second and the third knot', () => {
  expect(knotsSaid(mine(4, 4, 0), heard(60), NOW).where).toBe('Todo llegó a la oficina. Ya puedes irte.');
  expect(knotsSaid(mine(4, 2, 2), heard(60), NOW).where).toBe('Tu centro ya lo tiene. Falta que llegue a la oficina. Ya puedes irte.');
});

test('nobody is sent home from home, nor before her things have left', () => {
  expect(knotsSaid(mine(4, 4, 0), heard(3 * 3600), NOW).where).toBe('Todo llegó a la oficina.');
  expect(knotsSaid(mine(2, 2, 2), heard(60), NOW).where).toContain('2 cosas por enviar');
  expect(knotsSaid(mine(2, 2, 2), heard(60), NOW).where).not.toContain('irte');
});
