/**
 * An opening from the office to her phone, read and answered without internet; and what is sent of her
 * only once she has said yes to exactly that.
 *
 * Owns both sides' screens. How words on texts fold is sync-core's tests' to say.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Notebook } from '../src/notebook';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';
import { searchDisk } from '../src/storage';
import { plainWords } from '../src/words';

const TITLE = 'Atención por teléfono';
const FIRST = 'Ana Condori, 24 años, vive en El Alto.';
const SECOND = 'Ana Condori terminó el curso de atención.';

let server: Server;
let phone: Phone;
let ana: Learner;
let chief: Notebook;
let someone: { id: string; code: string };

beforeAll(async () => {
  server = await Server.start();
  someone = await server.newcomer('Ana Condori');
  phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  ana = new Learner(phone, 3);
  chief = await Notebook.of(server, 'coordinadora', '503817');
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await server.verify();
  await phone.remove();
  await chief.close();
  await server.remove();
});

/** `before`: what is brought to the middle of the screen first, out from under the bar. */
async function fits(name: string, before?: string): Promise<void> {
  if (before !== undefined) await ana.see(before).evaluate((each) => each.scrollIntoView({ block: 'center' }));
  await plainWords(ana.page);
  expect(await barriers(ana.page)).toEqual([]);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await picture(ana.page, name);
}

/** A day from now, where the browsers are. */
const inDays = (days: number): Promise<string> =>
  ana.page.evaluate((after) => {
    const at = new Date(Date.now() + after * 86_400_000);
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  }, days);

test('the office writes an opening, which reaches her phone once somebody answers for it', async () => {
  await ana.enrol(someone.code);
  await ana.visit();
  await chief.go('#/cohort/cohorte-1/notices');
  await chief.see('notices-none').waitFor({ timeout: PATIENCE_MS });
  await chief.see('notice-add').click();
  await chief.see('notice-save').click();
  await chief.see('notice-problem').waitFor();
  await chief.see('notice-title').fill(TITLE);
  await chief.see('notice-company').fill('Llamadas Andinas');
  await chief.see('notice-place').fill('El Alto, zona 16 de Julio');
  await chief.see('notice-ends_on').fill(await inDays(20));
  await chief.see('notice-form').getByTestId('notice-text').fill('Medio tiempo, por las mañanas.\nContrato de un año.');
  await chief.fits();
  await picture(chief.page, 'notice-form');
  await chief.see('notice-save').click();
  await chief.see('notice-unverified').waitFor({ timeout: PATIENCE_MS });
  await ana.go('home');
  await ana.visit();
  expect(await ana.see('home-openings').count()).toBe(0);

  await chief.see('notice-change').click();
  await chief.see('notice-verify').check();
  await chief.see('notice-save').click();
  await chief.see('notice-verified').waitFor({ timeout: PATIENCE_MS });
  expect(await chief.see('notice-verified').innerText()).toContain('comprobó que existe');
  await chief.fits();
  await picture(chief.page, 'notices');
  await ana.visit();
  await ana.see('home-openings').waitFor({ timeout: PATIENCE_MS });
  await fits('openings-home');
});

test('she reads it without internet, and says that she is interested', async () => {
  await phone.offline();
  await ana.leave();
  await phone.shut();
  await phone.start();
  await ana.enter();
  await ana.press('home-openings');
  await ana.see('notice-text').waitFor();
  expect(await ana.see('notice-text').innerText()).toContain('Contrato de un año.');
  await fits('openings', 'notice-text');
  await ana.press('interest');
  await ana.see('interest-said').waitFor();
  await fits('openings-interested', 'interest-end');
  await phone.online();
  await ana.arrived();

  await chief.go('#/cohorts');
  await chief.go('#/cohort/cohorte-1/notices');
  await expect.poll(() => chief.see('notice-interested').innerText(), { timeout: PATIENCE_MS }).toContain('A 1 le interesa');
  await chief.see('notice-candidates').click();
  const line = chief.page.locator(`[data-test=candidate][data-learner="${someone.id}"]`);
  await line.getByTestId('candidate-interested').waitFor({ timeout: PATIENCE_MS });
  await chief.fits();
  await picture(chief.page, 'candidates');
  await line.getByTestId('candidate-write').click();
});

test('what would be sent can be copied only once she has said yes to exactly that', async () => {
  await chief.make();
  await chief.see('referral-opening').waitFor({ timeout: 4 * PATIENCE_MS });
  await chief.see('referral-opening').selectOption({ index: 1 });
  await chief.see('referral-words').fill(FIRST);
  await chief.fits();
  await picture(chief.page, 'referral-form');
  await chief.see('referral-save').click();
  await chief.see('referral').waitFor({ timeout: PATIENCE_MS });
  expect(await chief.see('referral-copy').count()).toBe(0);
  expect(await chief.see('referral-send').count()).toBe(0);
  await chief.sent();

  await ana.go('home');
  await ana.visit();
  await ana.see('home-referral').waitFor({ timeout: PATIENCE_MS });
  await fits('referral-home');
  await ana.press('referral-open');
  await expect.poll(() => ana.see('referral-text').innerText()).toBe(FIRST);
  await fits('referral', 'referral-no');

  // A word is changed: what she is asked is the new text, and no other.
  await chief.see('referral-change').click();
  await chief.see('referral').getByTestId('referral-words').fill(SECOND);
  await chief.see('referral').getByTestId('referral-save').click();
  await expect.poll(() => chief.see('referral-text').innerText(), { timeout: PATIENCE_MS }).toBe(SECOND);
  await chief.sent();
  await ana.visit();
  await expect.poll(() => ana.see('referral-text').innerText(), { timeout: PATIENCE_MS }).toBe(SECOND);
  await phone.offline();
  await ana.press('referral-yes');
  await ana.see('referral-again').waitFor();
  await fits('referral-allowed', 'referral-again');
  await phone.online();
  await ana.arrived();

  await chief.go('#/cohort/cohorte-1/review');
  await chief.bring();
  await chief.go(`#/learner/${someone.id}/referral`);
  await expect.poll(() => chief.see('referral').getAttribute('data-state'), { timeout: 4 * PATIENCE_MS }).toBe('allowed');
  await chief.see('referral-copy').waitFor();
  await chief.fits();
  await picture(chief.page, 'referral-office');
  await chief.see('referral-send').click();
  await chief.see('referral-sent').waitFor({ timeout: PATIENCE_MS });
  await chief.sent();
  await ana.visit();
  await ana.go('messages');
  await ana.see('outcomes').waitFor({ timeout: PATIENCE_MS });
  expect(await ana.see('outcomes').innerText()).toContain('Hablamos de ti con una empresa');
});

test('what is closed is gone from her phone, and no disk holds readable what was written of her', async () => {
  await chief.go('#/cohort/cohorte-1/notices');
  await chief.see('notice-close').click();
  await chief.see('notices-over').waitFor({ timeout: PATIENCE_MS });
  await ana.go('home');
  await ana.visit();
  await expect.poll(() => ana.see('home-openings').count(), { timeout: PATIENCE_MS }).toBe(0);
  await ana.leave();
  await phone.shut();
  expect(await searchDisk(phone.folder, [FIRST, SECOND, 'zona 16 de Julio'])).toEqual([]);
  await phone.start();
});
