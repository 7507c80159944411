/** An entry in words, and the decision that comes of it. */
import { afterEach, describe, expect, it } from 'vitest';
import { DeskError } from '../../../desk/types';
import { showLocale } from '../../../i18n/locale';
import { canApprove, decision, enteredBy, flagsSaid, moneyOf, payOf, stateSaid, whatSaid, worth } from './entry';
import { entry, openDesk, PAY, TASKS, version } from './fake-entries';
import { failureSaid, refusalSaid } from './words';

globalThis.document ??= { documentElement: {} } as Document;
afterEach(() => showLocale('es', false));
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('what an entry is worth', () => {
  it('is rounded half up, as the core does', () => {
    // rate, rounding, minutes → amount; by hand
    expect(worth(PAY, { minutes: 135 })).toBe(3_710); // 3712.5
    expect(worth({ ...PAY, rounding: 1 }, { minutes: 1 })).toBe(28); // 27.5
    expect(worth({ ...PAY, rounding: 100 }, { minutes: 10 })).toBe(300); // 275
    expect(worth({ basis: 'unit', rate: 55, currency: 'BOB', rounding: 10 }, { units: 7 })).toBe(390); // 385
    expect(worth({ ...PAY, basis: 'period' }, { minutes: 5 })).toBe(0);
  });
  it('is nothing where the terms are for another measure', () => {
    expect(worth(PAY, { units: 3 })).toBeUndefined();
    expect(worth(PAY, {})).toBeUndefined();
  });
  it("is known of another version only where task and day are the first's", () => {
    const same = version('b', { minutes: 60 });
    const otherDay = version('c', { day: '2026-11-16' });
    const two = entry('1', { live: [version('a'), same, otherDay] });
    expect(moneyOf(two, same)).toEqual({ amount: 1_650, currency: 'BOB' });
    expect(payOf(two, otherDay)).toBeUndefined();
    expect([canApprove(two, same), canApprove(two, otherDay)]).toEqual([true, false]);
    expect(canApprove(entry('1'), version('a', { withdrawn: true }))).toBe(false);
    const { pay: _, ...unpaid } = entry('1');
    expect(canApprove(unpaid, version('a'))).toBe(false);
  });
});

describe('a decision', () => {
  const two = entry('1', { live: [version('a'), version('b', { minutes: 60 })] });
  it('names all that was on the screen, and the one kept', () => {
    expect(decision(two, 'b', { outcome: 'approve' })).toEqual({ type: 'decide', entry: '1', seen: ['a', 'b'], chosen: 'b', outcome: 'approve', pay: PAY });
    expect(decision(entry('1'), 'v-1', { outcome: 'approve', bulk: true })).toMatchObject({ bulk: true });
  });
  it('says why where it asks or declines', () => {
    const asked = decision(two, 'a', { outcome: 'ask', reason: 'falta-hora', note: ' ¿De mañana? ' });
    expect(asked).toEqual({ type: 'decide', entry: '1', seen: ['a', 'b'], chosen: 'a', outcome: 'ask', reason: 'falta-hora', note: '¿De mañana?' });
    expect(decision(two, 'a', { outcome: 'decline', reason: 'repetida', note: '' })).not.toHaveProperty('note');
  });
  it('is kept while the office is out of reach, sent later, and can be made again', async () => {
    const desk = await openDesk([entry('1')], false);
    await desk.act('ana', decision(entry('1'), 'v-1', { outcome: 'approve' }));
    let queue = await desk.queue('c');
    expect(queue.entries).toEqual([]);
    expect(queue.decided[0]?.own).toMatchObject({ outcome: 'approve', sent: false, amount: { amount: 3_300, currency: 'BOB' } });
    const again = queue.decided[0];
    if (!again) throw new Error('not decided');
    await desk.act('ana', decision(again, 'v-1', { outcome: 'ask', reason: 'otro-dia', note: '' }));
    desk.world.online = true;
    desk.tryNow();
    queue = await desk.queue('c');
    expect(queue.decided[0]?.own).toMatchObject({ outcome: 'ask', reason: 'otro-dia', sent: true });
  });
  it('is refused when something changed meanwhile, in words', async () => {
    const desk = await openDesk([entry('1', { live: [version('new')] })]);
    const failed = await desk.act('ana', decision(entry('1'), 'v-1', { outcome: 'approve' })).catch((thrown: unknown) => thrown);
    expect(failureSaid(failed)).toBe('la anotación cambió mientras la mirabas; mírala otra vez');
    expect((await desk.queue('c')).entries).toHaveLength(1);
  });
});

