import { describe, expect, it } from 'vitest';
import type { Award, Became, Certificate } from '../engine/types';
import { opened } from './awards';

const TODAY = '2026-11-22';
const awards: readonly Award[] = [
  { id: 'avanzado', title: { es: 'Curso avanzado' }, after: 'beca' },
  { id: 'semilla', title: { es: 'Capital semilla' }, after: 'negocio', places: 30 },
];
const given = (certificate: string, more: Partial<Certificate> = {}): Certificate => ({ id: certificate, certificate, title: { es: certificate }, programme: { es: 'P' }, name: 'Ana', day: '2026-11-01', link: 'l', ...more });
const took = (award: string, day: string): Became => ({ id: `${award}${day}`, kind: 'award', award, day });
const said = (certificates: readonly Certificate[], outcomes: readonly Became[] = []) =>
  opened(awards, { certificates, outcomes }, TODAY).map(({ award, taken }) => (taken === undefined ? award.id : `${award.id} ${taken}`));

describe('what a certificate opens', () => {
  it('is open with the certificate that it comes after, and with no other', () => {
    expect(said([])).toEqual([]);
    expect(said([given('negocio')])).toEqual(['semilla']);
    expect(said([given('negocio'), given('beca')])).toEqual(['avanzado', 'semilla']);
  });

  it('is not open when the certificate was taken back or is over, and on its last day it is', () => {
    expect(said([given('beca', { revoked: '2026-11-20' })])).toEqual([]);
    expect(said([given('beca', { expires: '2026-11-21' })])).toEqual([]);
    expect(said([given('beca', { expires: TODAY })])).toEqual(['avanzado']);
    expect(said([given('beca', { revoked: '2026-11-20' }), given('beca')])).toEqual(['avanzado']);
  });

  it('is hers from the first day on which she took it, whatever becomes of the certificate', () => {
    const twice = [took('avanzado', '2026-11-20'), took('avanzado', '2026-11-10')];
    expect(said([given('beca')], twice)).toEqual(['avanzado 2026-11-10']);
    expect(said([given('beca', { revoked: '2026-11-21' })], twice)).toEqual(['avanzado 2026-11-10']);
  });

  it('is nothing where the programme names nothing', () => {
    expect(opened(undefined, { certificates: [given('beca')] }, TODAY)).toEqual([]);
  });
});
