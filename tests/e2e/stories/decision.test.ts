/**
 * The story of an hour: noted, asked about, answered, approved, paid, and "it did not reach me".
 *
 * Owns her side of decisions, with staff's device and her phone offline in turn. Must not reckon an
 * amount itself: what her phone shows is held against what the staff device and the ledger say.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Desk, Staff } from '../src/desk';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';
import { plainWords } from '../src/words';

const COHORT = 'cohorte-1';

let server: Server;
let staff: Staff;
let phone: Phone;
let ana: Learner;
let desk: Desk;
let id: string;
let code: string;

beforeAll(async () => {
  server = await Server.start();
  staff = await Staff.signedIn(server);
  const newcomer = await server.newcomer('Ana');
  id = newcomer.id;
  phone = await Phone.open(server.port);
  ana = new Learner(phone, 3);
  code = newcomer.code;
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await server.verify();
  await phone.remove();
  await server.remove();
});

const today = (): string => new Date().toISOString().slice(0, 10);
const money = (amount: number): string => `Bs\u00a0${(amount / 100).toFixed(2).replace('.', ',')}`;

/** The screen as it stands: words for people, for whoever cannot see well, on a small phone. */
async function fits(): Promise<void> {
  await plainWords(ana.page);
  expect(await barriers(ana.page)).toEqual([]);
  const { height = 640, width = 360 } = ana.page.viewportSize() ?? {};
  await ana.page.setViewportSize({ width: 320, height });
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await ana.page.setViewportSize({ width, height });
}

/** What the list says of how an entry stands. */
async function standing(entry: string): Promise<string> {
  await ana.go('work');
  const chip = ana.page.locator(`[data-entry="${entry}"] [data-test=entry-standing]`);
  return (await chip.count()) === 0 ? '' : (await chip.innerText());
}

async function visits(): Promise<void> {
  await ana.go('home');
  await ana.visit();
}

test('a question comes, is answered in words without internet, and the answer arrives', async () => {
  await ana.enrol(code);
  desk = await Desk.of(staff, id);
  const entry = await ana.noteWork({ task: 'etiquetar', hours: 2 });
  expect(await standing(entry)).toBe('');
  await ana.arrived();

  // Staff decide without a network, and deliver it later.
  await desk.sync();
  desk.decide(entry, { outcome: 'ask', reason: 'falta-hora', note: '¿Fue por la tarde?' });
  expect(await ana.see('home-question').count()).toBe(0);
  await desk.sync();
  await visits();
  await ana.see('home-question').waitFor();
  expect(await ana.see('home-question').innerText()).toContain('¿A qué hora empezaste?');
  expect(await standing(entry)).toBe('Te preguntan');
  expect(await ana.waiting()).toBe(1);

  await phone.offline();
  await ana.go('home');
  await ana.press('answer');
  await ana.at('reply');
  expect(await ana.see('reply-note-of-staff').innerText()).toBe('¿Fue por la tarde?');
  await ana.press('reply-words');
  await ana.see('reply-text').fill('De ocho a di');
  await expect.poll(() => ana.see('reply-send').isEnabled()).toBe(true);
  // The phone goes out in the middle of a sentence; what she had typed is there again.
  await ana.leave();
  await phone.shut();
  await phone.start();
  await ana.enter();
  await ana.press('answer');
  await expect.poll(() => ana.see('reply-text').inputValue()).toBe('De ocho a di');
  await ana.see('reply-text').fill('De ocho a diez');
  await fits();
  await ana.press('reply-send');
  await ana.see('reply-said').waitFor();
  expect(await ana.see('answer-said').innerText()).toBe('Contestaste: De ocho a diez');
  await fits();
  await ana.press('done');
  await ana.at('messages');
  expect(await ana.see('message-answered').innerText()).toContain('Contestaste: De ocho a diez');
  await fits();
  await ana.go('home');
  expect(await ana.see('home-question').count()).toBe(0);
  expect(await standing(entry)).toBe('Ya contestaste');
  // What she said stands there, and may be said anew.
  await ana.page.locator(`[data-entry="${entry}"]`).click();
  expect(await ana.see('answer-said').innerText()).toBe('Contestaste: De ocho a diez');
  await fits();
  await ana.press('answer-again');
  await ana.press('reply-yes');
  await ana.see('answer-said').getByText('Contestaste: Está bien como lo anoté').waitFor();
  await ana.press('answer-again');
  await ana.press('reply-words');
  await ana.see('reply-text').fill('De ocho a diez');
  await ana.press('reply-send');
  await ana.see('answer-said').getByText('Contestaste: De ocho a diez').waitFor();
  await ana.go('home');
  expect((await ana.knots()).unsent).toBe(3);

  await phone.online();
  await ana.arrived();
  await desk.sync();
  const shown = desk.entry(entry);
  expect(shown.hours).toMatchObject({ state: 'asked', answered: true });
  expect(shown.answers[0]).toMatchObject({ kind: 'reply', text: 'De ocho a diez' });

  desk.decide(entry, { outcome: 'approve' });
  await desk.sync();
  await visits();
  const { amount } = desk.entry(entry).hours;
  await expect.poll(() => standing(entry)).toBe(`Aprobado · ${money(amount?.amount ?? 0)}`);
  expect(amount?.amount).toBeGreaterThan(0);
});

