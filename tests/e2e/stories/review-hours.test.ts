/**
 * Hours reviewed in the office: a facilitator's notebook, online and offline, beside a real phone.
 *
 * Owns the pages' half of a decision's round trip. Must not wait by sleeping, nor reckon an amount:
 * the phone says what it got.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Notebook } from '../src/notebook';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

const QUEUE = '#/cohort/cohorte-1/review';

let server: Server;
let phone: Phone;
let ana: Learner;
let id: string;
let first: Notebook;
let second: Notebook | undefined;
const entries: Record<'asked' | 'offline' | 'declined', string> = { asked: '', offline: '', declined: '' };

beforeAll(async () => {
  server = await Server.start();
  phone = await Phone.open(server.port);
  ana = new Learner(phone, 3);
  first = await Notebook.of(server, 'facilitadora', '503817');
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await server.verify();
  await phone.remove();
  await first.close();
  await second?.close();
  await server.remove();
});

/** The second member of staff, once she is there. */
function another(): Notebook {
  if (second === undefined) throw new Error('nobody else is there yet');
  return second;
}

const standing = async (entry: string): Promise<string> => {
  await ana.go('work');
  const chip = ana.page.locator(`[data-entry="${entry}"] [data-test=entry-standing]`);
  return (await chip.count()) === 0 ? '' : chip.innerText();
};

const visits = async (): Promise<void> => {
  await ana.go('home');
  await ana.visit();
};

test('she makes her notebook, and asks in words that the phone shows', async () => {
  const newcomer = await server.newcomer('Ana');
  id = newcomer.id;
  await ana.enrol(newcomer.code);
  entries.asked = await ana.noteWork({ task: 'etiquetar', hours: 2 });
  entries.offline = await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 3 });
  entries.declined = await ana.noteWork({ task: 'transcribir', daysBack: 1, hours: 1 });
  await ana.arrived();

  await first.go(QUEUE);
  await first.see('desk-make').waitFor({ timeout: PATIENCE_MS });
  await first.fits();
  await first.make();
  await first.entry(entries.asked).waitFor({ timeout: PATIENCE_MS });
  await first.fits();
  expect(await first.entry(entries.asked).innerText()).toContain('2\u00a0h');
  const question = first.entry(entries.asked);
  await question.getByTestId('ask').click();
  await question.getByTestId('reason-go').click();
  expect(await question.getByTestId('reason-problem').innerText()).toContain('Elige');
  await question.getByTestId('reason').selectOption('falta-hora');
  await question.getByTestId('reason-note').fill('¿Por la tarde?');
  expect(await question.getByTestId('she-reads').innerText()).toContain('¿A qué hora empezaste?');
  await first.fits();
  await question.getByTestId('reason-go').click();
  await first.decided(entries.asked).waitFor();
  await first.sent();
  expect(await first.decided(entries.asked).getByTestId('decided-sent').innerText()).toContain('en la oficina');

  await visits();
  await ana.see('home-question').waitFor();
  await phone.offline();
  await ana.press('answer');
  await ana.at('reply');
  expect(await ana.see('reply-note-of-staff').innerText()).toBe('¿Por la tarde?');
  await ana.press('reply-words');
  await ana.see('reply-text').fill('De dos a cuatro');
  await ana.press('reply-send');
  await ana.press('done');
  await phone.online();
  await ana.arrived();

  await first.bring();
  await expect.poll(() => first.entry(entries.asked).getByTestId('entry-answer').innerText(), { timeout: PATIENCE_MS }).toContain('De dos a cuatro');
  await first.approve(entries.asked);
  await first.sent();
  await visits();
  await expect.poll(() => standing(entries.asked), { timeout: PATIENCE_MS }).toContain('Aprobado');
});

test('without the office she approves, sees that it waits, and it goes by itself', async () => {
  await first.office.context.setOffline(true);
  await first.approve(entries.offline);
  expect(await first.decided(entries.offline).getAttribute('data-sent')).toBe('false');
  expect(await first.see('desk-sent').innerText()).toContain('espera para enviarse');
  await first.fits();
  await visits();
  expect(await standing(entries.offline)).not.toContain('Aprobado');
  await first.office.context.setOffline(false);
  await first.sent();
  await expect.poll(() => first.decided(entries.offline).getAttribute('data-sent'), { timeout: PATIENCE_MS }).toBe('true');
  await visits();
  await expect.poll(() => standing(entries.offline), { timeout: PATIENCE_MS }).toContain('Aprobado');
});

test('her latest word counts: declined, and approved after all', async () => {
  const card = first.entry(entries.declined);
  await card.getByTestId('decline').click();
  await card.getByTestId('reason').selectOption('repetida');
  await card.getByTestId('reason-go').click();
  await first.decided(entries.declined).waitFor();
  await first.sent();
  await visits();
  await expect.poll(() => standing(entries.declined), { timeout: PATIENCE_MS }).toBe('No se aprobó');
  await first.decided(entries.declined).getByTestId('change').click();
  await first.approve(entries.declined);
  await first.sent();
  await visits();
  await expect.poll(() => standing(entries.declined), { timeout: PATIENCE_MS }).toContain('Aprobado');
});

