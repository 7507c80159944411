/**
 * The phone that several women share: each opens her own, and nothing of the others can be read.
 *
 * Owns what one person can do with what lies on a phone when its owner is away. Must not look into
 * how it is sealed; only at what can be seen, opened and read out.
 */
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner, PATIENCE_MS, type SecretSeen } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';
import { searchDisk, searchStorage, storageSizes } from '../src/storage';
import { begin, proveIfAsked, someone } from '../src/shared-phone';
import { plainWords } from '../src/words';

const COURSE = 'primeros-pasos';
const PICTURES: SecretSeen = { kind: 'pictures', pictures: [15, 3, 3, 8, 11] };
const OTHER: SecretSeen = { kind: 'digits', digits: '907214' };

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

test('three women switch without a network, and each finds her own', async () => {
  const people: { learner: Learner; note: string; hours: number }[] = [];
  for (const [at, secret] of [undefined, PICTURES, OTHER].entries()) {
    const learner = await someone(server, phone, at, `Persona ${at}`, secret);
    people.push({ learner, note: `nota de la persona ${at}`, hours: at + 1 });
    await learner.leave();
  }
  await phone.appIsHere();
  await phone.offline();
  for (const { learner, note, hours } of people) {
    await learner.enter();
    await learner.noteWork({ task: 'etiquetar', hours, note });
    await learner.go('home');
    await learner.leave();
  }
  for (const { learner, hours } of people) {
    await learner.enter();
    expect((await learner.entries()).map((entry) => entry.amount)).toEqual([`${hours} h`]);
    await learner.go('home');
    await learner.leave();
    await expect.poll(() => learner.see(`profile-${learner.picture}`).getAttribute('data-unsent')).toBe('1');
  }
  // One woman's secret opens nothing of another's.
  const [first, , third] = people;
  if (first === undefined || third === undefined) throw new Error('three people');
  await first.learner.tryToEnter(third.learner.secret);
  await expect.poll(() => first.learner.see('secret-wrong').innerText()).toMatch(/no abren/);
  await plainWords(phone.page);
});

test('a phone that dies between any two steps of enrolling keeps nothing open', async () => {
  const { code } = await server.newcomer('Ana');
  const learner = new Learner(phone, 9);
  // She gets a little further each time, and at the last step all the way.
  for (const step of ['picture', 'kind', 'once', 'again'] as const) {
    await learner.see('language-es').or(learner.see('first-time')).first().waitFor();
    if (await learner.see('profile-9').isVisible()) break;
    if (await learner.see('first-time').isVisible()) await learner.press('first-time');
    await learner.press('language-es');
    await learner.see('enrol-code').fill(code);
    await learner.press('enrol-next');
    await learner.press('picture-9');
    if (step !== 'picture') await learner.press('enrol-picture-next');
    if (step === 'once' || step === 'again') {
      await learner.press('kind-digits');
      await learner.putIn(learner.secret);
    }
    if (step === 'again') {
      await learner.press('secret-next');
      await learner.putIn(learner.secret);
      await learner.see('secret-next').click({ noWaitAfter: true });
    }
    await phone.die();
    await phone.start();
  }
  await learner.see('language-es').or(learner.see('first-time')).first().waitFor();
  if (await learner.see('profile-9').isVisible()) {
    await learner.enter();
  } else {
    // Not begun, or not answered: the same code goes on, with the same secret.
    await learner.enrol(code);
  }
  await learner.noteWork({ task: 'etiquetar', hours: 2 });
  await learner.arrived();
  await learner.leave();
  await learner.tryToEnter(OTHER);
  await expect.poll(() => learner.see('secret-wrong').innerText()).toMatch(/no abren/);
});

