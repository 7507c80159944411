/**
 * A pretend server for tests and for drawing the pages: the same cohort every time.
 *
 * Owns made-up answers in the shapes of `types.ts`. Must not: be imported by anything
 * but tests, so that nothing of it is ever built into the product.
 */
import acts from '../../../tests/authorisation/acts.json';
import { fakeCatalogue, fakeRecord, LESSONS } from './fake-record';
import type { Act, CohortQuestion, CohortReport, LearnerRow, Session } from './types';

/** Saturday 21 November 2026, 15:00 in La Paz. */
export const FAKE_NOW = Date.UTC(2026, 10, 21, 19, 0) / 1000;
const DAY = 86_400;
const WEEKS = ['2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26', '2026-11-02', '2026-11-09', '2026-11-16'];
const NAMES = [
  'Rosa Quispe', 'Ana Mamani', 'Lucía Condori', 'Marta Choque', 'Elena Flores', 'Julia Apaza', 'Nelly Huanca', 'Carmen Rojas',
  'Sonia Vargas', 'Beatriz Ñáñez', 'Inés Limachi', 'Patricia Cusi', 'Noemí Ticona', 'Silvia Poma', 'Teresa Callisaya', 'Gladys Arias',
  'Verónica Mayta', 'Yola Paco', 'Daniela Soto', 'Miriam Alanoca', 'Paola Yujra', 'Ruth Calle', 'Delia Tarqui', 'Wara Laura',
];

/** The same sequence for the same seed (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function fakeLearners(): LearnerRow[] {
  return NAMES.map((name, index) => {
    const next = sequence(index + 11);
    const standing = index % 12 === 3 ? 'unheard' : index % 8 === 5 ? 'paused' : index === 22 ? 'never' : 'active';
    const full = index < 9;
    const done = standing === 'never' ? 0 : full ? LESSONS.length : Math.floor(next() * 12) + 1;
    const begun = standing === 'active' ? 8 : standing === 'never' ? 0 : 6;
    const minutes = WEEKS.map((_, week) => (week < begun && next() > 0.25 ? Math.round(next() * 20) * 15 : 0));
    const activity = standing === 'active' ? FAKE_NOW - Math.floor(next() * 5 * DAY) : FAKE_NOW - (9 + index) * DAY;
    const data = standing === 'unheard' ? FAKE_NOW - (9 + index) * DAY + 3600 : Math.max(activity, FAKE_NOW - Math.floor(next() * 4 * DAY));
    return {
      id: `learner-${index + 1}`,
      label: `P-${String(180 + index * 3).padStart(4, '0')}`,
      name,
      lessons_done: done,
      ...(standing === 'never' ? {} : { last_activity: activity, last_data: data }),
      minutes_by_week: minutes,
      minutes_total: minutes.reduce((sum, value) => sum + value, 0),
      units_total: index % 5 === 2 ? 120 + index * 7 : 0,
      open_questions: index === 0 || index === 11 ? 1 : 0,
      phones: standing === 'never' ? 0 : index % 7 === 0 ? 2 : 1,
      missing: index === 16 ? 4 : 0,
    };
  });
}

export function fakeReport(): CohortReport {
  const learners = fakeLearners();
  const atLeast = (lessons: number) => learners.filter((row) => row.lessons_done >= lessons).length;
  return {
    cohort: { id: 'cohort-1', title: 'Cohorte 1 · Puente', starts: '2026-09-28', weeks: 12 },
    as_of: FAKE_NOW,
    weeks: WEEKS,
    lessons_total: LESSONS.length,
    funnel: { enrolled: learners.length, started: atLeast(1), half: atLeast(LESSONS.length / 2), completed: atLeast(LESSONS.length) },
    learners,
  };
}

export function fakeQuestions(): CohortQuestion[] {
  return fakeLearners()
    .filter((row) => row.open_questions > 0)
    .flatMap(({ id, label, name }) =>
      fakeRecord({ id, label, name }, FAKE_NOW).work.filter((entry) => entry.open_question).map((entry) => ({ learner: { id, label, name }, entry })),
    );
}

export interface FakeAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Answers like the server would; `state` remembers who is signed in. */
export function fakeServer(state: { signedIn: boolean; cohorts: number; firstPassword?: boolean } = { signedIn: true, cohorts: 1 }) {
  const session = (): Session => ({
    login: 'maria', name: 'María Coordinadora', locale: 'es', role: 'coordinator', roles: ['coordinator'],
    grants: [{ role: 'coordinator', scope: 'programme', from: '2026-09-28', acts: acts.coordinator as Act[] }], first_password: state.firstPassword ?? false, second_factor: 'off',
  });
  return (method: string, path: string, body = ''): FakeAnswer => {
    const call = `${method} ${path}`;
    if (call === 'GET /api/catalogue') return json(200, fakeCatalogue);
    if (call === 'POST /api/session') {
      state.signedIn = (JSON.parse(body) as { password: string }).password === 'puente';
      return state.signedIn ? json(200, session()) : json(401, { code: 'wrong_credentials', detail: '' });
    }
    if (!state.signedIn) return json(401, { code: 'not_signed_in', detail: '' });
    if (call === 'GET /api/session') return json(200, session());
    if (call === 'POST /api/session/password') {
      const { current, new: next } = JSON.parse(body) as { current: string; new: string };
      if (next.length < 15) return json(422, { code: 'password_too_short', detail: '' });
      if (current !== 'puente') return json(401, { code: 'wrong_credentials', detail: '' });
      state.firstPassword = false;
      return json(200, session());
    }
    if (state.firstPassword) return json(403, { code: 'password_to_change', detail: '' });
    if (call === 'DELETE /api/session') {
      state.signedIn = false;
      return { status: 204, type: 'application/json', body: '' };
    }
    const report = fakeReport();
    const head = { ...report.cohort, learners: report.learners.length };
    const other = { id: 'cohort-2', title: 'Cohorte 2 · El Alto', starts: '2026-11-09', weeks: 12, learners: 31 };
    if (call === 'GET /api/cohorts') return json(200, state.cohorts > 1 ? [head, other] : [head]);
    if (call === 'GET /api/cohorts/cohort-1') return json(200, report);
    if (call === 'GET /api/cohorts/cohort-1/questions') return json(200, fakeQuestions());
    if (call === 'GET /api/cohorts/cohort-1/learners.csv') return { status: 200, type: 'text/csv', body: '\ufefflabel,name\r\n' };
    const learner = /^\/api\/learners\/([^/]+)(\/codes|\/record\.csv)?$/.exec(path);
    const row = report.learners.find((candidate) => candidate.id === learner?.[1]);
    if (!learner || !row) return json(404, { code: 'not_found', detail: '' });
    if (learner[2] === '/codes') return json(200, { code: 'K7QM-2XWP', expires_at: FAKE_NOW + 2 * DAY });
    if (learner[2]) return { status: 200, type: 'text/csv', body: '\ufeffop,at\r\n' };
    return json(200, fakeRecord({ id: row.id, label: row.label, name: row.name }, FAKE_NOW));
  };
}

function json(status: number, value: unknown): FakeAnswer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}