test('many at once, with the limit and the sum said first', async () => {
  const before = Number(await first.see('waiting-count').getAttribute('data-n'));
  expect(await first.see('bulk-limit').innerText()).toContain('50');
  const picks = first.see('pick');
  const some = Math.min(3, await picks.count());
  expect(some).toBeGreaterThan(1);
  for (let at = 0; at < some; at += 1) await picks.nth(at).check();
  await first.see('bulk-go').click();
  await expect.poll(() => first.see('bulk-what').innerText()).toMatch(new RegExp(`^${some} anotaciones de .+Bs`));
  await first.fits();
  await first.see('bulk-no').click();
  expect(Number(await first.see('waiting-count').getAttribute('data-n'))).toBe(before);
  await first.see('bulk-go').click();
  await first.see('bulk-yes').click();
  await expect.poll(() => first.see('review-said').innerText(), { timeout: PATIENCE_MS }).toContain(`${some} aprobadas`);
  await expect.poll(async () => Number(await first.see('waiting-count').getAttribute('data-n')), { timeout: PATIENCE_MS }).toBe(before - some);
  await first.sent();
  expect(await first.see('refusal').count()).toBe(0);
});

test('hours from a paper sheet wait for somebody else, and for her word', async () => {
  await first.go(`#/learner/${id}/enter`);
  await first.see('enter-form').waitFor();
  await first.see('enter-save').click();
  expect(await first.see('enter-problem').innerText()).toContain('de dónde');
  await first.fits();
  await first.see('source-paper').check();
  await first.see('enter-task').selectOption('transcribir');
  await first.see('enter-hours').selectOption('1');
  await first.see('enter-minutes').selectOption('30');
  await first.see('enter-save').click();
  await first.see('entered').waitFor();
  const made = (await first.see('entered').getAttribute('data-entry')) ?? '';
  await first.fits();
  await first.sent();
  await first.go(QUEUE);
  await first.bring();
  await first.entry(made).waitFor({ timeout: PATIENCE_MS });
  expect(await first.entry(made).getByTestId('obstacle').getAttribute('data-obstacle')).toBe('entered');
  expect(await first.entry(made).getByTestId('approve').count()).toBe(0);

  const other = await Notebook.of(server, server.sheet.coordinator.login, '271935');
  second = other;
  await other.go(QUEUE);
  await other.make();
  await other.entry(made).waitFor({ timeout: PATIENCE_MS });
  expect(await other.entry(made).getByTestId('entered-by').innerText()).toContain('hoja de papel');
  await other.approve(made);
  await other.sent();

  await visits();
  await expect.poll(() => ana.waiting(), { timeout: PATIENCE_MS }).toBe(1);
  await ana.openEntry(made);
  await ana.at('reply');
  await ana.press('reply-yes');
  await ana.press('done');
  await ana.arrived();
  await expect.poll(() => standing(made), { timeout: PATIENCE_MS }).toContain('Aprobado');
});

test('two who decide differently are told that a third settles it', async () => {
  const entry = await ana.noteWork({ task: 'transcribir', hours: 2 });
  await ana.arrived();
  for (const notebook of [first, another()]) {
    await notebook.go(QUEUE);
    await notebook.bring();
    await notebook.entry(entry).waitFor({ timeout: PATIENCE_MS });
  }
  await first.office.context.setOffline(true);
  await first.approve(entry);
  const card = another().entry(entry);
  await card.getByTestId('decline').click();
  await card.getByTestId('reason').selectOption('sin-trabajo');
  await card.getByTestId('reason-go').click();
  await another().sent();
  await first.office.context.setOffline(false);
  await first.sent();
  await first.bring();
  await first.entry(entry).waitFor({ timeout: PATIENCE_MS });
  expect(await first.entry(entry).getByTestId('obstacle').getAttribute('data-obstacle')).toBe('spoke');
  await first.fits();
  await visits();
  await expect.poll(() => standing(entry), { timeout: PATIENCE_MS }).toBe('En la oficina lo están revisando');
});

test('a note and something to be done, which her phone never gets', async () => {
  await first.go(`#/learner/${id}/notes`);
  await first.see('note-form').waitFor();
  await first.see('note-text').fill('Prefiere las mañanas');
  await first.see('note-save').click();
  await first.see('note').waitFor();
  await first.see('follow-text').fill('Llamar por el audífono');
  await first.see('follow-save').click();
  await first.see('followup').waitFor();
  await first.see('follow-done').click();
  await expect.poll(() => first.see('followup').getAttribute('data-done')).toBe('true');
  await first.fits();
  await first.sent();
  await another().go(QUEUE);
  await another().bring();
  await another().go(`#/learner/${id}/notes`);
  await expect.poll(() => another().see('note').count(), { timeout: PATIENCE_MS }).toBe(1);
  expect(await another().see('note').innerText()).toContain('Prefiere las mañanas');
  await visits();
  expect(await ana.page.content()).not.toContain('Prefiere las mañanas');
});

test('closed, it opens with the secret and not without', async () => {
  await first.go(QUEUE);
  await first.see('desk-close').click();
  await first.see('desk-open').waitFor();
  await first.fits();
  await first.put('111234');
  await expect.poll(() => first.see('desk-said').innerText()).toContain('No es esa');
  expect(await first.see('queue-entry').count()).toBe(0);
  await first.open();
  await first.see('waiting-count').waitFor({ timeout: PATIENCE_MS });
});

test('the page begun anew without the office: her user name, her secret, and the same queue', async () => {
  const waiting = await first.see('waiting-count').getAttribute('data-n');
  await first.office.context.setOffline(true);
  await first.page.reload();
  await first.see('desk-login').waitFor({ timeout: PATIENCE_MS });
  await first.fits();
  await first.see('desk-login').fill('facilitadora');
  await first.see('desk-whose-go').click();
  await first.open();
  await expect.poll(() => first.see('waiting-count').getAttribute('data-n'), { timeout: PATIENCE_MS }).toBe(waiting);
  expect(await first.see('bring-problem').innerText()).toContain('no hay conexión');
  await first.office.context.setOffline(false);
});
