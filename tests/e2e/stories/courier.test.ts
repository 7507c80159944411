/**
 * A phone without a road: what is missing leaves in a file, a stranger's phone brings it to the
 * office, and the answer that comes back fills the knots.
 *
 * Owns the way there and back. Must not look into the files, except to spoil one.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { codesOf } from '../../../web-client/src/app/code-series';
import { barriers } from '../src/access';
import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';

let server: Server;
let hers: Phone;
let strangers: Phone;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

beforeEach(async () => {
  hers = await Phone.open(server.port);
  strangers = await Phone.open(server.port);
});

afterEach(async () => {
  expect([...hers.troubles, ...strangers.troubles]).toEqual([]);
  await hers.remove();
  await strangers.remove();
});

/** Presses what saves a file, and gives where it lies. */
async function saved(page: Page, test: string): Promise<{ path: string; name: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId(test).click()]);
  const path = join(await download.path());
  return { path, name: download.suggestedFilename() };
}

/** Opens a file on the courier's screen. */
async function opens(learner: Learner, path: string): Promise<void> {
  await learner.see('courier-file').setInputFiles({ name: 'archivo.txt', mimeType: 'text/plain', buffer: await readFile(path) });
}

test('a file goes to the office by a stranger and its answer fills three knots', async () => {
  const { id, code } = await server.newcomer('Persona sin camino');
  const learner = new Learner(hers, 6);
  await learner.enrol(code);
  await learner.leave();
  const stranger = new Learner(strangers, 9);
  await stranger.enrol((await server.newcomer('Persona que va')).code);
  await stranger.leave();
  await hers.appIsHere();
  await hers.offline();
  await strangers.appIsHere();
  await strangers.offline();

  await learner.enter();
  await learner.noteWork({ task: 'etiquetar', hours: 3 });
  await learner.go('home');
  await learner.leave();

  // Nobody is in: the file is written all the same.
  await learner.press('courier');
  await learner.at('courier');
  await picture(hers.page, 'courier-first');
  await learner.press('courier-write');
  await learner.see('courier-written').waitFor();
  const file = await saved(hers.page, 'courier-save');
  await learner.see('courier-gone').waitFor();
  await picture(hers.page, 'courier-written');
  expect(file.name).toMatch(/^para-la-oficina-\d{4}-\d\d-\d\d\.txt$/);
  const text = await readFile(file.path, 'utf8');
  expect(text).toContain('-----BEGIN AGE ENCRYPTED FILE-----');
  expect(text).not.toContain(id);

  // A spoilt copy is told as such.
  await stranger.press('courier');
  const spoilt = `${file.path}.spoilt`;
  await writeFile(spoilt, text.replace(/(FILE-----\n.{300})./s, '$1~'));
  await opens(stranger, spoilt);
  await stranger.see('courier_damaged').waitFor();

  // She carries it without a road, and it leaves by itself once there is one.
  await opens(stranger, file.path);
  await stranger.see('courier-carries').waitFor();
  await stranger.see('parcel-waits').waitFor();
  await picture(strangers.page, 'courier-carries');
  expect(Object.keys(await server.work(id))).toEqual([]);
  await strangers.online();
  await stranger.see('parcel-delivered').waitFor({ timeout: PATIENCE_MS });
  expect(Object.keys(await server.work(id))).toHaveLength(1);
  await picture(strangers.page, 'courier-delivered');
  const answer = await saved(strangers.page, 'parcel-answer');
  expect(answer.name).toMatch(/^respuesta-de-la-oficina-/);

  // It is for the one phone only.
  await opens(stranger, answer.path);
  await stranger.see('courier_foreign').waitFor();

  // Back on hers, still without a road and with nobody in.
  await opens(learner, answer.path);
  await learner.see('courier-answered').waitFor();
  await picture(hers.page, 'courier-answered');
  await learner.press('back');
  await expect.poll(() => learner.see('profile-6').getAttribute('data-unsent'), { timeout: PATIENCE_MS }).toBe('0');
  await learner.enter();
  expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['3 h']);
  await learner.go('home');
  const knots = await learner.knots();
  expect(knots.unsent).toBe(0);

  // The same answer once more, while she is in: nothing moves, and nothing doubles.
  await hers.page.goto(`${hers.road.origin}/#/archivo`);
  await learner.at('courier');
  await opens(learner, answer.path);
  await learner.see('courier-answered').waitFor();
  await learner.press('back');
  await learner.go('home');
  expect(await learner.knots()).toEqual(knots);
  await server.verify();
});

