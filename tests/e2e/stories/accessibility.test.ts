/**
 * Every screen, for whoever cannot see well, has a small phone, or uses no mouse.
 *
 * Owns walking through all screens in both languages. Must not judge anything but access.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Coordinator } from '../src/coordinator';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';
import { totp } from '../src/totp';
import { plainWords } from '../src/words';

const WIDTHS = [320, 360];
const PICTURES = { kind: 'pictures', pictures: [4, 4, 12, 0, 7] } as const;

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

/** Holds a screen to the rules; all that is wrong anywhere is told at the end. */
class Inspector {
  readonly found: string[] = [];
  screens = 0;

  async look(page: Page, name: string, figures = false): Promise<void> {
    this.screens += 1;
    await plainWords(page, { figures });
    const { height = 640, width = 360 } = page.viewportSize() ?? {};
    // All of it at once: what lies half under the bar of places is no small target, it scrolls.
    await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight + 120) });
    for (const barrier of await barriers(page)) this.found.push(`${name}: ${barrier}`);
    for (const each of WIDTHS) {
      await page.setViewportSize({ width: each, height });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      if (wide > each) this.found.push(`${name}: ${wide} px wide at ${each} px`);
    }
    await page.setViewportSize({ width, height });
  }
}

test.each(['es', 'en'] as const)("a learner's screens (%s)", async (language) => {
  const inspector = new Inspector();
  const someone = await server.withQuestion();
  const phone = await Phone.open(server.port);
  const learner = new Learner(phone, 6);
  const look = (name: string): Promise<void> => inspector.look(learner.page, name);
  await learner.see(`language-${language}`).waitFor();
  await look('welcome');
  await learner.press(`language-${language}`);
  await look('code');
  await learner.see('enrol-code').fill('ABC');
  await learner.press('enrol-next');
  await look('code too short');
  await learner.see('enrol-code').fill(await server.code(someone));
  await learner.press('enrol-next');
  await look('picture');
  await learner.press('picture-6');
  await learner.press('enrol-picture-next');
  await look('which secret');
  await learner.press('kind-pictures');
  await look('choose pictures');
  await learner.putIn(PICTURES);
  await learner.press('secret-see');
  await look('pictures shown');
  await learner.press('secret-next');
  await look('again');
  await learner.putIn({ kind: 'pictures', pictures: [0, 9, 0, 9, 1] });
  await learner.press('secret-next');
  await look('not the same');
  await learner.putIn(PICTURES);
  await learner.press('secret-next');
  await learner.see('card-make').waitFor();
  await look('card offered');
  await learner.press('card-make');
  await learner.see('recovery-card').waitFor();
  await look('card');
  await learner.press('card-done');
  await learner.at('home');
  await learner.see('home-question').waitFor();
  await look('home');
  await learner.press('settings');
  await look('settings');
  for (const place of ['secret', 'card', 'helpers', 'seen', 'install', 'safety', 'remove']) {
    await learner.press(`to-${place}`);
    await learner.at(place);
    await look(place);
    await learner.press('back');
    await learner.at('settings');
  }

  await learner.go('learn');
  await look('courses');
  const reading = new Reading(learner, language === 'es' ? 'primeros-pasos' : 'first-steps');
  await reading.open();
  await look('course to get');
  await reading.download();
  await look('course');
  const [first] = await reading.lessons();
  await reading.openLesson(first?.id ?? '');
  for (;;) {
    const { page, of } = await reading.onPage();
    await look(`lesson page ${page}`);
    if (await learner.see('quiz').isVisible()) {
      await learner.page.locator('.quiz-option[data-right=false]').first().click();
      await look('quiz, not yet');
      await learner.press('quiz-retry');
      await reading.answerQuiz();
      await look('quiz end');
    }
    if (page === of) break;
    await learner.press('page-next');
    await expect.poll(async () => (await reading.onPage()).page).toBe(page + 1);
  }
  await learner.press('lesson-finish');
  await learner.see('to-home').waitFor();
  await look('lesson done');

  await learner.go('work');
  await look('work');
  await learner.press('work-add');
  await look('which work');
  await learner.press('task-revisar');
  await look('which day');
  await learner.press('chip-task');
  await learner.press('task-etiquetar');
  await learner.press('day-other');
  await look('other day');
  await learner.press('day-1');
  await look('how long');
  await learner.press('step-next');
  await look('no answer');
  await learner.press('hours-3');
  await learner.press('step-next');
  await look('anything more');
  await learner.press('step-next');
  await look('is it right');
  await learner.press('save');
  await learner.see('saved-here').waitFor();
  await look('saved');
  const entries = await learner.entries();
  const mine = entries.find((entry) => !entry.question && entry.held === 'phone') ?? entries.find((entry) => !entry.question);
  await learner.openEntry(mine?.id ?? '');
  await look('entry');
  await learner.press('withdraw');
  await learner.see('restore').waitFor();
  await look('withdrawn');
  await learner.undo();
  await learner.go('messages');
  await look('messages');
  const ask = (kind: string) => learner.page.locator('div, li, article, section').filter({ has: learner.see(`ask-${kind}`) }).last().getByTestId('answer');
  await ask('asked').click();
  await learner.see('reply-why').waitFor();
  await look('asked by staff');
  await learner.press('back');
  await ask('versions').click();
  await learner.see('choose-0').waitFor();
  await look('question');
  await learner.go('home');
  await learner.press('leave');
  await learner.see('recipe-home').waitFor();
  await look('another page');
  await learner.press('recipe-home');
  await learner.see('first-time').waitFor();
  await look('lock');
  await learner.press('safety');
  await look('safety, nobody in');
  await learner.press('back');
  await learner.press('other-profile');
  await look('other profile');
  await learner.press('other-2');
  await look('other, which secret');
  await learner.press('kind-digits');
  await look('other, digits');
  await learner.press('back');
  await learner.press('back');
  await learner.press('profile-6');
  await look('pictures');
  for (let tries = 0; tries < 4; tries += 1) {
    await learner.putIn({ kind: 'pictures', pictures: [1, 2, 3, 5, 8] });
    await expect.poll(() => learner.see('secret-wrong').innerText()).not.toBe('');
    await expect.poll(() => learner.see('secret-slots').getAttribute('data-filled')).toBe('0');
  }
  await look('wrong, and a wait');
  await learner.press('forgot');
  await look('forgot');
  await learner.press('use-card');
  await learner.see('card-words').fill('uno dos tres');
  await look('with a card');
  await learner.press('back');
  await learner.press('use-code');
  await learner.see('renew-code').waitFor();
  await look('with a new code');
  await phone.page.goto(phone.road.origin);
  await learner.press('other-profile');
  await learner.press('other-3');
  await learner.press('kind-digits');
  await learner.press('forgot');
  await learner.press('use-centre');
  await learner.see('centre-ask').waitFor();
  await look("with the centre's key");
  await learner.press('centre-ask');
  await learner.see('centre-code').waitFor();
  await look('asking two people');
  await phone.page.goto(`${phone.road.origin}/#/visita`);
  await learner.see('visit-begin').waitFor();
  await look('visit');
  expect(inspector.found).toEqual([]);
  expect(inspector.screens).toBeGreaterThan(50);
  expect(phone.troubles).toEqual([]);
  await phone.remove();
}, 360_000);

