/**
 * A survey answered without internet, written down in a call, and what only the office reads of it;
 * and messages between her and who accompanies her.
 *
 * Owns both sides' screens. What counts of several words is the server's tests' to say.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Notebook } from '../src/notebook';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { ROOT, Server } from '../src/server';
import { searchDisk } from '../src/storage';
import { plainWords } from '../src/words';

const SURVEY = {
  id: 'inicio', title: { es: 'Antes de empezar', en: 'Before we begin' }, at: 'enrolment',
  questions: [
    { id: 'trabajo', kind: 'yes_no', text: { es: '¿Tienes trabajo hoy?', en: 'Do you have work today?' } },
    { id: 'uso', kind: 'many', text: { es: '¿Para qué usas el teléfono?', en: 'What do you use the phone for?' }, options: [{ id: 'familia', title: { es: 'Hablar con mi familia', en: 'Talk with my family' } }, { id: 'vender', title: { es: 'Vender', en: 'Sell' } }] },
    { id: 'ingreso', kind: 'number', sensitive: true, text: { es: '¿Cuánto ganas al mes?', en: 'How much do you earn a month?' }, unit: { es: 'bolivianos', en: 'bolivianos' } },
    { id: 'en-casa', kind: 'text', sensitive: true, text: { es: '¿Cómo van las cosas en tu casa?', en: 'How are things at home?' } },
    { id: 'nacida', kind: 'yes_no', sensitive: true, text: { es: '¿Naciste en otro país?', en: 'Were you born in another country?' } },
    { id: 'meta', kind: 'text', text: { es: '¿Qué quieres lograr?', en: 'What do you want to achieve?' } },
  ],
};
/** Nobody but the office reads it, on no disk. */
const AT_HOME = 'Duermo en el pasillo de Doña Hortensia';
const GOAL = 'Una pastelería';

let server: Server;
let phone: Phone;
let ana: Learner;
let rosa: Notebook;
let id: string;
let folder: string;

