/** The office's list under what the desk knows by now. */
import { describe, expect, test } from 'vitest';
import { type Listed, pastOf, type QueueParts, queueOf, type Review } from './queue';
import type { DeskLearner, StaffDecision, StaffEntry, StaffView, WorkVersion } from './types';

const ana: DeskLearner = { id: 'a1', label: 'P-1', name: 'Ana', state: 'here' };
const rosa: DeskLearner = { id: 'b2', label: 'P-2', name: 'Rosa', state: 'related' };

function version(id: string, more: Partial<WorkVersion> = {}): WorkVersion {
  return { op: `1@${id}`, version: id, task: 'etiquetar', day: '2026-11-20', minutes: 60, withdrawn: false, at: 10, mine: false, held: 'office', ...more };
}

function decision(more: Partial<StaffDecision> = {}): StaffDecision {
  return { version: 'd', by: '07', mine: true, at: 50, live: true, speaks: true, sent: false, outcome: 'approve', chosen: 'v1', minutes: 60, amount: 1650, currency: 'BOB', ...more };
}

function entry(id: string, more: Partial<StaffEntry> = {}): StaffEntry {
  return { id, hours: { state: 'waiting', answered: false }, live: [version('v1')], earlier: [], decisions: [], answers: [], ...more };
}

function view(...entries: StaffEntry[]): StaffView {
  const knots = { total: 1, phone: 1, centre: 0, office: 1 };
  return { learner: ana.id, knots, unsent: 0, revoked: false, entries, payments: [], attendance: [], notes: [], followups: [], refused: [], sessions: [], surveyDays: { enrolled: '2026-09-01' } };
}

function listed(id: string, more: Partial<Listed> = {}): Listed {
  return {
    learner: { id: ana.id, label: ana.label, name: ana.name }, entry: id, state: 'waiting', answered: false, flags: [], with: [], bulk: true,
    pay: { basis: 'hour', rate: 1650, currency: 'BOB', rounding: 10, amount: 1650 },
    live: [{ version: 'v1', by: 'learner', at: 10, task: 'etiquetar', day: '2026-11-20', minutes: 60, withdrawn: false }],
    earlier: [], decisions: [], ...more,
  };
}

const review = (...entries: Listed[]): Review => ({ as_of: 100, bulk: { entries: 50, amount: 9 }, entries });

function queue(entries: readonly StaffEntry[], more: Partial<QueueParts> = {}) {
  return queueOf({ cohort: 'c', learners: [ana, rosa], past: [], views: new Map([[ana.id, view(...entries)]]), ...more });
}