const DESK = { width: 1280, height: 800 };
const HAND = { width: 360, height: 740 };

test.each([
  { language: 'es', viewports: [HAND, DESK] },
  { language: 'en', viewports: [HAND] },
])("the coordinator's pages ($language)", async ({ language, viewports }) => {
  const inspector = new Inspector();
  for (const viewport of viewports) {
    const office = await Coordinator.open(server, viewport);
    const look = (name: string): Promise<void> => inspector.look(office.page, `${name} at ${viewport.width}`, true);
    await office.page.getByTestId('sign-in').waitFor();
    await office.page.getByTestId(`language-${language}`).click();
    await look('sign in');
    await office.signIn('wrong');
    await expect.poll(() => office.page.getByTestId('sign-in-problem').innerText()).not.toBe('');
    await look('wrong password');
    await office.enter();
    await office.page.getByTestId(`language-${language}`).click();
    await look('cohort');
    await office.openLearner(await server.withQuestion());
    for (const fold of (await office.page.locator('summary').all()).slice(0, 4)) await fold.click();
    await look('learner');
    await office.page.getByTestId('kin-add').click();
    await office.page.getByTestId('same-add').click();
    await look('relatives and entries made twice');
    await office.page.getByTestId('make-code').click();
    await office.page.getByTestId('code-screen').click();
    await office.page.getByTestId('code').waitFor();
    await look('code');
    await office.page.getByTestId('close-code').click();
    await office.page.getByTestId('person-change').click();
    await office.page.getByTestId('person-save').waitFor();
    await look('changing a person');
    await office.page.goto(`${server.origin}/oficina#/cohort/cohorte-1/enrol`);
    await office.page.getByTestId('consent-contact').check();
    await office.page.getByTestId('enrol-save').click();
    await office.page.getByTestId('fault-name').waitFor();
    await look('enrol');
    await office.page.getByTestId('person-name').fill(`Julia Arce ${'ABCD'[viewports.indexOf(viewport)] ?? ''}${language}`);
    await office.page.getByTestId('consent-record').check();
    await office.page.getByTestId('channel-none').check();
    await office.page.getByTestId('enrol-save').click();
    await office.page.getByTestId('enrolled').waitFor();
    await look('enrolled');
    await office.page.goto(`${server.origin}/oficina#/cohort/cohorte-1/table`);
    await office.page.getByTestId('table-page').waitFor();
    await look('list');
    await office.openQuestions('cohorte-1');
    await look('questions');
    await office.page.goto(`${server.origin}/oficina#/cohort/cohorte-1/statements`);
    await office.page.getByTestId('close-period').click();
    await look('closing a period');
    await office.page.getByTestId('close-look').click();
    await office.page.getByTestId('close-change').waitFor();
    await look('what it would hold');
    await office.page.getByTestId('statement-link').first().click();
    await office.page.getByTestId('person-lines').first().click();
    await look('statement');
    await office.page.goto(`${server.origin}/oficina#/recovery`);
    await office.page.getByTestId('recovery-code').fill('K7QM2XWP');
    await office.page.getByTestId('recovery-look').click();
    await expect.poll(() => office.page.getByTestId('recovery-problem').innerText()).not.toBe('');
    await look('recovery');
    await office.page.goto(`${server.origin}/oficina#/files`);
    await office.page.getByTestId('files-text').fill('Buenos días');
    await office.page.getByTestId('files-paste').click();
    await office.page.getByTestId('courier_missing').waitFor();
    await look('receiving a file');
    await office.page.goto(`${server.origin}/oficina#/recovery`);
    await office.page.getByTestId('paper-make').waitFor();
    if (await office.page.getByTestId('paper-sure').isVisible()) await office.page.getByTestId('paper-sure').check();
    await office.page.getByTestId('paper-make').click();
    await office.page.getByTestId('paper').waitFor();
    await look('paper');
    await office.close();
  }
  expect(inspector.found).toEqual([]);
}, 240_000);