beforeAll(async () => {
  server = await Server.start();
  folder = await mkdtemp(join(tmpdir(), 'chaski-survey-'));
  const definition = JSON.parse(await readFile(join(ROOT, 'fixtures/programmes/puente.json'), 'utf8')) as object;
  const file = join(folder, 'programme.json');
  await writeFile(file, JSON.stringify({ ...definition, version: 1_000, surveys: [SURVEY] }));
  await server.stop();
  await server.cli('import', 'programme', file);
  // Who is under way keeps her version until she is moved.
  await server.cli('cohort', 'definition', 'cohorte-1', '1000', '--yes');
  await server.serve();
  phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  ana = new Learner(phone, 3);
  rosa = await Notebook.of(server, 'facilitadora', '503817');
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await server.verify();
  await phone.remove();
  await rosa.close();
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

async function fits(name: string): Promise<void> {
  await plainWords(ana.page);
  expect(await barriers(ana.page)).toEqual([]);
  expect(await ana.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await picture(ana.page, name);
}

const register = async (key: string) => {
  const { registers } = await server.record(id);
  return Object.entries(registers).find(([name]) => name.startsWith(key))?.[1][0]?.value;
};

test('a survey waits at home, and is answered without internet, one question at a time', async () => {
  const newcomer = await server.newcomer('Ana');
  id = newcomer.id;
  await ana.enrol(newcomer.code);
  await ana.see('survey-due').waitFor({ timeout: PATIENCE_MS });
  await fits('survey-home');
  await phone.offline();
  await ana.press('survey-open');
  await ana.see('survey-begin').waitFor();
  await fits('survey-intro');
  await ana.press('survey-begin');
  await ana.see('survey-no').waitFor();
  await fits('survey-yes-no');
  await ana.press('survey-no');
  await ana.press('survey-option-familia');
  await ana.press('survey-option-vender');
  await fits('survey-many');
  await ana.press('survey-next');
  await ana.see('survey-sensitive').waitFor();
  for (const digit of [1, 2, 0, 0]) await ana.press(`survey-digit-${digit}`);
  await fits('survey-number');
  await ana.press('survey-next');
  await ana.see('survey-text').fill(AT_HOME);
  await fits('survey-text');
  await ana.press('survey-next');
  await ana.see('survey-prefer-not').waitFor();

  // The phone goes out in the middle of it: she goes on where she stopped.
  await ana.leave();
  await phone.shut();
  await phone.start();
  await ana.enter();
  await ana.press('survey-open');
  expect(await ana.see('survey-begin').innerText()).toBe('Seguir donde quedé');
  await ana.press('survey-begin');
  await ana.press('survey-prefer-not');
  await ana.see('survey-text').fill(GOAL);
  await ana.press('survey-next');
  await ana.see('survey-save').waitFor();
  expect(await ana.see('survey-answered').innerText()).toBe('Contestaste 6 de 6.');
  await fits('survey-end');
  await ana.press('survey-save');
  await ana.see('survey-saved').waitFor();
  await fits('survey-saved');
  await ana.press('done');
  await ana.at('home');
  expect(await ana.see('survey-due').count()).toBe(0);
  await phone.online();
  await ana.arrived();

  const saved = await register('survey/inicio/');
  expect(saved).toMatchObject({ sealed: true, answers: { trabajo: { yes: false }, uso: { options: ['familia', 'vender'] }, meta: { text: GOAL } } });
  expect(JSON.stringify(saved)).not.toContain('1200');
});

test('in a call the facilitator writes more of it down, and sees nothing of what is sealed', async () => {
  await rosa.go(`#/learner/${id}`);
  await rosa.see('open-survey').click();
  await rosa.make();
  await rosa.see('survey-which').selectOption('inicio');
  await rosa.see('survey-before').waitFor({ timeout: PATIENCE_MS });
  const before = await rosa.see('survey-before').innerText();
  expect(before).toContain(GOAL);
  expect(before).not.toContain('Hortensia');
  await rosa.see('survey-save').click();
  expect(await rosa.see('survey-problem').innerText()).toContain('Elige cómo');
  await rosa.see('survey-source-call').check();
  await rosa.see('trabajo-yes').check();
  await rosa.see('ingreso-number').fill('mil');
  await rosa.see('survey-save').click();
  expect(await rosa.see('survey-problem').innerText()).toContain('solo el número');
  await rosa.see('ingreso-number').fill('1.500');
  await rosa.fits();
  await picture(rosa.page, 'survey-office');
  await rosa.see('survey-save').click();
  await expect.poll(() => rosa.see('survey-said').innerText(), { timeout: PATIENCE_MS }).toContain('Guardado');
  await rosa.sent();
  await rosa.see('survey-which').selectOption('inicio');
  expect(await rosa.page.locator('main').innerText()).not.toMatch(/1\.?500|Hortensia/);
  expect(await rosa.see('survey-before').innerText()).toContain('no se ven aquí');

  await ana.go('home');
  await ana.visit();
  await ana.go('messages');
  await ana.see('survey-change').click();
  await ana.see('survey-before').waitFor();
  await expect.poll(() => ana.see('survey-before').innerText(), { timeout: PATIENCE_MS }).toContain('Ya contestaste');
  await fits('survey-again');
});

test('she writes without internet, is answered, and sees that something new came', async () => {
  await ana.go('messages');
  await fits('messages');
  await phone.offline();
  await ana.press('conversation-open');
  await ana.see('talk-text').fill('¿El taller es el ju');
  // Half a sentence is there again.
  await ana.leave();
  await phone.shut();
  await phone.start();
  await ana.enter();
  await ana.go('messages');
  await ana.press('conversation-open');
  await expect.poll(() => ana.see('talk-text').inputValue()).toBe('¿El taller es el ju');
  await ana.see('talk-text').fill('¿El taller es el jueves?');
  await ana.press('talk-send');
  await ana.see('talk-hers').waitFor();
  expect(await ana.see('talk-hers').getByTestId('held').getAttribute('data-held')).toBe('phone');
  expect(await ana.see('talk-text').inputValue()).toBe('');
  await fits('talk-hers');
  await phone.online();
  await ana.arrived();

  // Whom to contact, and why; her rules come before a number.
  await rosa.go('#/cohort/cohorte-1/follow');
  const line = rosa.page.locator(`[data-test=follow-line][data-learner="${id}"]`);
  await line.getByTestId('why-asked').waitFor({ timeout: PATIENCE_MS });
  await line.getByTestId('follow-reach').click();
  await line.getByTestId('follow-no-contact').waitFor();
  await rosa.fits();
  await picture(rosa.page, 'follow-up');
  await line.getByTestId('follow-talk').click();
  await rosa.see('bring').or(rosa.see('talk-form')).first().waitFor({ timeout: PATIENCE_MS });
  await expect.poll(() => rosa.see('talk-hers').count(), { timeout: 4 * PATIENCE_MS }).toBe(1);
  expect(await rosa.see('talk-hers').innerText()).toContain('¿El taller es el jueves?');
  await rosa.see('talk-send').click();
  expect(await rosa.see('talk-problem').innerText()).toContain('Escribe');
  await rosa.see('talk-text').fill('Sí, a las nueve. Trae tu cuaderno.');
  await rosa.see('talk-send').click();
  await rosa.see('talk-theirs').waitFor();
  await rosa.sent();
  await rosa.fits();
  await picture(rosa.page, 'talk-office');

  await ana.go('home');
  await ana.visit();
  expect(await ana.waiting()).toBe(1);
  expect(await ana.see('conversation-unread').innerText()).toBe('1 mensaje nuevo');
  await fits('messages-unread');
  await ana.press('conversation-open');
  await ana.see('talk-theirs').waitFor();
  expect(await ana.see('talk-theirs').innerText()).toContain('Sí, a las nueve.');
  await fits('talk-both');
  expect(await ana.waiting()).toBe(0);
});

test('a coordinator says which mentor accompanies her, and the mentor finds her', async () => {
  const chief = await Notebook.of(server, 'coordinadora', '503817');
  await chief.go('#/cohort/cohorte-1/mentors');
  const line = chief.page.locator(`[data-test=mentors-line][data-learner="${id}"]`);
  await line.getByTestId('mentor-mentora').click({ timeout: PATIENCE_MS });
  await expect.poll(() => line.getByTestId('mentor-mentora').isChecked(), { timeout: PATIENCE_MS }).toBe(true);
  await chief.fits();
  await picture(chief.page, 'mentors');
  await chief.close();
  const mentor = await Notebook.of(server, 'mentora', '503817');
  await mentor.go(`#/learner/${id}`);
  await mentor.see('open-talk').click();
  await mentor.make();
  await mentor.see('talk-hers').waitFor({ timeout: 4 * PATIENCE_MS });
  expect(await mentor.see('talk-hers').innerText()).toContain('¿El taller es el jueves?');
  await mentor.close();
});

test('no disk holds readable what she said', async () => {
  await ana.leave();
  await phone.shut();
  expect(await searchDisk(phone.folder, [AT_HOME, GOAL, '¿El taller es el jueves?'])).toEqual([]);
  await phone.start();
});
