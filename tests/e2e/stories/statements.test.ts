/**
 * A period at the office: what it will hold, closed, every cent explained, paid, and "it did not come".
 *
 * Owns the coordinator's pages about pay, on a small screen, beside a real phone. Must not reckon an
 * amount itself: what a page shows is held against the ledger's own answer.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { fits } from '../src/access';
import { Coordinator, parseCsv } from '../src/coordinator';
import { Desk, Staff } from '../src/desk';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

interface Statement {
  readonly totals: readonly { readonly amount: number; readonly paid: number }[];
  readonly learners: readonly { readonly id: string; readonly amount: number; readonly paid_on?: string }[];
  readonly lines: readonly { readonly learner: string; readonly amount: number }[];
}

let server: Server;
let office: Coordinator;
let phone: Phone;
let ana: Learner;
let id: string;

beforeAll(async () => {
  server = await Server.start();
  phone = await Phone.open(server.port);
  ana = new Learner(phone, 3);
  office = await Coordinator.open(server, { width: 360, height: 740 });
  await office.enter();
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  await office.close();
  await server.remove();
});

const today = (): string => new Date().toISOString().slice(0, 10);
const money = (amount: number): string => `Bs\u00a0${(amount / 100).toFixed(2).replace('.', ',')}`;
const statementId = (): string => office.page.url().split('/').at(-1) ?? '';

async function ledger(): Promise<Statement> {
  return (await office.ask(`/api/statements/${statementId()}`)).body as Statement;
}

test('what she worked is approved', async () => {
  const newcomer = await server.newcomer('Ana');
  id = newcomer.id;
  await ana.enrol(newcomer.code);
  const entries = [await ana.noteWork({ task: 'etiquetar', hours: 2 }), await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 4 })];
  await ana.arrived();
  const desk = await Desk.of(await Staff.signedIn(server), id);
  for (const entry of entries) desk.decide(entry, { outcome: 'approve' });
  await desk.sync();
});

test('before closing she reads what it will hold, and days that are taken are refused in words', async () => {
  const { page } = office;
  await page.getByTestId('open-statements').click();
  await page.getByTestId('statement').first().waitFor();
  await fits(office.page);
  await page.getByTestId('close-period').click();
  const offered = await page.getByTestId('close-from').inputValue();
  await page.getByTestId('close-from').fill('2026-01-01');
  await page.getByTestId('close-look').click();
  await expect.poll(() => page.getByTestId('close-problem').innerText()).toContain('planilla cerrada');
  await page.getByTestId('close-from').fill(offered);
  await page.getByTestId('close-to').fill(today());
  await page.getByTestId('close-look').click();
  await page.getByTestId('close-holds').waitFor();
  const words = await page.getByTestId('close-holds').innerText();
  expect(words).toContain('1 persona · 6\u00a0h');
  expect(words).toContain('2 anotaciones aprobadas');
  expect(await page.getByTestId('close-open').innerText()).toContain('esperan todavía');
  await fits(office.page);
  await page.getByTestId('close-confirm').click();
  await page.getByTestId('sheet-person').waitFor();
  const { totals, lines } = await ledger();
  expect(words).toContain(`En total: ${money(totals[0]?.amount ?? -1)}`);
  expect(lines.map(({ learner }) => learner)).toEqual([id, id]);
});

test('every cent is explained by a line, on the screen and in the table', async () => {
  const { page } = office;
  await page.getByTestId('person-lines').click();
  const { learners, lines } = await ledger();
  const amount = learners.find((learner) => learner.id === id)?.amount ?? -1;
  expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(amount);
  const shown = await page.getByTestId('statement-line').locator('.of-n').allInnerTexts();
  expect(shown).toEqual(lines.map((line) => money(line.amount)));
  expect(await page.getByTestId('lines-sum').innerText()).toBe(money(amount));
  expect(await page.getByTestId('person-amount').innerText()).toBe(money(amount));
  await fits(office.page);

  const { text } = await office.download('csv-statement');
  const [head = [], ...rows] = parseCsv(text);
  expect(rows.map((row) => Number(row[head.indexOf('amount')]))).toEqual(lines.map((line) => line.amount));

  await page.emulateMedia({ media: 'print' });
  expect(await page.getByTestId('mark-paid').isVisible()).toBe(false);
  expect(await page.getByTestId('choose-person').isVisible()).toBe(false);
  expect(await page.getByTestId('statement-line').first().isVisible()).toBe(true);
  await page.emulateMedia({ media: 'screen' });
});

test('paid after a second look, told to her phone, and "No me llegó" is seen here', async () => {
  const { page } = office;
  await page.getByTestId('pay-go').dispatchEvent('click');
  expect(await page.getByTestId('pay-sure').count(), 'nobody was chosen').toBe(0);
  await page.getByTestId('choose-person').check();
  await page.getByTestId('pay-day').fill(today());
  await page.getByTestId('pay-method').selectOption('qr');
  await page.getByTestId('pay-go').click();
  const words = await page.getByTestId('pay-words').innerText();
  const { totals } = await ledger();
  expect(words).toContain(money(totals[0]?.amount ?? -1));
  await fits(office.page);
  await page.getByTestId('pay-no').click();
  expect((await ledger()).totals[0]?.paid).toBe(0);
  await page.getByTestId('pay-go').click();
  await page.getByTestId('pay-yes').click();
  await page.getByTestId('mark-paid').waitFor({ state: 'detached' });
  expect(await page.getByTestId('person-state').innerText()).toContain('por QR');
  expect((await ledger()).learners[0]?.paid_on).toBe(today());

  await ana.go('home');
  await ana.visit();
  await ana.go('work');
  await ana.press('earnings');
  await ana.see('payment-amount').waitFor();
  expect(await ana.see('payment-amount').innerText()).toBe(money(totals[0]?.amount ?? -1));
  await ana.press('not-received');
  await ana.arrived();
  await page.getByTestId('refresh').click();
  await page.getByTestId('person-missing').waitFor({ timeout: PATIENCE_MS });
  expect(await page.getByTestId('statement-missing').innerText()).toBe('1');
  await fits(office.page);
});
