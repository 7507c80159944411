/** The work form asks what is missing, and keeps one id from beginning to end. */
import { describe, expect, it } from 'vitest';
import type { Task } from '../../engine/types';
import { answered, beginAdd, beginCorrect, fieldsOf, nextStep, readDraft } from './draft';

const inUnits: Task = { id: 'outline', title: { es: 'x' }, icon: 'tag', measure: 'units' };

describe('the work form', () => {
  it('asks task, day, amount, extras, then shows it all', () => {
    let draft = beginAdd();
    expect(nextStep(draft)).toBe('task');
    draft = answered(draft, { task: 'label' }, undefined);
    expect(nextStep(draft)).toBe('day');
    draft = answered(draft, { day: '2026-11-20' }, undefined);
    expect(nextStep(draft)).toBe('amount');
    expect(fieldsOf(draft)).toBeUndefined();
    draft = answered(draft, { minutes: 90 }, undefined);
    expect(nextStep(draft)).toBe('extra');
    expect(nextStep({ ...draft, sawExtra: true })).toBe('review');
    expect(fieldsOf(draft)).toEqual({ task: 'label', day: '2026-11-20', minutes: 90 });
  });

  it('asks the amount again when the new kind of work is measured otherwise', () => {
    const draft = answered({ ...beginAdd({ task: 'label', day: '2026-11-20', minutes: 90 }), sawExtra: true }, { task: 'outline' }, inUnits);
    expect(draft.answers.minutes).toBeUndefined();
    expect(nextStep(draft)).toBe('amount');
  });

  it('keeps its id through everything, and a new form has another', () => {
    const draft = beginAdd();
    expect(answered(draft, { task: 'label' }, undefined).entry).toBe(draft.entry);
    expect(readDraft(structuredClone(draft))?.entry).toBe(draft.entry);
    expect(beginAdd().entry).not.toBe(draft.entry);
  });

  it('corrects with everything that was said before, and leaves out an emptied note', () => {
    const draft = beginCorrect('e', { task: 'label', day: '2026-11-20', minutes: 30, start: 0, note: 'x' }, ['1@ab']);
    expect(nextStep(draft)).toBe('review');
    expect(fieldsOf(draft)).toEqual({ task: 'label', day: '2026-11-20', minutes: 30, start: 0, note: 'x' });
    expect(fieldsOf(answered(draft, { note: '  ', start: undefined }, undefined))).toEqual({ task: 'label', day: '2026-11-20', minutes: 30 });
  });

  it('takes nothing from a store that holds something else', () => {
    for (const stored of [undefined, null, 3, 'x', {}, { kind: 'add' }, { kind: 'add', entry: 'e', answers: null }]) expect(readDraft(stored)).toBeUndefined();
  });
});
