import { describe, expect, it } from 'vitest';
import type { Mark, Roll } from '../../../api/schedule';
import { FakeDesk } from '../../../desk/fake';
import type { Attended } from '../../../engine/types';
import type { DeskCohort, StaffView } from '../../../desk/types';
import { call, held, left, linesOf, ofDesk, sessionsOf } from './roll';

const ID = '01970000-0000-7000-8000-000000000001';
const session = (attended?: Attended) =>
  ({ id: ID, day: '2026-12-03', cohort: 'c1', title: 'Entrevistas', start: 545, minutes: 60, cancelled: false, ...(attended && { attended }) });
const scanned: Attended = { presence: 'present', called: false, scanned: true, differing: false };
const cohort: DeskCohort = {
  id: 'c1', title: 'Cohorte', asOf: 1,
  learners: [
    { id: 'ana', label: 'P-1', name: 'Ana', state: 'here' },
    { id: 'eva', label: 'P-2', name: 'Eva', state: 'here' },
    { id: 'ines', label: 'P-3', name: 'Inés', state: 'related' },
  ],
};
const office = (mark: Mark): Roll => ({
  as_of: 1, proof: 'k7qm2xwp',
  session: { id: ID, cohort: 'c1', title: 'Entrevistas', day: '2026-12-03', start: '09:05', minutes: 60, cancelled: false },
  learners: [{ id: 'ana', label: 'P-1', name: 'Ana', mark }, { id: 'eva', label: 'P-2', name: 'Eva' }],
});

async function opened(): Promise<FakeDesk> {
  const desk = new FakeDesk({
    login: 'rosa', online: true, cohorts: [cohort], queues: {},
    learners: { ana: { sessions: [session(scanned)] }, eva: { sessions: [session()] }, ines: { sessions: [session()] } },
  });
  await desk.choose('rosa');
  await desk.create({ kind: 'digits', digits: '483920' });
  await desk.visit('c1');
  return desk;
}

const viewsOf = async (desk: FakeDesk): Promise<ReadonlyMap<string, StaffView>> => (await held(desk, 'c1')).views;

describe('a roll', () => {
  it('shows who scanned already, and knows the session from the records alone', async () => {
    const views = await viewsOf(await opened());
    expect(ofDesk(views.values(), ID)).toEqual({ id: ID, cohort: 'c1', title: 'Entrevistas', day: '2026-12-03', start: '09:05', cancelled: false });
    expect(ofDesk(views.values(), ID.replace('1', '2'))).toBeUndefined();
    expect(sessionsOf(views.values(), 'c1').map(({ title, start }) => [title, start])).toEqual([['Entrevistas', '09:05']]);
    expect(sessionsOf(views.values(), 'c2')).toEqual([]);
    const lines = linesOf(cohort, views, ID, undefined);
    expect(lines[0]?.mark).toEqual({ presence: 'present', called: false, scan: 'not_compared', differing: false });
    expect(left(lines).map(({ id }) => id)).toEqual(['eva']);
    expect(lines[2]?.obstacle).toBe('related');
  });

  it('takes what is called without the office, and her scan stays beside it', async () => {
    const desk = await opened();
    desk.world.online = false;
    const known = ofDesk((await viewsOf(desk)).values(), ID);
    if (!known) throw new Error('the desk knows it');
    await desk.act('ana', call(known, 'late'));
    await desk.act('eva', call(known, 'absent'));
    const lines = linesOf(cohort, await viewsOf(desk), ID, undefined);
    expect(lines.map(({ mark }) => mark?.presence)).toEqual(['late', 'absent', undefined]);
    expect(lines[0]?.mark).toMatchObject({ called: true, scan: 'not_compared' });
    expect(desk.status).toMatchObject({ state: 'open', unsent: 2 });
    expect(desk.acts.map(({ learner, action }) => [learner, action.type])).toEqual([['ana', 'attend'], ['eva', 'attend']]);
  });

  it('has whether a code was right from the office, and the mark from the desk', async () => {
    const views = await viewsOf(await opened());
    const said: Mark = { presence: 'absent', called: true, scan: 'not_verified', differing: false };
    const [ana] = linesOf(cohort, views, ID, office(said));
    expect(ana?.mark).toEqual({ presence: 'present', called: false, scan: 'not_verified', differing: false });
  });
});
