/** What the pages offer is what the server allows: its own table, asked here. */
import { expect, it, vi } from 'vitest';
import acts from '../../../../tests/authorisation/acts.json';
import type { Act, Grant, Role, SessionGrant } from '../../api/types';

const kept = new Map<string, string>();
vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('document', { documentElement: {} });
vi.stubGlobal('location', { hash: '' });
const { covers, home, may, mayOpen, PROGRAMME } = await import('./rights');
const { session } = await import('./session');

const ROLES = Object.keys(acts) as Role[];
const grant = (role: Role, scope: Omit<Grant, 'role' | 'from'> = { scope: 'programme' }): SessionGrant => ({
  role, ...scope, from: '2026-09-28', acts: acts[role] as Act[],
});

function signIn(...grants: SessionGrant[]): void {
  const roles = grants.map((each) => each.role);
  session.value = {
    state: 'in',
    session: { login: 'ana', name: 'Ana', locale: 'es', ...(roles[0] ? { role: roles[0] } : {}), roles, grants, first_password: false, second_factor: 'off' },
  };
}

const PLACES = [
  PROGRAMME,
  { at: 'center', center: 'x' },
  { at: 'cohort', cohort: 'a', center: 'x' },
  { at: 'learner', learner: '1', cohort: 'a', center: 'x' },
  { at: 'learner', learner: '2', cohort: 'b', center: 'x' },
  { at: 'learner', learner: '3', cohort: 'c', center: 'y' },
  { at: 'learner', learner: '4', cohort: 'd' },
] as const;

it.each([
  [{ scope: 'programme' }, [true, true, true, true, true, true, true]],
  [{ scope: 'center', center: 'x' }, [false, true, true, true, true, false, false]],
  [{ scope: 'cohort', cohort: 'a' }, [false, false, true, true, false, false, false]],
  [{ scope: 'learners', learners: ['1'] }, [false, false, false, true, false, false, false]],
] as const)('a scope covers what it covers on the server: %o', (scope, covered) => {
  const one = grant('coordinator', scope);
  expect(PLACES.map((place) => covers(one, place))).toEqual(covered);
});

it.each(ROLES)('a %s is offered what the server allows her, and begins where she may', (role) => {
  signIn(grant(role));
  const every = [...new Set(Object.values(acts).flat())] as Act[];
  expect(every.filter((act) => may(act, PROGRAMME)).sort()).toEqual([...acts[role]].sort());
  const begins = home();
  expect(begins && mayOpen(begins.page)).toBe(true);
});

it('keeps grants apart', () => {
  signIn(grant('facilitator', { scope: 'cohort', cohort: 'a' }), grant('mentor', { scope: 'learners', learners: ['9'] }));
  const mentored = { at: 'learner', learner: '9', cohort: 'b' } as const;
  expect(may('read_record', mentored)).toBe(true);
  expect(may('read_contact', mentored)).toBe(false);
  expect(may('read_contact', { at: 'learner', learner: '1', cohort: 'a' })).toBe(true);
});

it('offers nothing to whom nothing was granted, or who is not signed in', () => {
  signIn();
  expect(home()).toBeUndefined();
  expect(mayOpen('cohorts')).toBe(false);
  session.value = { state: 'out', ended: false };
  expect(may('list_cohorts')).toBe(false);
});