test('a file that is handed to the office is received on a page that tells how much it was, of nobody', async () => {
  const { id, code } = await server.newcomer('Julia Sin Camino');
  const learner = new Learner(hers, 4);
  await learner.enrol(code);
  await hers.appIsHere();
  await hers.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 2 });
  await learner.noteWork({ task: 'transcribir', daysBack: 1, hours: 1 });
  await learner.go('home');
  await learner.leave();
  await learner.press('courier');
  await learner.press('courier-write');
  const file = await saved(hers.page, 'courier-save');
  const text = await readFile(file.path, 'utf8');

  const office = await Coordinator.open(server, { width: 360, height: 740 });
  await office.enter();
  await office.page.goto(`${server.origin}/oficina#/files`);
  const see = (test: string) => office.page.getByTestId(test);
  const drop = (name: string, body: string) => see('files-file').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(body) });
  await drop('spoilt.txt', text.replace(/(FILE-----\n.{300})./s, '$1~'));
  await see('courier_damaged').waitFor();
  expect(await see('files-save').count()).toBe(0);
  expect(Object.keys(await server.work(id))).toEqual([]);

  // By the keyboard alone: to the field, pasted, received.
  await see('files-text').focus();
  await office.page.keyboard.insertText(`Hola, te mando esto:\r\n${text}`);
  await office.page.keyboard.press('Tab');
  await office.page.keyboard.press('Enter');
  await see('files-save').waitFor({ timeout: PATIENCE_MS });
  expect(await see('files-received').innerText()).toContain('2 anotaciones de 1 persona');
  expect(await office.page.content()).not.toContain('Julia Sin Camino');
  expect(Object.keys(await server.work(id))).toHaveLength(2);
  expect(await barriers(office.page)).toEqual([]);
  expect(await office.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await picture(office.page, 'office-received');
  // The same once more, chosen this time: nothing doubles.
  await drop('archivo.txt', text);
  await expect.poll(() => see('files-received').getAttribute('data-people'), { timeout: PATIENCE_MS }).toBe('1');
  const answer = await saved(office.page, 'files-save');
  expect(answer.name).toMatch(/^respuesta-de-la-oficina-/);
  await see('language-en').click();
  await picture(office.page, 'office-received-en');

  await opens(learner, answer.path);
  await office.close();
  await learner.see('courier-answered').waitFor();
  await learner.press('back');
  await expect.poll(() => learner.see('profile-4').getAttribute('data-unsent'), { timeout: PATIENCE_MS }).toBe('0');
  expect(Object.values(await server.work(id)).map((live) => live.length)).toEqual([1, 1]);
  await server.verify();
});

test('a small file goes from one phone to another as squares of dots', async () => {
  const { id, code } = await server.newcomer('Persona con pocos datos');
  const learner = new Learner(hers, 2);
  await learner.enrol(code);
  await hers.appIsHere();
  await hers.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 1 });
  await learner.go('home');
  await learner.leave();
  await learner.press('courier');
  await learner.press('courier-write');
  await learner.press('codes-show');
  const file = await readFile((await saved(hers.page, 'courier-save')).path, 'utf8');
  const codes = codesOf(file) ?? [];
  expect(await learner.see('codes').getAttribute('data-total')).toBe(String(codes.length));
  await picture(hers.page, 'courier-codes');
  const drawn = new Set<string>();
  for (const _ of codes) {
    drawn.add(await learner.see('codes-one').innerHTML());
    await learner.press('codes-next');
  }
  expect(drawn.size, 'each is another').toBe(codes.length);

  // The last one first, one twice, and something else in between.
  const reader = await Phone.open(server.port, { sees: ['K7QM-2XWP', ...codes.toReversed(), ...codes] });
  try {
    const stranger = new Learner(reader, 1);
    await stranger.see('language-es').click();
    await reader.page.goto(`${reader.road.origin}/#/archivo`);
    await stranger.at('courier');
    await stranger.press('scan');
    await stranger.see('parcel-delivered').waitFor({ timeout: PATIENCE_MS });
    expect(Object.keys(await server.work(id))).toHaveLength(1);
    await picture(reader.page, 'courier-codes-read');
    expect(reader.troubles).toEqual([]);
  } finally {
    await reader.remove();
  }
});