test('a correction answers as well, and opens what was decided again', async () => {
  const entry = await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 3 });
  await ana.arrived();
  await desk.sync();
  desk.decide(entry, { outcome: 'ask', reason: 'otra-cantidad' });
  await desk.sync();
  await visits();
  await ana.see('home-question').waitFor();

  await phone.offline();
  await ana.press('answer');
  await ana.press('reply-correct');
  await ana.fillAmount({ hours: 1 });
  await ana.press('step-next');
  await ana.press('save');
  // What was saved is her answer, and stands with the question in the messages.
  await ana.see('answer-said').getByText('Corregiste: 1 h').waitFor();
  await fits();
  await ana.press('done');
  await ana.at('messages');
  expect(await ana.see('message-answered').first().innerText()).toContain('¿Es esa la cantidad?');
  expect(await ana.see('corrected-said').first().innerText()).toBe('Corregiste: 1 h');
  expect(await standing(entry)).toBe('Ya contestaste');
  await ana.go('home');
  expect(await ana.see('home-question').count()).toBe(0);
  await phone.online();
  await ana.arrived();
  await desk.sync();
  expect(desk.entry(entry).hours.state).toBe('waiting');
});

test('the hour that is asked for has a screen of its own, and is said with its half of the day', async () => {
  const entry = await ana.noteWork({ task: 'transcribir', daysBack: 1, hours: 2 });
  await ana.arrived();
  await desk.sync();
  desk.decide(entry, { outcome: 'ask', reason: 'falta-hora', note: '¿Fue por la mañana?' });
  await desk.sync();
  await visits();
  await ana.see('home-question').waitFor();
  await ana.press('answer');
  await ana.at('reply');
  await picture(phone.page, 'asked-start');
  await ana.press('reply-correct');
  await ana.see('start').waitFor();
  expect(await phone.page.locator('h1').innerText()).toBe('¿A qué hora empezaste?');
  expect(await ana.see('note').count()).toBe(0);
  await ana.see('start').fill('09:00');
  expect(await ana.see('start-said').innerText()).toBe('Empezaste a las 9:00 de la mañana');
  await fits();
  await picture(phone.page, 'asked-start-hour');
  await ana.press('step-next');
  expect(await ana.see('row-start').innerText()).toContain('9:00 de la mañana');
  await ana.press('save');
  await ana.see('answer-said').getByText('Corregiste: Empezaste a las 9:00 de la mañana').waitFor();
  await picture(phone.page, 'asked-start-saved');
  await ana.press('done');
  await ana.at('messages');
  await ana.see('corrected-said').getByText('Corregiste: Empezaste a las 9:00 de la mañana').waitFor();
  await picture(phone.page, 'asked-start-messages');
  await ana.arrived();
});

test('what staff entered for her is hers to confirm, or not', async () => {
  const [so, notSo] = [desk.enter(today(), 60), desk.enter(today(), 45)];
  await desk.sync();
  await visits();
  await expect.poll(() => ana.waiting()).toBe(2);
  expect(await ana.see('message-question').first().innerText()).toContain('de una hoja de papel');

  await phone.offline();
  for (const [entry, answer] of [[so, 'reply-yes'], [notSo, 'reply-no']] as const) {
    await ana.openEntry(entry);
    await ana.at('reply');
    await fits();
    await ana.press(answer);
    await ana.see('reply-said').waitFor();
    await ana.press('done');
    await ana.at('messages');
  }
  expect(await ana.waiting()).toBe(0);
  // What is not hers she does not correct.
  await ana.openEntry(so);
  await ana.at('entry');
  expect(await ana.see('correct').count()).toBe(0);
  await phone.online();
  await ana.arrived();
  await desk.sync();
  expect(desk.entry(so).answers.map(({ kind }) => kind)).toEqual(['yes']);
  expect(desk.entry(notSo).hours.state).toBe('question');
});

test('earnings by week, a payment, and "No me llegó" from a phone without internet', async () => {
  const entry = (await ana.entries()).find(({ amount }) => amount === '2 h')?.id ?? '';
  const worth = desk.entry(entry).hours.amount?.amount ?? 0;
  await ana.go('work');
  await ana.press('earnings');
  await ana.at('earnings');
  expect(await ana.see('earned-approved').allInnerTexts()).toEqual([money(worth)]);
  expect(await ana.see('payment').count()).toBe(0);

  const closed = await staff.close(COHORT, today());
  const paid = await staff.pay(closed.id, today(), id);
  expect(paid.learners?.find((learner) => learner.id === id)).toMatchObject({ amount: worth, paid_on: today(), not_received: false });
  await visits();
  await expect.poll(() => standing(entry)).toContain('Pagado el');
  await ana.press('earnings');
  expect(await ana.see('payment-amount').innerText()).toBe(money(worth));
  expect(await ana.see('earned-paid').innerText()).toContain(money(worth));

  await phone.offline();
  await ana.press('not-received');
  await ana.see('payment-missing').waitFor();
  await fits();
  await phone.online();
  await ana.arrived();
  const after = await staff.statement(closed.id);
  expect(after.learners?.find((learner) => learner.id === id)).toMatchObject({ not_received: true });

  // It came after all: her newest word stands.
  await ana.go('work');
  await ana.press('earnings');
  await ana.press('received');
  await ana.see('payment-received').waitFor();
  await ana.arrived();
  const later = await staff.statement(closed.id);
  expect(later.learners?.find((learner) => learner.id === id)).toMatchObject({ not_received: false });
});