test.each(['es', 'en'] as const)("an administrator's pages (%s)", async (language) => {
  const inspector = new Inspector();
  const office = await Coordinator.open(server, HAND);
  const { page } = office;
  const look = (name: string): Promise<void> => inspector.look(page, name, true);
  const open = async (hash: string, test: string): Promise<void> => {
    await page.goto(`${server.origin}/oficina#/${hash}`);
    await page.getByTestId(test).first().waitFor();
  };
  await page.getByTestId(`language-${language}`).click();
  await office.signIn(undefined, 'administradora');
  await page.getByTestId('account').first().waitFor();
  await look('accounts');
  await open('account/mentora', 'account-form');
  await page.getByTestId('account-reset').click();
  await page.getByTestId('grant-more').click();
  await look('account');
  await open('account/administradora', 'account-read');
  await look('her own account');
  await open('new-account', 'grant-role');
  await page.getByTestId('new-save').click();
  await page.getByTestId('grant-add').click();
  await look('new account, empty');
  await page.getByTestId('new-name').fill('Elena Flores');
  await page.getByTestId('new-login').fill(`elena-${language}`);
  await page.getByTestId('new-save').click();
  await page.getByTestId('first-password').waitFor();
  await look('first password');
  await open('audit', 'audit-entry');
  await look('log');
  await open('cohorts', 'refused');
  await look('refused');
  await open('me', 'second-factor');
  await look('her account');
  await page.getByTestId('two-begin').click();
  await look('prove');
  await page.getByTestId('two-password').fill(server.sheet.coordinator.password);
  await page.getByTestId('two-next').click();
  const secret = await page.getByTestId('two-secret').innerText();
  await look('scan');
  await page.getByTestId('two-code').fill(totp(secret));
  await page.getByTestId('two-confirm').click();
  await page.getByTestId('two-paper').waitFor();
  await look('paper');
  const [paper = '', again = ''] = await page.getByTestId('recovery-code').allInnerTexts();
  await page.getByTestId('two-done').click();
  await page.getByTestId('recovery-left').waitFor();
  await page.getByTestId('sign-out').click();
  await office.signIn(undefined, 'administradora');
  await page.getByTestId('sign-in-code').waitFor();
  await look('second step');
  await page.getByTestId('sign-in-code').fill(paper);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('two-end').click();
  await page.getByTestId('two-password').fill(server.sheet.coordinator.password);
  await page.getByTestId('two-code-now').fill(again);
  await look('taking it away');
  await page.getByTestId('two-next').click();
  await page.locator('[data-test=second-factor][data-state=off]').waitFor();
  await office.close();
  expect(inspector.found).toEqual([]);
}, 120_000);
