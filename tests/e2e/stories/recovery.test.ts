/**
 * A secret is forgotten, and nothing of hers is lost by it.
 *
 * Owns the ways back in that need staff: beginning anew with a code, and the centre's key. Must not
 * look into how anything is sealed.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS, type SecretSeen } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';
import { begin, someone } from '../src/shared-phone';
import { plainWords } from '../src/words';

let server: Server;
let phone: Phone;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

beforeEach(async () => {
  phone = await Phone.open(server.port);
});

afterEach(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
});

test('a new code brings everything back, and the profile from before goes when nothing is lost by it', async () => {
  const before = await someone(server, phone, 3, 'Olga');
  await before.noteWork({ task: 'etiquetar', hours: 2 });
  await before.arrived();
  await phone.appIsHere();
  await phone.offline();
  await before.noteWork({ task: 'etiquetar', hours: 5 });
  await before.go('home');
  await before.leave();

  // Told what has not left yet, without anybody's secret; and that it stays.
  await before.press('profile-3');
  await before.press('forgot');
  await before.press('use-code');
  await before.see('renew-count').waitFor();
  expect(await before.see('renew-count').getAttribute('data-unsent')).toBe('1');
  await plainWords(phone.page);
  await phone.online();
  await before.see('renew-whole').waitFor({ timeout: PATIENCE_MS });
  await plainWords(phone.page);
  await before.press('renew-code');

  const after = new Learner(phone, 4);
  await after.see('enrol-code').fill(await server.code(before.id));
  await after.enrolFromCode();
  await expect.poll(async () => (await after.entries()).map((entry) => entry.amount).sort(), { timeout: PATIENCE_MS }).toEqual(['2 h', '5 h']);
  await after.go('home');
  await after.leave();
  await expect.poll(() => after.see('profile-3').count(), { timeout: PATIENCE_MS }).toBe(0);
  await after.enter();
  expect((await after.entries()).length).toBe(2);
});

const NEXT: SecretSeen = { kind: 'digits', digits: '604182' };

/** Somebody of the staff at her own machine, with her paper of the centre's key. */
async function holder(login: string): Promise<{ at: Coordinator; words: string }> {
  const at = await Coordinator.open(server, { width: 360, height: 740 });
  const { page } = at;
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill(server.sheet.coordinator.password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('recovery').click();
  await page.getByTestId('paper-make').click();
  await page.getByTestId('paper').waitFor();
  await plainWords(page);
  const words = (await page.getByTestId('paper-word').allInnerTexts()).join(' ');
  await page.getByTestId('paper-done').click();
  return { at, words };
}

test('two people of the centre open what neither can alone, and she sees it for good', async () => {
  const holders = [await holder('facilitadora'), await holder('coordinadora')];
  const [first, second] = holders;
  if (first === undefined || second === undefined) throw new Error('two holders');
  const learner = await someone(server, phone, 5, 'Nora');
  await learner.press('settings');
  await learner.press('to-helpers');
  await learner.press('helpers-look');
  await learner.see('helpers-yes').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('helpers-names').innerText()).toMatch(/Facilitación de prueba\s+Coordinación de prueba/);
  await plainWords(phone.page);
  await learner.press('helpers-yes');
  await learner.see('helpers-drop').or(learner.see('secret')).first().waitFor({ timeout: PATIENCE_MS });
  if (await learner.see('secret').isVisible()) await learner.putIn(learner.secret);
  await learner.see('helpers-drop').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('uses-none').isVisible()).toBe(true);
  await phone.appIsHere();
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 6 });
  await learner.go('home');
  await learner.leave();
  await phone.online();

  // Her secret is forgotten; the unsent hours are still on the phone.
  await begin(phone);
  await learner.press('profile-5');
  await learner.press('forgot');
  await learner.press('use-centre');
  await learner.press('centre-ask');
  await learner.see('centre-code').waitFor({ timeout: PATIENCE_MS });
  const code = await learner.see('centre-code').innerText();
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  await plainWords(phone.page);
  for (const [at, { at: coordinator, words }] of holders.entries()) {
    const { page } = coordinator;
    await page.getByTestId('recovery-code').fill(code.toLowerCase());
    await page.getByTestId('recovery-look').click();
    await page.getByTestId('recovery-who').waitFor();
    expect(await page.getByTestId('recovery-who').innerText()).toContain('Nora');
    await plainWords(page);
    if (at === 1) {
      // With the other one's words nothing is given, and nothing is said.
      await page.getByTestId('recovery-paper').fill(first.words);
      await page.getByTestId('recovery-give').click();
      await expect.poll(() => page.getByTestId('recovery-problem').innerText()).toMatch(/no abre/);
      expect(await page.getByTestId('recovery-given').innerText()).toContain('Facilitación de prueba');
    }
    await page.getByTestId('recovery-paper').fill(words);
    await page.getByTestId('recovery-give').click();
    await page.getByTestId('recovery-done').waitFor();
    if (at === 0) {
      await expect.poll(() => learner.see('centre-given').innerText(), { timeout: PATIENCE_MS }).toMatch(/1 de 2/);
      // The same person a second time is nobody more.
      await page.getByTestId('recovery-again').click();
      await page.getByTestId('recovery-code').fill(code);
      await page.getByTestId('recovery-look').click();
      await page.getByTestId('recovery-no-part').waitFor();
    }
  }
  learner.secret = NEXT;
  await learner.see('kind-digits').waitFor({ timeout: PATIENCE_MS });
  await learner.chooseSecret(NEXT);
  await learner.at('home');
  expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['6 h']);
  await learner.go('home');
  await learner.see('recovered-use').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('recovered-use').innerText()).toMatch(/dos personas del centro abrieron tu perfil: .* de prueba y .* de prueba/);
  await plainWords(phone.page);
  await learner.press('recovered-read');
  await learner.leave();
  await learner.enter();
  expect(await learner.see('recovered').count()).toBe(0);
  await learner.press('settings');
  await learner.press('to-helpers');
  await learner.see('use').waitFor();
  expect(await learner.see('use').count()).toBe(1);
  const log = JSON.parse(await server.cli('audit', 'list', '--act', 'use_recovery_key', '--subject', `learner:${learner.id}`, '--json')) as { account: string }[];
  expect(log.map(({ account }) => account)).toEqual(['coordinadora', 'facilitadora']);
  for (const { at } of holders) await at.close();
});

