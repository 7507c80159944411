/**
 * The fifth story: a folder of Markdown with pictures becomes a course that is read without a network.
 *
 * Owns the way from the folder to the page on the phone. Must not know how a pack is made.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { ROOT, Server } from '../src/server';

const SMALL = { id: 'en-miniatura', folder: join(ROOT, 'fixtures/packs/gitbook-shape') };
const LARGE = { id: 'tutorial', folder: join(process.env['CHASKI_SHARED'] ?? join(ROOT, '../shared'), 'data/djangogirls-es') };
/** The committed folder always; the large one where it is at hand. */
const COURSES = [SMALL, LARGE].filter(({ folder }) => existsSync(folder));

interface Manifest {
  readonly lessons: readonly { readonly id: string; readonly images: readonly string[] }[];
  readonly files: readonly { readonly sha256: string; readonly size_bytes: number; readonly type: string }[];
}

let server: Server;
let scratch = '';

beforeAll(async () => {
  server = await Server.start();
  scratch = await mkdtemp(join(tmpdir(), 'chaski-programme-'));
  for (const { id, folder } of COURSES) await server.cli('import', 'pack', folder, '--pack', id);
  const programme = JSON.parse(await readFile(join(ROOT, 'fixtures/programmes/puente.json'), 'utf8')) as { version: number; courses: unknown[] };
  programme.version += 1;
  programme.courses.push(...COURSES.map(({ id }) => ({ id, title: { es: `Curso ${id}` }, language: 'es', pack: id })));
  await writeFile(join(scratch, 'programme.json'), JSON.stringify(programme));
  await server.cli('import', 'programme', join(scratch, 'programme.json'));
  // Who is under way keeps her version until she is moved.
  await server.cli('cohort', 'definition', 'cohorte-1', String(programme.version), '--yes');
});

afterAll(async () => {
  await server.remove();
  await rm(scratch, { recursive: true, force: true });
});

async function manifestOf(pack: string): Promise<Manifest> {
  const catalogue = (await (await fetch(`${server.origin}/api/catalogue`)).json()) as { courses: { pack: string; version: string }[] };
  const version = catalogue.courses.find((course) => course.pack === pack)?.version ?? '';
  return (await (await fetch(`${server.origin}/api/packs/${pack}/${version}`)).json()) as Manifest;
}

async function bytesOfPictures(folder: string): Promise<number> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => /\.(png|jpe?g|gif)$/i.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test.each(COURSES)('$id: fetched over a road that breaks, then read offline', async ({ id, folder }) => {
  const manifest = await manifestOf(id);
  const pictures = manifest.files.filter((file) => file.type.startsWith('image/'));
  const packed = pictures.reduce((sum, file) => sum + file.size_bytes, 0);
  expect(packed).toBeLessThanOrEqual((await bytesOfPictures(folder)) / (id === LARGE.id ? 4 : 1));

  const phone = await Phone.open(server.port);
  const learner = new Learner(phone, 9);
  await learner.enrol((await server.newcomer()).code);
  const reading = new Reading(learner, id);
  await reading.open();
  phone.road.forget();

  // A slow road, which breaks once something is here; then the phone dies too.
  const got = async (): Promise<number> => Number((await learner.see('download').getByRole('progressbar').getAttribute('aria-valuenow')) ?? 0);
  phone.road.slow(Math.max(2_000, packed / 6));
  await learner.press('download-start');
  await expect.poll(got, { timeout: 30_000, interval: 50 }).toBeGreaterThan(5);
  const early = await got();
  await expect.poll(got, { timeout: 30_000, interval: 50 }).toBeGreaterThan(early);
  await phone.offline();
  await learner.see('download-start').waitFor();
  expect(await learner.see('download').innerText()).toContain('En pausa');
  const whole = phone.road.requests.filter((line) => line.includes('/api/files/')).length;
  await phone.die();
  await phone.start();
  await learner.enter();
  await reading.open();
  expect(await got()).toBeGreaterThan(0);
  expect(await got()).toBeLessThan(100);

  // Online again: it goes on by itself, and fetches only what is missing.
  phone.road.forget();
  await phone.online();
  await reading.isHere();
  const rest = phone.road.requests.filter((line) => line.includes('/api/files/')).length;
  const files = manifest.files.length;
  expect(whole).toBeGreaterThan(0);
  // At most two were under way when it broke.
  expect(rest).toBeLessThanOrEqual(files - whole + 2);

  await phone.offline();
  phone.road.forget();
  const lessons = await reading.lessons();
  expect(lessons.map((lesson) => lesson.id)).toEqual(manifest.lessons.map((lesson) => lesson.id));
  // Those with most pictures, and the first.
  const chosen = [...manifest.lessons].sort((a, b) => b.images.length - a.images.length).slice(0, 2);
  for (const lesson of chosen) {
    const seen = await reading.finishLesson(lesson.id);
    expect(seen.pictures).toBeGreaterThan(0);
    expect(seen.words).toBeGreaterThan(5);
  }
  expect(phone.road.requests).toEqual([]);
  await phone.online();
  await learner.arrived();
  expect(phone.troubles).toEqual([]);
  await phone.remove();
}, 240_000);

test('the marks of the pages become what a reader knows', async () => {
  const phone = await Phone.open(server.port);
  const learner = new Learner(phone, 10);
  await learner.enrol((await server.newcomer()).code);
  const reading = new Reading(learner, SMALL.id);
  await reading.download();
  const lessons = await reading.lessons();
  const html: string[] = [];
  for (const { id } of lessons) {
    await reading.openLesson(id);
    for (;;) {
      const { page, of } = await reading.onPage();
      if (await learner.see('article').isVisible()) {
        const folded = learner.page.locator('article details:not([open])');
        for (let left = await folded.count(); left > 0; left -= 1) {
          await folded.first().locator('summary').first().click();
          await expect.poll(() => folded.count()).toBe(left - 1);
        }
        html.push(await learner.see('article').evaluate((each) => each.innerHTML));
        expect(await learner.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      } else await reading.answerQuiz();
      if (page === of) break;
      await learner.press('page-next');
      await expect.poll(async () => (await reading.onPage()).page).toBe(page + 1);
    }
  }
  const all = html.join('\n');
  expect(all).toContain('<details');
  expect(all).toContain('class="filename"');
  expect(all).toContain('<table');
  expect(all).toContain('{% for post in posts %}');
  expect(all).toContain('⚠️');
  // Outside code no mark is left, and nothing that runs.
  const prose = all.replace(/<(pre|code)[\s>][\s\S]*?<\/\1>/g, '');
  expect(prose).not.toMatch(/\{%|<!--|onclick|<script/);
  expect(phone.troubles).toEqual([]);
  await phone.remove();
});
