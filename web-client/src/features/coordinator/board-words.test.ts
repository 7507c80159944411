/** What the board says of a phone. */
import { expect, test } from 'vitest';
import { certificateWords, gapWords, hubWords, newcomerWords, notTakenWords, startOfToday, stateChip, stillToCome } from './board-words';

test('each kind of thing that is not here has its sentence', () => {
  expect(stillToCome({ unsent: 0, missing: 0, waiting: 0 })).toEqual([]);
  expect(stillToCome({ unsent: 1, missing: 2, waiting: 0 })).toEqual(['Le queda 1 cambio por enviar', 'Faltan 2 cambios por llegar']);
  expect(stillToCome({ unsent: 0, missing: 0, waiting: 3 })).toEqual(['3 cambios llegaron y esperan a los que faltan']);
  expect(stillToCome({ unsent: 0, missing: 0, waiting: 0, carried: 2 })).toEqual([
    'Lo que trajo cerrado espera aquí el camino a la oficina central, que lo abre',
  ]);
});

test('gaps are named by their numbers, and many are summed up', () => {
  expect(gapWords([{ from: 41, to: 47 }, { from: 52, to: 52 }])).toBe('Aún no llegaron: del 41 al 47, 52');
  const many = Array.from({ length: 6 }, (_, n) => ({ from: 10 * n + 1, to: 10 * n + 1 }));
  expect(gapWords(many)).toBe('Aún no llegaron: 1, 11, 21, 31 y 2 más');
});

test('a day begins at midnight where the person sits', () => {
  const now = new Date(2026, 10, 21, 16, 5, 7).getTime() / 1000;
  expect(startOfToday(now)).toBe(new Date(2026, 10, 21).getTime() / 1000);
  expect(startOfToday(startOfToday(now))).toBe(startOfToday(now));
});

test('only what is here is teal', () => {
  const states = ['all_here', 'arriving', 'incomplete', 'revoked', 'replaced'] as const;
  expect(states.filter((state) => stateChip(state) === 'chip-meet')).toEqual(['all_here']);
});

test('a centre’s computer has sent all, is sending, or was not heard from', () => {
  const now = 1_795_000_000;
  expect(hubWords({ last_seen: now - 30, unsent: 0 }, now)).toEqual({ state: 'here', chip: 'chip-meet', sentence: 'Todo lo que tenía ya llegó a la oficina.' });
  expect(hubWords({ last_seen: now - 30, unsent: 2 }, now)).toMatchObject({ state: 'bringing', sentence: 'Le quedan 2 cambios por enviar a la oficina.' });
  expect(hubWords({ last_seen: now - 3600, unsent: 1 }, now)).toMatchObject({ state: 'away', chip: 'chip-mind' });
  expect(hubWords({ unsent: 0 }, now).state).toBe('away');
});

test('what the main office did not take is said with its reason, also one that this page does not know', () => {
  expect(notTakenWords({ code: 'not_yours', changes: 1 })).toBe('1 anotación: la cuenta que lo firmó no podía decidirlo');
  expect(notTakenWords({ code: 'something_new', changes: 2 })).toBe('2 anotaciones: no se pudo tomar');
  expect(notTakenWords({ code: 'not_there' })).toBe('no se aceptó su inscripción o su teléfono nuevo');
  expect(newcomerWords({ people: 0, phones: 0 })).toEqual([]);
  expect(newcomerWords({ people: 1, phones: 2 })).toEqual([
    '1 persona nueva de la que la oficina central aún no sabe',
    '2 teléfonos nuevos de los que la oficina central aún no sabe',
  ]);
});

test('a certificate’s end is named by its day and by how many are left', () => {
  const until = new Date(2026, 11, 14, 12).getTime() / 1000;
  expect(certificateWords({ until, urgency: 'soon' }, until - 12.5 * 86_400)).toBe('Su certificado vence el 14 dic 2026: quedan 12 días.');
  expect(certificateWords({ until, urgency: 'urgent' }, until - 86_400)).toBe('Su certificado vence el 14 dic 2026: queda 1 día.');
  expect(certificateWords({ until, urgency: 'over' }, until + 5)).toBe('Su certificado venció el 14 dic 2026.');
});
