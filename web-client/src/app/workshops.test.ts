import { describe, expect, it } from 'vitest';
import type { Session } from '../engine/types';
import { readSessionCode } from './arrived';
import { dayOfSession, sorted, whenSaid } from './workshops';

const session = (id: string, day: string, more: Partial<Session> = {}): Session =>
  ({ id, day, title: `Taller ${id}`, start: 540, minutes: 90, ...more });
const ids = (sessions: readonly Session[]) => sessions.map(({ id }) => id);
const TODAY = '2026-12-03';

describe('workshops', () => {
  const all = [
    session('a', '2026-12-01'),
    session('b', TODAY, { start: 480, minutes: 60 }),
    session('c', TODAY, { start: 600, minutes: 60, cancelled: true }),
    session('d', TODAY, { start: 660, minutes: 60 }),
    session('e', '2026-12-10'),
  ];

  it('are to come until they end, and the next one is one that is held', () => {
    const { next, coming, past } = sorted(all, TODAY, 540);
    expect(ids(coming)).toEqual(['c', 'd', 'e']);
    expect(ids(past)).toEqual(['b', 'a']);
    expect(next?.id).toBe('d');
    expect(sorted(all, TODAY, 539).next?.id).toBe('b');
    expect(sorted(all, '2026-12-11', 0).next).toBeUndefined();
  });

  it('that the phone was not told of are with those that something is said of', () => {
    const scanned: Session = { id: 'x', day: '2027-01-01', attended: { presence: 'present', called: false, scanned: true, differing: false } };
    expect(ids(sorted([...all, scanned], TODAY, 540).past)).toEqual(['x', 'b', 'a']);
  });

  it('have their day said as people say it', () => {
    expect(dayOfSession(TODAY, TODAY, 'es')).toBe('hoy');
    expect(dayOfSession('2026-12-04', TODAY, 'es')).toBe('mañana');
    expect(dayOfSession('2026-12-10', TODAY, 'es')).toBe('jueves 10 de diciembre');
    expect(whenSaid(session('e', '2026-12-10'), TODAY, 'es')).toBe('Jueves 10 de diciembre, 9:00 de la mañana');
  });
});

describe('a code at the door', () => {
  const id = '01970000-0000-7000-8000-000000000001';

  it('is read from an address of any origin, and from nothing else', () => {
    expect(readSessionCode(`https://el-alto.example/#/sesion/${id}/k7qm2xwp`)).toEqual({ session: id, proof: 'k7qm2xwp' });
    expect(readSessionCode(`  #/sesion/${id.toUpperCase()}/K7QM2XWP `)).toEqual({ session: id, proof: 'k7qm2xwp' });
    expect(readSessionCode(`#/sesion/${id}`)).toEqual({ session: id, proof: '' });
    for (const other of ['', '#/codigo/K7QM-2XWP', '#/sesion/taller-1/aaaa', `#/sesion/${id}/0189!`, `#/sesion/${id}/k7/x`]) {
      expect(readSessionCode(other)).toBeUndefined();
    }
  });
});
