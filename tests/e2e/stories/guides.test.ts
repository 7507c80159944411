/**
 * A guide for whoever teaches: kept on a phone of staff, and read there without internet.
 *
 * Owns the pages of guides. Who may ask for them is the server's tests' to say.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { PATIENCE_MS } from '../src/learner';
import { Notebook } from '../src/notebook';
import { picture } from '../src/picture';
import { ROOT, Server } from '../src/server';

let server: Server;
let rosa: Notebook;
let folder: string;

beforeAll(async () => {
  server = await Server.start();
  folder = await mkdtemp(join(tmpdir(), 'chaski-guide-'));
  const definition = JSON.parse(await readFile(join(ROOT, 'fixtures/programmes/puente.json'), 'utf8')) as object;
  const file = join(folder, 'programme.json');
  await writeFile(file, JSON.stringify({ ...definition, version: 1_000, trainer_packs: ['guia'] }));
  await server.stop();
  await server.cli('import', 'pack', join(ROOT, 'fixtures/packs/primeros-pasos'), '--pack', 'guia', '--title', 'Guía de la facilitadora');
  await server.cli('import', 'programme', file);
  await server.serve();
  rosa = await Notebook.of(server, 'facilitadora', '503817');
});

afterAll(async () => {
  await rosa.close();
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

const chapter = () => rosa.page.getByTestId('chapter').first();

test('it is read with internet, and kept for when there is none', async () => {
  await rosa.go('#/review');
  await rosa.make();
  await rosa.go('#/guides');
  await rosa.see('guide').waitFor();
  expect(await rosa.see('guide').innerText()).toContain('Guía de la facilitadora');
  await rosa.fits();
  await picture(rosa.page, 'guides');
  await chapter().click();
  await rosa.see('article').waitFor();
  await rosa.fits();
  await picture(rosa.page, 'guide-chapter');
  await rosa.see('back').click();
  await rosa.see('guide-keep').click();
  await rosa.see('guide-here').waitFor({ timeout: PATIENCE_MS });
});

test('it opens without internet, once she has opened her notebook', async () => {
  const title = await chapter().innerText();
  // The office's pages themselves are kept by the service worker, which may still be at it.
  await expect.poll(() => rosa.page.evaluate(async () => {
    for (const name of await caches.keys()) if (name.startsWith('shell') && (await (await caches.open(name)).keys()).some(({ url }) => /coordinator|office/i.test(url))) return true;
    return false;
  }), { timeout: PATIENCE_MS }).toBe(true);
  await rosa.page.context().setOffline(true);
  await rosa.page.reload();
  await rosa.go('#/guides');
  await rosa.see('desk-whose').waitFor({ timeout: PATIENCE_MS });
  expect(await rosa.see('guide').count()).toBe(0);
  await rosa.see('desk-login').fill('facilitadora');
  await rosa.see('desk-whose-go').click();
  await rosa.open();
  await rosa.see('guide').waitFor({ timeout: PATIENCE_MS });
  await chapter().click();
  await rosa.see('article').waitFor();
  expect(await rosa.see('page-title').innerText()).toBe(title);
  // Its pictures too.
  const pictures = rosa.page.locator('article img');
  for (let at = 0; at < (await pictures.count()); at++) {
    await expect.poll(() => pictures.nth(at).evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  }
  await rosa.fitsNow();
});

test('what is kept goes when she says so', async () => {
  await rosa.see('back').click();
  await rosa.see('guides-remove').click();
  await rosa.see('guides-none').waitFor();
  expect(await rosa.see('guides-none').innerText()).toContain('no hay ninguna');
  await rosa.page.context().setOffline(false);
});
