/**
 * The pictures of the README, drawn from the demonstration: `CHASKI_SCREENSHOTS=1 npm test`.
 *
 * Owns `docs/screenshots`, a picture of each screen of the shared phone in `target/screens`, and
 * where CHASKI_STEPS names a folder, those there and each step of two everyday tasks. Must not assert; the stories do.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { ROOT, Server } from '../src/server';

const TARGET = join(ROOT, 'docs/screenshots');
const STEPS = process.env['CHASKI_STEPS'];
const SCREENS = STEPS ?? join(ROOT, 'target/screens');

let server: Server;
let phone: Phone;
let learner: Learner;
let someone = '';

beforeAll(async () => {
  mkdirSync(TARGET, { recursive: true });
  server = await Server.start();
  someone = await inTheMiddle();
  phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  learner = new Learner(phone, 8);
});

afterAll(async () => {
  await phone.remove();
  await server.remove();
});

/** Somebody with an open question and, if there is one, with lessons left. */
async function inTheMiddle(): Promise<string> {
  const office = await Coordinator.open(server);
  await office.enter();
  const report = (await office.ask('/api/cohorts/cohorte-1')).body as { learners: { id: string; lessons_done: number; open_questions: number }[] };
  await office.close();
  const asked = report.learners.filter((each) => each.open_questions > 0).sort((a, b) => a.lessons_done - b.lessons_done);
  return asked[0]?.id ?? '';
}

/** From its top, wherever she came to it. */
async function shot(name: string): Promise<void> {
  await learner.page.evaluate(() => scrollTo(0, 0));
  await learner.page.screenshot({ path: join(TARGET, `${name}.png`), animations: 'disabled' });
}

test("a learner's screens", async () => {
  await learner.enrol(await server.code(someone));
  await learner.see('home-question').waitFor();
  const reading = new Reading(learner, 'primeros-pasos');
  await reading.download();
  await learner.arrived();
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 2, minutes: 30, note: 'Lote de frutas y verduras' });
  await learner.go('home');
  await shot('home');
  await learner.go('work');
  await shot('work');
  const [, second] = await reading.lessons();
  await reading.openLesson(second?.id ?? '');
  await shot('lesson');
  await learner.go('home');
  await learner.leave();
  const [given] = server.sheet.codes;
  await phone.online();
  await new Learner(phone, 11).enrol(given?.code ?? '');
  await learner.leave();
  await shot('lock');
});

test("the coordinator's pages", async () => {
  const office = await Coordinator.open(server, { width: 1280, height: 860 });
  await office.enter();
  await office.page.screenshot({ path: join(TARGET, 'cohort.png') });
  await office.openLearner(someone);
  await office.page.screenshot({ path: join(TARGET, 'learner.png') });
  await office.close();
});

test('every screen of the shared phone', async () => {
  mkdirSync(SCREENS, { recursive: true });
  const whole = (name: string) => learner.page.screenshot({ path: join(SCREENS, `shared-${name}.png`), animations: 'disabled', fullPage: true });
  await learner.page.goto(phone.road.origin);
  await learner.see('first-time').waitFor();
  await whole('lock');
  await learner.press('other-profile');
  await whole('other');
  await learner.press('other-3');
  await whole('which');
  await learner.press('kind-pictures');
  await whole('pictures');
  await learner.page.goto(phone.road.origin);
  await learner.press('profile-8');
  for (let tries = 0; tries < 4; tries += 1) {
    await learner.putIn({ kind: 'digits', digits: '190273' });
    await expect.poll(() => learner.see('secret-wrong').innerText()).not.toBe('');
    await expect.poll(() => learner.see('secret-slots').getAttribute('data-filled')).toBe('0');
  }
  await whole('wait');
  await learner.press('forgot');
  await whole('forgot');
  await learner.press('use-card');
  await whole('with-card');
  await learner.page.goto(phone.road.origin);
  await learner.enter();
  await learner.press('settings');
  await whole('settings');
  for (const place of ['secret', 'seen', 'install', 'safety', 'remove']) {
    await learner.press(`to-${place}`);
    await learner.at(place);
    await whole(place);
    await learner.press('back');
  }
  await learner.press('to-card');
  await whole('card-offer');
  await learner.press('card-make');
  await learner.putIn(learner.secret);
  await learner.see('recovery-card').waitFor();
  await whole('card');
  await learner.press('card-done');
  await learner.press('leave');
  await learner.see('recipe-home').waitFor();
  await whole('another-page');
  await learner.press('recipe-home');
  await learner.see('first-time').waitFor();
});

if (STEPS !== undefined) {
  test('two everyday tasks, step by step', async () => {
    mkdirSync(STEPS, { recursive: true });
    let step = 0;
    const see = async (name: string) => {
      step += 1;
      await learner.page.screenshot({ path: join(STEPS, `${String(step).padStart(2, '0')}-${name}.png`) });
    };
    const press = async (test: string, name: string) => {
      await learner.press(test);
      await learner.page.waitForTimeout(300);
      await see(name);
    };
    await learner.enter();
    await learner.see('home-question').waitFor();
    // Anotar tres horas y media de trabajo de ayer.
    await see('inicio');
    await press('tile-work', 'que-trabajo');
    await press('task-etiquetar', 'que-dia');
    await press('day-1', 'cuanto');
    await press('hours-3', 'cuanto-horas');
    await press('minutes-30', 'cuanto-minutos');
    await press('step-next', 'algo-mas');
    await press('step-next', 'esta-bien');
    await press('save', 'guardado');
    await press('done', 'inicio');
    // Seguir la siguiente lección.
    await press('tile-learn', 'leccion');
    const reading = new Reading(learner, 'primeros-pasos');
    for (;;) {
      const { page, of } = await reading.onPage();
      if (await learner.see('quiz').isVisible()) {
        await see('pregunta');
        await learner.page.locator('.quiz-option[data-right=false]').first().click();
        await see('todavia-no');
        await learner.press('quiz-retry');
        await reading.answerQuiz();
        await see('fin-de-preguntas');
      }
      if (page === of) break;
      await press('page-next', `pagina-${page + 1}`);
    }
    await press('lesson-finish', 'terminada');
  });
}