describe('words', () => {
  it('say what is odd, and with what', () => {
    const other = entry('2', { live: [version('b', { minutes: 60 })] });
    const odd = entry('1', { flags: ['overlap', 'future', 'two_versions'], with: ['2'] });
    expect(flagsSaid(odd, [odd, other], TASKS).map(plain)).toEqual(['Se cruzan las horas con Etiquetar imágenes, mar 17 nov, 1 h', 'Fecha futura']);
    const unknown = entry('3', { flags: ['repeated'], with: ['2', '9'] });
    expect(plain(flagsSaid(unknown, [other], TASKS)[0] ?? '')).toBe(
      'Posible repetida: misma tarea y cantidad el mismo día que Etiquetar imágenes, mar 17 nov, 1 h y otra anotación suya',
    );
    const off = version('a', { day: '2020-01-01', corrected_day: '2026-11-20' });
    expect(flagsSaid(entry('5', { flags: ['clock'], live: [off] }), [], TASKS).map(plain)).toEqual([
      'La fecha del teléfono estaba mal cuando se anotó: donde dice 1 ene 2020 debe ser 20 nov 2026',
    ]);
    expect(flagsSaid(entry('6', { flags: ['clock'], live: [version('a', { day: '2031-01-01' })] }), [], TASKS).map(plain)).toEqual([
      'La fecha del teléfono no cuadra cuando se anotó (1 ene 2031): pregúntale de qué día es',
    ]);
    showLocale('en', false);
    expect(flagsSaid(entry('4', { flags: ['long_day', 'edited'] }), [], TASKS)).toEqual(['More than 16 hours on that day', 'Changed later']);
  });
  it('say why it is here', () => {
    expect(stateSaid(entry('1'))).toBeUndefined();
    expect(stateSaid(entry('1', { state: 'asked' }))?.words).toBe('Se le preguntó; falta su respuesta');
    expect(stateSaid(entry('1', { state: 'asked', answered: true }))).toEqual({ words: 'Ya contestó', chip: 'chip-mind' });
    const questions = (['versions', 'disagreement', 'not_so', 'second_person', 'newer'] as const).map(
      (question) => stateSaid(entry('1', { state: 'question', question, live: [version('a'), version('b')] }))?.words,
    );
    expect(questions).toEqual([
      'Hay 2 versiones: elige la que vale', 'Dos personas decidieron distinto', 'Ella dice que no es así', 'Falta una segunda persona', 'La escribió un programa más nuevo',
    ]);
  });
  it('say who entered it and what it is', () => {
    expect(enteredBy(version('a'))).toBeUndefined();
    expect(enteredBy(version('a', { by: 'staff', source: 'paper' }))).toBe('Anotada por el centro, de una hoja de papel');
    const { minutes: _, ...rest } = version('a', { task: 'revisar', units: 12 });
    expect(plain(whatSaid(rest, TASKS))).toBe('Revisar textos, mar 17 nov, 12 textos');
  });
  it('never show a code', () => {
    expect(refusalSaid('over_limit')).toContain('de una vez');
    expect(refusalSaid('something_of_a_newer_office')).toBe(refusalSaid('malformed'));
    expect(refusalSaid('title')).toBe(refusalSaid('malformed'));
    expect(failureSaid(new DeskError('storage_full'))).toBe('no hay espacio en este aparato');
    expect(failureSaid(new TypeError('x is undefined'))).toBe('la oficina no pudo responder');
  });
});
