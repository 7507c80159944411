/** How the notebook stands, and lists that follow it. */
import { describe, expect, it } from 'vitest';
import { mindSaid, sentSaid } from './desk-words';
import { entry, NOW } from './fake-entries';
import { byToday, cohortLines, split } from './lists';

globalThis.document ??= { documentElement: {} } as Document;
const fine = { office: 'fine', revoked: false, road: { state: 'rest' } } as const;

describe('the bar', () => {
  it('never says that the office has what it has not', () => {
    expect(sentSaid({ unsent: 0, road: { state: 'offline' } })).toBe('Todo lo que decidiste está en la oficina.');
    expect(sentSaid({ unsent: 2, road: { state: 'offline' } })).toBe('2 cosas guardadas en este aparato esperan para enviarse. Se envían solas.');
    expect(sentSaid({ unsent: 1, road: { state: 'sending' } })).toBe('Enviando 1 cosa');
  });
  it('says what is in the way, the gravest first', () => {
    expect(mindSaid(fine)).toBeUndefined();
    expect(mindSaid({ ...fine, road: { state: 'waiting', retryAt: 0 } })).toBe('Sin conexión con la oficina.');
    expect(mindSaid({ ...fine, office: 'signed_out' })).toContain('entra otra vez');
    expect(mindSaid({ ...fine, office: 'other_account', revoked: true })).toContain('no tiene efecto');
  });
});

it('sets those apart that wait for her answer', () => {
  const [waiting, asked, answered] = [entry('1'), entry('2', { state: 'asked' }), entry('3', { state: 'asked', answered: true })];
  expect(split([waiting, asked, answered])).toEqual({ now: [waiting, answered], hers: [asked] });
});

it('keeps what was decided today, and what waits to be sent, before the rest', () => {
  const own = (id: string, at: number, sent: boolean) => entry(id, { own: { outcome: 'approve', at, sent } });
  const [now, old, unsent] = [own('1', NOW, true), own('2', NOW - 3 * 86_400, true), own('3', NOW - 3 * 86_400, false)];
  expect(byToday([now, old, unsent], NOW)).toEqual({ today: [now, unsent], earlier: [old] });
});

it('lists the cohorts of the notebook first, and each once', () => {
  const here = [{ id: 'b', title: 'B', asOf: NOW, learners: [] }];
  const listed = [{ id: 'a', title: 'A', starts: '2026-09-28', weeks: 12, learners: 3 }, { id: 'b', title: 'B', starts: '2026-09-28', weeks: 12, learners: 0 }];
  expect(cohortLines(here, listed)).toEqual([{ id: 'b', title: 'B', asOf: NOW, learners: 0 }, { id: 'a', title: 'A', learners: 3 }]);
});