test('what lies on the phone while locked says nothing of her', async () => {
  const learner = await someone(server, phone, 11, 'Carmela Quispe');
  const reading = new Reading(learner, COURSE);
  await reading.download();
  const [first] = await reading.lessons();
  const lesson = first?.id ?? '';
  await reading.finishLesson(lesson);
  await learner.go('home');
  const note = 'fotos del mercado de Villa Fátima';
  await learner.noteWork({ task: 'etiquetar', hours: 2, note });
  await learner.fillWork({ task: 'revisar', units: 77, note: 'a medias con doña Lucha' });
  await learner.go('home');
  await learner.press('settings');
  await learner.press('to-card');
  await learner.press('card-make');
  await proveIfAsked(learner);
  const words = await learner.see('card-word').allInnerTexts();
  expect(words).toHaveLength(12);
  await learner.press('card-done');
  await learner.go('home');
  await learner.arrived();
  await learner.noteWork({ task: 'transcribir', hours: 4, note: 'sin enviar todavía' });
  await learner.go('home');
  await learner.leave();

  const pin = learner.secret.kind === 'digits' ? learner.secret.digits : '';
  const needles = [note, 'Villa Fátima', 'doña Lucha', 'sin enviar todavía', 'Carmela', 'Quispe', learner.id, learner.id.replaceAll('-', ''), words.join(' '), words.slice(0, 3).join(' '), `${words[4]},${words[5]}`];
  // What everybody on the phone may read: the app itself, and the catalogue with all its lessons.
  const isPublic = (where: string): boolean => where.startsWith('cache ') || / s "(catalogue|pack:)/.test(where);
  expect(Object.keys(await storageSizes(phone.page)).filter((where) => where.startsWith('idb ')).length).toBeGreaterThan(5);
  expect(await searchStorage(phone.page, needles)).toEqual([]);
  expect(await searchStorage(phone.page, [pin, lesson, ...words.filter((word) => word.length > 5)], isPublic)).toEqual([]);
  // The search finds what is there.
  expect(await searchStorage(phone.page, [lesson])).not.toEqual([]);

  // Nor do the browser's own files, its history and its sessions among them.
  await phone.shut();
  expect(await searchDisk(phone.folder, needles)).toEqual([]);
  // So short a needle only where fields would be kept: elsewhere it may stand by chance.
  expect(await searchDisk(join(phone.folder, 'Default/Sessions'), [pin])).toEqual([]);
  await phone.start();
  await learner.enter();
  expect(await learner.entries()).toHaveLength(2);
});

test('Salir leads to another page without a network, and no way back shows her things', async () => {
  const learner = await someone(server, phone, 12, 'Dora');
  await phone.appIsHere();
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 5, note: 'solo para mí' });
  await learner.go('learn');
  await learner.go('messages');
  const titles = new Set([await phone.page.title()]);
  await learner.go('work');
  titles.add(await phone.page.title());
  expect([...titles]).toEqual(['Chaski']);
  const box = await learner.see('leave').boundingBox();
  expect(box?.height).toBeGreaterThanOrEqual(56);
  await learner.press('leave');
  await learner.see('recipe-home').waitFor();
  expect(new URL(phone.page.url()).pathname).toBe('/receta.html');
  expect(await phone.page.evaluate(() => document.body.innerText)).toMatch(/quinua/);
  for (const way of ['goBack', 'goBack', 'goForward', 'goForward', 'goForward'] as const) {
    await phone.page[way]({ timeout: 2_000 }).catch(() => undefined);
    const seen = await phone.page.evaluate(() => `${document.body.innerText} ${JSON.stringify(history.state)}`);
    expect(seen).not.toContain('solo para mí');
    expect(seen).not.toMatch(/5 h|lesson|entry/);
  }
  await begin(phone);
  await learner.enter();
  expect(await learner.entries()).toHaveLength(1);
});

