/** How entries stand, in her words. */
import { describe, expect, it } from 'vitest';
import type { Hours, WorkEntry, WorkVersion } from '../engine/types';
import { answerSaid, correctedSaid, correctionOf, hasTwoOfHers, ownLive, questionOn, standingSaid, whyAsked, whyDeclined } from './hours';

const said = (hours: Partial<Hours>) => standingSaid({ state: 'waiting', answered: false, ...hours }, '2026-11-21', 'es');
const version = (op: string, more: Partial<WorkVersion> = {}): WorkVersion => ({
  op, version: op, task: 't', day: '2026-11-20', withdrawn: false, at: 0, mine: true, held: 'phone', ...more,
});
const entry = (...live: WorkVersion[]): WorkEntry => ({ id: 'e', live, earlier: [], openQuestion: live.length > 1, hours: { state: 'waiting', answered: false } });

describe('standingSaid', () => {
  it('names the amount, and the day on which it was paid', () => {
    const amount = { amount: 1650, currency: 'BOB' };
    expect(said({ state: 'approved', amount })).toMatchObject({ tone: 'meet', words: 'Aprobado · Bs\u00a016,50' });
    expect(said({ state: 'approved', amount, paidOn: '2026-11-20' })?.words).toBe('Pagado el 20 de noviembre · Bs\u00a016,50');
  });
  it('calls for her only where she can do something', () => {
    expect(said({ state: 'asked' })?.tone).toBe('mind');
    for (const hours of [{ state: 'asked', answered: true }, { state: 'declined' }, { state: 'question', question: 'disagreement' }] as const) {
      expect(said(hours)?.tone).toBe('plain');
    }
  });
  it('says nothing of what nobody looked at', () => {
    expect(said({})).toBeUndefined();
    expect(said({ state: 'withdrawn' })).toBeUndefined();
  });
});

describe('whyAsked', () => {
  it('never shows a code', () => {
    for (const code of ['falta-hora', 'repetida', 'something-new', undefined]) {
      for (const words of [whyAsked(code), whyDeclined(code)]) {
        expect(words).not.toBe('');
        if (code) expect(words).not.toContain(code);
      }
    }
  });
});

describe('ownLive', () => {
  it('leaves what staff entered to staff', () => {
    expect(ownLive(entry(version('1'), version('2', { source: 'paper' }))).map(({ op }) => op)).toEqual(['1']);
    expect(hasTwoOfHers(entry(version('1'), version('2', { source: 'paper' })))).toBe(false);
    expect(hasTwoOfHers(entry(version('1'), version('2')))).toBe(true);
  });
});

describe('questionOn', () => {
  const asked = (answered: boolean): WorkEntry => ({ ...entry(version('1')), hours: { state: 'asked', decision: 'd', reason: 'falta-hora', answered } });
  it('lets her answer anew what she answered', () => {
    expect(questionOn(undefined, asked(true), 'd')).toEqual({ kind: 'asked', entry: 'e', about: 'd', reason: 'falta-hora' });
    expect(questionOn(undefined, asked(true), 'another'), 'an older question is over').toBeUndefined();
    expect(questionOn(undefined, entry(version('1')), 'd')).toBeUndefined();
  });
  it('says an answer as the button said it, or in her words', () => {
    expect(answerSaid('asked', { kind: 'yes' })).toBe('Está bien como lo anoté');
    expect(answerSaid('assisted', { kind: 'yes' })).toBe('Sí, así fue');
    expect(answerSaid('asked', { kind: 'reply', text: 'A las ocho' })).toBe('A las ocho');
  });
});

describe('correctedSaid', () => {
  const said = { catalogue: undefined, today: '2026-11-21', locale: 'es' } as const;
  const corrected = (before: Partial<WorkVersion>, after: Partial<WorkVersion>): WorkEntry => ({
    ...entry(version('2', { minutes: 120, ...after })),
    earlier: [version('1', { minutes: 120, ...before })],
    hours: { state: 'waiting', answered: false, corrected: { reason: 'falta-hora', of: '1' } },
  });
  it('says what differs now, and nothing else', () => {
    expect(correctedSaid(corrected({}, { start: 540 }), said)).toBe('Empezaste a las 9:00 de la mañana');
    expect(correctedSaid(corrected({}, { minutes: 90 }), said)).toBe('1 h 30');
    expect(correctedSaid(corrected({ day: '2026-11-19' }, { note: 'Lote 4' }), said)).toBe('ayer · Lote 4');
    expect(correctedSaid(corrected({ note: 'x' }, {}), said), 'what was taken away has no words').toBe('');
  });
  it('answers the question that was asked on a screen of its own', () => {
    expect(correctionOf('falta-hora').to).toBe('start');
    expect(correctionOf('mas-detalle').to).toBe('note');
    expect(standingSaid(corrected({}, {}).hours, '2026-11-21', 'es')?.words).toBe('Ya contestaste');
  });
});
