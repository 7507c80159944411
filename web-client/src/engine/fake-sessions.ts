/**
 * Owns the made-up engine's workshops.
 *
 * Must not: reach a learner's phone (see `fake.ts`).
 */
import type { Day, Seconds, Session, SessionId } from './types';

const DAY = 86_400;
export const FAKE_SESSION = '01970000-0000-7000-8000-000000000001';

export function sampleSessions(now: Seconds, scanned: ReadonlySet<SessionId>): readonly Session[] {
  const day = (days: number): Day => new Date((now + days * DAY) * 1000).toISOString().slice(0, 10);
  const about = { cohort: 'cohort-1', start: 9 * 60, minutes: 120, cancelled: false };
  const told: readonly Session[] = [
    { id: '01970000-0000-7000-8000-000000000009', day: day(-9), title: 'Bienvenida', ...about, place: 'Centro El Alto, aula 1', attended: { presence: 'present', called: true, scanned: true, differing: false } },
    { id: '01970000-0000-7000-8000-000000000008', day: day(-2), title: 'Entrevistas de trabajo', ...about, place: 'Centro El Alto, aula 1', attended: { presence: 'absent', called: true, scanned: true, differing: false } },
    { id: FAKE_SESSION, day: day(1), title: 'Atención al cliente', ...about, place: 'Centro El Alto, aula 2', facilitator: 'Rosa Condori' },
    { id: '01970000-0000-7000-8000-000000000002', day: day(6), title: 'Hoja de cálculo', ...about, start: 15 * 60, link: 'https://meet.example/puente', cancelled: true },
  ];
  const here = { presence: 'present', called: false, scanned: true, differing: false } as const;
  const unknown = [...scanned].filter((id) => told.every((session) => session.id !== id));
  return [
    ...told.map((session) => (scanned.has(session.id) && !session.attended ? { ...session, attended: here } : session)),
    ...unknown.map((id): Session => ({ id, day: day(0), attended: here })),
  ];
}