test('a profile closes by itself, and opens where she was', async () => {
  const learner = await someone(server, phone, 13, 'Eva');
  const reading = new Reading(learner, COURSE);
  await reading.download();
  await learner.go('home');
  await learner.leave();
  await phone.page.clock.install();
  await begin(phone);
  await learner.enter();

  // In the middle of a form, with a note half written.
  await learner.press('tile-work');
  await learner.press('task-etiquetar');
  await learner.press('day-1');
  await learner.press('hours-3');
  await learner.press('step-next');
  await learner.see('note').fill('a medio escr');
  await phone.page.clock.fastForward(121_000);
  await learner.see('profile-13').waitFor({ timeout: PATIENCE_MS });
  expect(await phone.page.evaluate(() => document.body.innerText)).not.toContain('a medio');
  await learner.tryToEnter();
  await learner.see('note').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('note').inputValue()).toBe('a medio escr');
  await learner.press('step-next');
  await learner.save();

  // Reading takes longer than tapping.
  const lessons = await reading.lessons();
  await reading.openLesson(lessons[0]?.id ?? '');
  await phone.page.clock.fastForward(240_000);
  await phone.page.clock.runFor(1_000);
  expect(await learner.see('article').or(learner.see('quiz')).isVisible()).toBe(true);
  await phone.page.clock.fastForward(601_000);
  await learner.see('profile-13').waitFor({ timeout: PATIENCE_MS });
  await learner.tryToEnter();
  await reading.onPage();

  // Out of sight: half a minute by her choice.
  await learner.go('home');
  await learner.press('settings');
  await learner.press('to-seen');
  await learner.press('closes-30');
  await expect.poll(() => learner.see('closes-30').getAttribute('aria-checked')).toBe('true');
  await sight(false);
  await phone.page.clock.fastForward(20_000);
  await sight(true);
  expect(await learner.see('screen-seen').isVisible()).toBe(true);
  await sight(false);
  await phone.page.clock.fastForward(31_000);
  await sight(true);
  await learner.see('profile-13').waitFor({ timeout: PATIENCE_MS });
  await learner.tryToEnter();
  await learner.see('screen-seen').waitFor({ timeout: PATIENCE_MS });
}, 240_000);

/** The page is told that it is seen or not, as when another app comes to the front. */
async function sight(visible: boolean): Promise<void> {
  await phone.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible ? 'visible' : 'hidden');
}

test('a profile is taken away only when the loss is named, or there is none', async () => {
  const stays = await someone(server, phone, 15, 'Gloria');
  await stays.noteWork({ task: 'etiquetar', hours: 1 });
  await stays.arrived();
  await stays.leave();
  const goes = await someone(server, phone, 16, 'Hilda');
  await phone.appIsHere();
  await phone.offline();
  await goes.noteWork({ task: 'etiquetar', hours: 2 });
  await goes.noteWork({ task: 'etiquetar', daysBack: 1, hours: 2 });
  await goes.go('home');
  await goes.press('settings');
  await goes.press('to-remove');
  await plainWords(phone.page);
  await goes.press('remove-do');
  await goes.see('loss-unsent').waitFor({ timeout: PATIENCE_MS });
  expect(await goes.see('loss-unsent').getAttribute('data-unsent')).toBe('2');
  await plainWords(phone.page);
  expect(await goes.see('remove-do').isDisabled()).toBe(true);
  await goes.press('remove-keep');
  await goes.see('screen-settings').waitFor();
  await goes.go('home');
  expect((await goes.knots()).unsent).toBe(2);

  await goes.press('settings');
  await goes.press('to-remove');
  await goes.press('remove-do');
  await goes.press('loss-understood');
  await goes.press('remove-do');
  await stays.see('profile-15').waitFor({ timeout: PATIENCE_MS });
  await expect.poll(() => goes.see('profile-16').count()).toBe(0);
  await phone.page.reload();
  await stays.enter();
  expect(await stays.entries()).toHaveLength(1);
});

