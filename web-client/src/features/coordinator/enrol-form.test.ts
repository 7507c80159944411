/** What the form says becomes the request that the server knows. */
import { describe, expect, it } from 'vitest';
import { consentOf, contactOf, EMPTY, freshId, newPerson, personEdit, stillWrong } from './enrol-form';

describe('the form about a person', () => {
  it('agrees to nothing by itself', () => {
    expect(consentOf(EMPTY).covers).toEqual([]);
    expect(contactOf(EMPTY)).toEqual({ channel: 'none' });
  });
  it('sends no number of somebody who is not to be contacted', () => {
    const typed = { ...EMPTY, agrees: true, number: '71234567', askFor: 'Ana', leaveMessage: true };
    expect(JSON.stringify(newPerson('a', { ...typed, mayContact: false }, false))).not.toContain('71234567');
    expect(JSON.stringify(newPerson('a', { ...typed, mayContact: true, channel: 'none' }, false))).not.toContain('71234567');
    expect(contactOf({ ...typed, mayContact: true })).toEqual({ channel: 'call', number: '71234567', ask_for: 'Ana', leave_message: true });
  });
  it('leaves out what was not typed, and a year that is none is for the server to refuse', () => {
    expect(newPerson('a', { ...EMPTY, name: 'Rosa' }, true)).toEqual({
      id: 'a', name: 'Rosa', consent: { covers: [], version: expect.any(String) as string }, contact: { channel: 'none' }, code: 'screen', confirm_duplicate: true,
    });
    expect(newPerson('a', { ...EMPTY, birthYear: 'mil' }, false).birth_year).toBe(0);
  });
  it('blames a field no more once it was changed', () => {
    const faults = [{ field: 'name', problem: 'missing' }, { field: 'consent', problem: 'missing' }];
    expect(stillWrong(faults, EMPTY, { ...EMPTY, name: 'R' })).toEqual([faults[1]]);
    expect(stillWrong(faults, EMPTY, { ...EMPTY, track: 'x' })).toEqual(faults);
  });
  it('says of gender and region only what was changed', () => {
    const known = { ...EMPTY, name: 'Rosa', gender: 'unsaid', region: 'norte' } as const;
    expect(personEdit({ ...known, name: 'Rosa Q' }, known)).not.toHaveProperty('gender');
    expect(personEdit({ ...known, gender: '', region: 'sur' }, known)).toMatchObject({ gender: null, region: 'sur' });
    expect(newPerson('a', { ...EMPTY, gender: 'female' }, false)).toMatchObject({ gender: 'female' });
  });
  it('makes ids that the server reads', () => expect(freshId()).toMatch(/^[0-9a-f]{32}$/));
});
