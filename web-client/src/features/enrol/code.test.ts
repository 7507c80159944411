/** Codes are read as people write them. */
import { describe, expect, it } from 'vitest';
import { codeIn, readCode } from './code';

describe('readCode', () => {
  it('takes lower case, spaces, dashes of any kind', () => {
    for (const typed of ['k7qm2xwp', 'K7QM-2XWP', ' k7qm 2xwp ', 'K7QM–2XWP', 'k.7.q.m.2.x.w.p']) {
      expect(readCode(typed)).toEqual({ plain: 'K7QM2XWP', shown: 'K7QM-2XWP', strange: false, missing: 0 });
    }
  });
  it('takes letters for the digits they look like', () => expect(readCode('OIL0-oil0').plain).toBe('01100110'));
  it('grows as it is typed', () => {
    expect(readCode('k7q')).toMatchObject({ shown: 'K7Q', missing: 5 });
    expect(readCode('k7qm2')).toMatchObject({ shown: 'K7QM-2', missing: 3 });
  });
  it('says when something belongs to no code, and keeps the rest', () => {
    expect(readCode('K7QU')).toMatchObject({ plain: 'K7Q', strange: true });
    expect(readCode('K7QM2XWPZ')).toMatchObject({ plain: 'K7QM2XWP', strange: true });
  });
});

describe('codeIn', () => {
  it('finds the code in what a QR says', () => {
    for (const said of ['K7QM-2XWP', 'k7qm2xwp', 'https://c1.example.org/#/primera-vez/K7QM2XWP', 'https://primeras.example/K7QM-2XWP', 'Código: K7QM-2XWP.']) {
      expect(codeIn(said)).toBe('K7QM-2XWP');
    }
  });
  it('finds none where there is none', () => {
    for (const said of ['', 'https://example.org/', 'K7QM-2XW', 'K7QM2XWPZ', 'R1F3A9C0B2D4E6F8']) expect(codeIn(said)).toBeUndefined();
  });
});