test('a hidden profile does not show, and is opened behind "otro perfil"', async () => {
  const learner = await someone(server, phone, 17, 'Inés');
  await learner.noteWork({ task: 'etiquetar', hours: 2 });
  await learner.go('home');
  await learner.press('settings');
  await learner.press('to-seen');
  await learner.see('name').fill('Inés');
  await learner.press('name-keep');
  await expect.poll(() => learner.see('notice').count()).toBe(1);
  await learner.press('hide-counts');
  await expect.poll(() => learner.see('hide-counts').getAttribute('aria-checked')).toBe('true');
  await learner.press('hide-profile');
  await expect.poll(() => learner.see('hide-profile').getAttribute('aria-checked')).toBe('true');
  await learner.go('home');
  await learner.leave();
  expect(await learner.see('profile-17').count()).toBe(0);
  expect(await phone.page.evaluate(() => document.body.innerText)).not.toContain('Inés');

  // Behind a picture that nobody has, it looks just the same.
  const said: string[] = [];
  for (const picture of [3, 17]) {
    await learner.press('other-profile');
    await learner.press(`other-${picture}`);
    await learner.press('kind-digits');
    await learner.putIn(OTHER);
    await expect.poll(() => learner.see('secret-wrong').innerText(), { timeout: PATIENCE_MS }).toMatch(/no abren/);
    const shown = await phone.page.evaluate(() => document.querySelector('main')?.innerText ?? '');
    said.push(shown.replace(/sol|sombrero/, ''));
    await begin(phone);
  }
  expect(said[1]).toBe(said[0]);

  await learner.press('other-profile');
  await learner.press('other-17');
  await learner.press('kind-digits');
  await learner.putIn(learner.secret);
  await learner.at('home');
  await learner.press('settings');
  await learner.press('to-seen');
  await learner.press('hide-profile');
  await expect.poll(() => learner.see('hide-profile').getAttribute('aria-checked')).toBe('false');
  await learner.go('home');
  await learner.leave();
  // Shown again, by the name she wanted, and without a number.
  expect(await learner.see('profile-17').innerText()).toBe('Inés');
});

test('a browser that threw its data away says so', async () => {
  const learner = await someone(server, phone, 18, 'Juana');
  await learner.noteWork({ task: 'etiquetar', hours: 1 });
  await learner.arrived();
  await phone.appIsHere();
  await phone.page.goto('about:blank');
  const session = await phone.context.newCDPSession(phone.page);
  await session.send('Storage.clearDataForOrigin', { origin: phone.road.origin, storageTypes: 'indexeddb' });
  await phone.page.goto(phone.road.origin);
  await learner.see('lost').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('lost').innerText()).toMatch(/código nuevo/);
  await plainWords(phone.page);
  await phone.page.reload();
  await learner.see('lost').waitFor({ timeout: PATIENCE_MS });

  // With a new code what had arrived is there again.
  await learner.enrol(await server.code(learner.id));
  await expect.poll(async () => (await learner.entries()).length, { timeout: PATIENCE_MS }).toBe(1);
  await learner.go('home');
  await learner.leave();
  expect(await learner.see('lost').count()).toBe(0);
});

test('a neutral name and icon can be chosen before the app is put on the screen', async () => {
  const learner = await someone(server, phone, 19, 'Katia');
  await phone.appIsHere();
  await learner.leave();
  await learner.press('settings');
  await learner.press('to-install');
  await Promise.all([phone.page.waitForEvent('load'), learner.press('look-neutral')]);
  await expect.poll(() => phone.page.title()).toBe('Cuaderno');
  const session = await phone.context.newCDPSession(phone.page);
  await expect.poll(async () => (await session.send('Page.getAppManifest')).url).toMatch(/cuaderno\.webmanifest$/);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(data).not.toMatch(/chaski/i);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  const manifest = JSON.parse(data ?? '{}') as { icons: { src: string; sizes: string }[] };
  for (const icon of manifest.icons) {
    const width = await phone.page.evaluate(async (src) => {
      const image = new Image();
      image.src = src;
      await image.decode();
      return image.naturalWidth;
    }, icon.src);
    if (icon.sizes !== 'any') expect(`${width}x${width}`).toBe(icon.sizes);
  }
  // From then on every screen has that title, her own as well.
  await begin(phone);
  await learner.enter();
  expect(await phone.page.title()).toBe('Cuaderno');
});
