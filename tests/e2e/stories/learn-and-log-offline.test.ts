/**
 * The second story: learning and noting work without a network, on a phone that dies at any time.
 *
 * Owns what she sees and keeps while offline. Must not rest on a request reaching the server.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';

const COURSE = 'primeros-pasos';

let server: Server;
let phone: Phone;
let learner: Learner;
let id = '';

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

beforeEach(async () => {
  phone = await Phone.open(server.port);
  learner = new Learner(phone, 7);
  const newcomer = await server.newcomer();
  id = newcomer.id;
  await learner.enrol(newcomer.code);
});

afterEach(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
});

/** The service worker has the whole app, and this page. */
test('lessons are read, left and found again without a network', async () => {
  const reading = new Reading(learner, COURSE);
  await reading.download();
  await phone.appIsHere();
  await phone.offline();

  const lessons = await reading.lessons();
  expect(lessons.length).toBeGreaterThan(5);
  const [first, second] = [lessons[0]?.id ?? '', lessons[1]?.id ?? ''];
  const seen = await reading.finishLesson(first, 1);
  expect(seen.words).toBeGreaterThan(100);
  expect(seen.pictures).toBeGreaterThan(0);
  expect(seen.quizzes).toBe(1);
  expect((await reading.lessons())[0]?.state).toBe('done');

  // She is called away on the second page, and the phone dies a while later.
  await reading.openLesson(second);
  await reading.turn();
  const place = await reading.onPage();
  expect(place.page).toBe(2);
  await learner.go('home');
  await reading.openLesson(second);
  expect(await reading.onPage()).toEqual(place);
  phone.road.forget();
  await phone.die();

  // Without a network the app opens, with what she did.
  await phone.start();
  await learner.enter();
  expect(phone.road.requests).toEqual([]);
  await reading.openLesson(second);
  expect(await reading.onPage()).toEqual(place);
  await reading.finish();
  await learner.press('to-home');
  const states = (await reading.lessons()).map(({ state }) => state);
  expect(states.slice(0, 2)).toEqual(['done', 'done']);

  await phone.online();
  await learner.arrived();
  const { registers } = await server.record(id);
  const progress = Object.entries(registers).filter(([key]) => key.startsWith(`progress/${first}/`));
  expect(progress).toHaveLength(1);
  const [value] = progress[0]?.[1] ?? [];
  expect(value?.value).toMatchObject({ state: 'done' });
  // One question of three was not right at the first try.
  expect(value?.value['score_percent']).toBeGreaterThan(0);
  expect(value?.value['score_percent']).toBeLessThan(100);
});

test('work is noted, corrected and withdrawn, and every confirmed word survives', async () => {
  await phone.appIsHere();
  await phone.offline();
  const unsent = async (): Promise<number> => (await learner.knots()).unsent;

  const hours = await learner.noteWork({ task: 'etiquetar', daysBack: 1, hours: 3, minutes: 30, start: '08:15', note: 'grupo de imágenes 4' });
  expect(await unsent()).toBe(1);
  const texts = await learner.noteWork({ task: 'revisar', units: 120, note: 'con Marta' });
  expect(await unsent()).toBe(2);
  const lost = await learner.noteWork({ task: 'transcribir', hours: 1 });
  expect(await unsent()).toBe(3);

  // Killed as soon as the word "guardado" was there, with the app open.
  await learner.correct(hours, { hours: 4, minutes: 0 });
  await phone.die();
  await phone.start();
  await learner.page.locator('[data-test^=profile-][data-unsent="4"]').waitFor();
  await learner.enter();
  expect(await unsent()).toBe(4);

  await learner.withdraw(lost);
  expect((await learner.entries()).find((entry) => entry.id === lost)?.withdrawn).toBe(true);
  await learner.openEntry(lost);
  await learner.press('restore');
  await learner.see('withdraw').waitFor();
  await learner.withdraw(lost);
  await learner.undo();
  expect((await learner.entries()).find((entry) => entry.id === lost)?.withdrawn).toBe(false);
  await learner.withdraw(lost);

  // The tab is closed; another is opened.
  const other = await phone.context.newPage();
  await learner.page.close();
  await phone.look(other);
  await other.goto(phone.road.origin);
  await learner.enter();
  await shown();
  await phone.die();
  await phone.start();
  await learner.enter();
  await shown();
  const knots = await learner.knots();
  expect(knots).toMatchObject({ phone: knots.total, centre: 0, office: 0 });

  async function shown(): Promise<void> {
    const entries = await learner.entries();
    const mine = entries.filter((entry) => [hours, texts, lost].includes(entry.id));
    expect(mine).toHaveLength(3);
    expect(mine.find((entry) => entry.id === hours)).toMatchObject({ amount: '4 h', withdrawn: false, held: 'phone' });
    expect(mine.find((entry) => entry.id === texts)?.amount).toMatch(/^120\b/);
    expect(mine.find((entry) => entry.id === lost)?.withdrawn).toBe(true);
  }

  await phone.online();
  await learner.arrived();
  const work = await server.work(id);
  expect(work[hours]?.map(({ value }) => value)).toEqual([expect.objectContaining({ task: 'etiquetar', minutes: 240, start: 495, note: 'grupo de imágenes 4', withdrawn: false })]);
  expect(work[texts]?.map(({ value }) => value)).toEqual([expect.objectContaining({ task: 'revisar', units: 120, note: 'con Marta', withdrawn: false })]);
  expect(work[lost]?.map(({ value }) => value)).toEqual([expect.objectContaining({ withdrawn: true })]);
  await server.verify();
});

test('a half-filled form survives the death of the phone, and is saved once', async () => {
  await phone.appIsHere();
  await phone.offline();
  const before = await learner.entries();
  await learner.press('work-add');
  await learner.press('task-etiquetar');
  await learner.press('day-1');
  await learner.press('hours-2');
  await learner.press('minutes-15');
  await learner.press('step-next');
  await learner.see('note').waitFor();
  await phone.die();

  await phone.start();
  await learner.enter();
  await learner.go('work');
  await learner.press('work-add');
  await learner.see('draft-resume').waitFor();
  await learner.press('draft-resume');
  // An hour without its minutes is no time: she is told, and nothing is lost without a word.
  await learner.see('start').focus();
  await learner.page.keyboard.type('09');
  await learner.press('step-next');
  await learner.see('start-missing').waitFor();
  await learner.see('start').fill('');
  await learner.press('step-next');
  expect(await learner.see('row-amount').innerText()).toContain('2 h 15');
  await learner.press('save');
  // She noted work of yesterday, and is told of yesterday.
  expect(await learner.see('day-total').innerText()).toBe('Ayer: 2 h 15 en total.');
  await learner.press('done');
  const entries = await learner.entries();
  expect(entries).toHaveLength(before.length + 1);
  // What was saved is no draft any more.
  await learner.press('work-add');
  await learner.see('task-etiquetar').waitFor();
});

test('the app can be put on the screen of the phone', async () => {
  await phone.appIsHere();
  const session = await phone.context.newCDPSession(phone.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A headless browser has no window to install into; everything else must be right.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? '{}') as { display: string; start_url: string; icons: { src: string; sizes: string; purpose: string }[] };
  expect(manifest).toMatchObject({ display: 'standalone', start_url: '/' });
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
  await phone.offline();
  // Every icon is a picture, and is here without a network.
  for (const icon of manifest.icons) {
    const width = await phone.page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return image.naturalWidth;
    }, icon.src);
    if (icon.sizes !== 'any') expect(`${width}x${width}`).toBe(icon.sizes);
  }
});