describe('the queue', () => {
  test('never fetched, it is what the records say', () => {
    const { asOf, bulk, entries } = queue([entry('e1'), entry('e2', { hours: { state: 'approved', answered: false } })]);
    expect([asOf, bulk]).toEqual([undefined, undefined]);
    expect(entries).toMatchObject([{ entry: 'e1', listed: false, bulk: false, flags: [] }]);
    expect(entries[0]).not.toHaveProperty('pay');
  });

  test('takes flags, terms and whether many may go at once from the office', () => {
    const [first] = queue([entry('e1')], { review: review(listed('e1', { flags: ['overlap'], with: ['x'] })) }).entries;
    expect(first).toMatchObject({ listed: true, bulk: true, flags: ['overlap'], with: ['x'], pay: { rate: 1650, amount: 1650 } });
  });

  test('says when it was written, and for which day, as the office put it right', () => {
    const put = { version: 'v1', by: 'learner', at: 1000, task: 'etiquetar', day: '2020-01-01', corrected_day: '2026-11-20', minutes: 60, withdrawn: false } as const;
    const early = entry('e1', { live: [version('v1', { at: 10, day: '2020-01-01' }), version('v2', { at: 11 })] });
    const [first] = queue([early], { review: review(listed('e1', { flags: ['clock'], live: [put] })) }).entries;
    expect(first?.live).toMatchObject([{ at: 1000, day: '2020-01-01', corrected_day: '2026-11-20' }, { version: 'v2', at: 11 }]);
    expect(first?.live[1]).not.toHaveProperty('corrected_day');
  });

  test('what changed since it was listed is not approved with many, nor by the amount of then', () => {
    const again = entry('e1', { live: [version('v2', { minutes: 90 })], earlier: [version('v1')] });
    const [first] = queue([again], { review: review(listed('e1')) }).entries;
    expect(first).toMatchObject({ bulk: false, live: [{ minutes: 90 }], pay: { rate: 1650 } });
    expect(first?.pay).not.toHaveProperty('amount');
    const elsewhere = entry('e1', { live: [version('v2', { task: 'transcribir' })] });
    expect(queue([elsewhere], { review: review(listed('e1')) }).entries[0]).not.toHaveProperty('pay');
    const two = entry('e1', { live: [version('v2'), version('v1')], hours: { state: 'question', question: 'versions', answered: false } });
    expect(queue([two], { review: review(listed('e1')) }).entries[0]).toMatchObject({ bulk: false, flags: ['two_versions'] });
  });

  test('what was decided here leaves the list and can be decided on again, with its terms', () => {
    const decided = entry('e1', { hours: { state: 'approved', answered: false }, decisions: [decision()] });
    const before = queue([decided], { review: review(listed('e1')) });
    expect(before.entries).toEqual([]);
    expect(before.decided).toMatchObject([{ entry: 'e1', own: { outcome: 'approve', sent: false, amount: { amount: 1650, currency: 'BOB' } } }]);
    // Sent and fetched anew, the office lists it no more.
    const past = pastOf([listed('e1'), listed('e2')], review(), new Map([[ana.id, view(decided, entry('e2'))]]), 9);
    expect(past.map((each) => each.entry)).toEqual(['e1']);
    const sent = entry('e1', { hours: { state: 'approved', answered: false }, decisions: [decision({ sent: true })] });
    expect(queue([sent], { review: review(), past }).decided).toMatchObject([{ own: { sent: true }, pay: { rate: 1650 }, listed: false }]);
  });

  test('a decision on words of before is not her word on these', () => {
    const corrected = entry('e1', { decisions: [decision({ speaks: false })] });
    expect(queue([corrected]).entries[0]).not.toHaveProperty('own');
    const replaced = entry('e1', { hours: { state: 'asked', answered: false }, decisions: [decision({ at: 60, outcome: 'ask' }), decision({ live: false, speaks: false })] });
    expect(queue([replaced]).decided[0]?.own?.outcome).toBe('ask');
  });

  test('says what is in the way', () => {
    const asked = { state: 'question', question: 'disagreement', answered: false } as const;
    const way = (one: StaffEntry) => queue([one]).entries[0]?.obstacle;
    expect(way(entry('e', { hours: asked, decisions: [decision()] }))).toBe('spoke');
    expect(way(entry('e', { hours: asked, decisions: [decision({ mine: false })] }))).toBeUndefined();
    expect(way(entry('e', { live: [version('v', { source: 'paper', mine: true })] }))).toBe('entered');
    expect(way(entry('e', { live: [version('v', { source: 'paper', mine: false })] }))).toBeUndefined();
    expect(way(entry('e', { hours: { state: 'question', question: 'second_person', answered: false }, decisions: [decision()] }))).toBe('entered');
    expect(way(entry('e', { hours: { state: 'question', question: 'newer', answered: false } }))).toBe('newer');
  });

  test('whom the desk has no record of is shown as listed, and why', () => {
    const of = (id: string) => listed('e9', { learner: { id, label: '', name: 'X' }, decisions: [{ outcome: 'ask', at: 3 }] });
    const { entries } = queue([], { review: review(of(rosa.id), of('nobody'), listed('e8')) });
    expect(entries.map(({ entry: id, obstacle }) => [id, obstacle])).toEqual([['e8', 'not_here'], ['e9', 'related'], ['e9', 'not_found']]);
    expect(entries[1]).toMatchObject({ bulk: false, decisions: [{ mine: false, speaks: false }] });
  });

  test('her answer, the oldest day first, and what the office refused', () => {
    const answers = [
      { kind: 'reply', about: 'd', assisted: false, at: 9, live: true, text: 'fue el martes' },
      { kind: 'reply', about: 'd', assisted: false, at: 8, live: false, text: 'no sé' },
    ] as const;
    const later = entry('e1', { hours: { state: 'asked', reason: 'day', answered: true }, answers });
    const views = new Map([[ana.id, { ...view(later, entry('e2', { live: [version('v', { day: '2026-11-01' })] })), refused: [{ code: 'over_limit', section: 'decision', entity: 'e1', at: 5 }] }]]);
    const { entries, refused } = queue([], { views });
    expect(entries.map(({ entry: id, answer }) => [id, answer])).toEqual([['e2', undefined], ['e1', 'fue el martes']]);
    expect(refused).toEqual([{ learner: { id: ana.id, label: 'P-1', name: 'Ana' }, code: 'over_limit', section: 'decision', entity: 'e1', at: 5 }]);
  });
});
