/** The address behind `#` and back. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EVERYONE } from './learners-view';

let route: typeof import('./route');
beforeAll(async () => {
  vi.stubGlobal('location', { hash: '' });
  route = await import('./route');
});

describe('address', () => {
  it.each([
    { page: 'start' },
    { page: 'cohorts' },
    { page: 'centers' },
    { page: 'accounts' },
    { page: 'account', login: 'ana.ñ/1' },
    { page: 'new-account' },
    { page: 'audit' },
    { page: 'me' },
    { page: 'board', id: 'el alto' },
    { page: 'learner', id: 'a/b ñ' },
    { page: 'questions', id: 'c1' },
    { page: 'reports', reports: { only: {} } },
    { page: 'reports', reports: { only: { region: 'norte ñ' }, ageFrom: 36, by: 'gender' } },
    { page: 'behind', reports: { only: { center: 'x' } }, figure: { report: 'outcomes', figure: 'going_on', quiet: 14 } },
    { page: 'unpaid', reports: { only: {}, from: '2026-10-01', to: '2026-10-31' } },
    { page: 'sessions', id: 'c1' },
    { page: 'notices', id: 'c1' },
    { page: 'candidates', cohort: 'c1', id: 'x' },
    { page: 'referral', id: 'x' },
    { page: 'roll', cohort: 'c 1', id: '01970000-0000-7000-8000-000000000001' },
    { page: 'door', id: '01970000-0000-7000-8000-000000000001' },
    { page: 'cohort', id: 'c1', view: EVERYONE },
    { page: 'cohort', id: 'c1', view: { text: 'ana & ñ', state: 'unheard', column: 'hours', descending: true } },
  ] as const)('%j comes back whole', (to) => expect(route.parseRoute(route.hashOf(to))).toEqual(to));

  it('leads to the start when it makes no sense', () => {
    for (const hash of ['', '#', '#/x/y', '#/cohort/', '#/learner/%E0%A4%A']) expect(route.parseRoute(hash)).toEqual({ page: 'start' });
    expect(route.parseRoute('#/cohort/c1?state=odd&sort=odd')).toEqual({ page: 'cohort', id: 'c1', view: EVERYONE });
  });
  it('turns a column round when it is pressed again', () => {
    const first = route.sortedBy(EVERYONE, 'hours');
    expect(first).toMatchObject({ column: 'hours', descending: true });
    expect(route.sortedBy(first, 'hours').descending).toBe(false);
  });
});