test('on a phone that the centre lends her things arrive, and go when her visit ends', async () => {
  const own = await Phone.open(server.port);
  const { id, code } = await server.newcomer('Visita');
  const home = new Learner(own, 2);
  await home.enrol(code);
  await home.noteWork({ task: 'etiquetar', hours: 4 });
  await home.arrived();
  await own.remove();

  const learner = new Learner(phone, 8);
  await learner.see('language-es').waitFor();
  await phone.page.goto(`${phone.road.origin}/#/ajustes`);
  await learner.press('lend');
  await expect.poll(() => learner.see('lend').getAttribute('aria-checked')).toBe('true');
  await plainWords(phone.page);
  await phone.page.goto(`${phone.road.origin}/#/`);
  // Somebody is at home on it, so that it asks who comes.
  const resident = await someone(server, phone, 1, 'De la casa');
  await resident.leave();
  await learner.press('visit');
  await learner.see('visit-begin').waitFor();
  await plainWords(phone.page);
  await learner.press('visit-begin');
  await learner.see('enrol-code').fill(await server.code(id));
  await learner.press('enrol-next');
  await learner.press('picture-8');
  await learner.press('enrol-picture-next');
  await learner.chooseSecret(learner.secret);
  await learner.at('home');
  await expect.poll(async () => (await learner.entries()).map((entry) => entry.amount), { timeout: PATIENCE_MS }).toEqual(['4 h']);
  await learner.noteWork({ task: 'etiquetar', hours: 1 });
  await learner.arrived();
  await learner.press('visit-finish');
  await learner.press('remove-do');
  // The office has it all, and no backup yet: that is named, and she chooses.
  await learner.see('loss-understood').waitFor();
  expect(await learner.see('loss-unsent').count()).toBe(0);
  await plainWords(phone.page);
  await learner.press('loss-understood');
  await learner.press('remove-do');
  await learner.see('profile-1').waitFor({ timeout: PATIENCE_MS });
  await expect.poll(() => learner.see('profile-8').count(), { timeout: PATIENCE_MS }).toBe(0);
  expect(Object.keys(await server.work(id))).toHaveLength(2);
});
