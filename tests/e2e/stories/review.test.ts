/**
 * The fourth story: a coordinator reviews the merged record, down to who wrote what and when.
 *
 * Owns what the office shows, held against the records themselves. Must not trust one page to
 * check another.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator, parseCsv } from '../src/coordinator';
import { Server, type Value } from '../src/server';
import { plainWords } from '../src/words';

interface Report {
  readonly lessons_total: number;
  readonly weeks: readonly string[];
  readonly funnel: Readonly<Record<string, number>>;
  readonly learners: readonly {
    readonly id: string;
    readonly label: string;
    readonly name: string;
    readonly lessons_done: number;
    readonly minutes_total: number;
    readonly minutes_by_week: readonly number[];
    readonly units_total: number;
    readonly open_questions: number;
  }[];
}

/** What stands in a record, counted from its export alone. */
interface Counted {
  readonly lessons: number;
  readonly minutes: number;
  readonly units: number;
  readonly questions: number;
}

let server: Server;
let office: Coordinator;
let report: Report;
const counted = new Map<string, Counted>();

beforeAll(async () => {
  server = await Server.start();
  office = await Coordinator.open(server);
  await office.enter();
  report = (await office.ask('/api/cohorts/cohorte-1')).body as Report;
  for (const { id } of report.learners) counted.set(id, count((await server.record(id)).registers));
});

afterAll(async () => {
  await office.close();
  await server.remove();
});

function count(registers: Readonly<Record<string, readonly Value[]>>): Counted {
  const done = new Set<string>();
  const sum = { minutes: 0, units: 0, questions: 0 };
  for (const [key, live] of Object.entries(registers)) {
    const [section, entity = ''] = key.split('/');
    if (section === 'progress' && live.some(({ value }) => value['state'] === 'done')) done.add(entity);
    if (section !== 'work') continue;
    const least = (field: string): number => Math.min(...live.map(({ value }) => (value['withdrawn'] === true ? 0 : Number(value[field] ?? 0))));
    sum.minutes += least('minutes');
    sum.units += least('units');
    sum.questions += live.length > 1 ? 1 : 0;
  }
  return { lessons: done.size, ...sum };
}

const hours = (minutes: number): string => String(Math.round(minutes / 6) / 10).replace('.', ',');

test('the table, the API and the records say the same', async () => {
  const rows = new Map((await office.rows()).map((row) => [row.id, row.cells]));
  expect(rows.size).toBe(report.learners.length);
  for (const learner of report.learners) {
    const own = counted.get(learner.id);
    expect(own).toEqual({ lessons: learner.lessons_done, minutes: learner.minutes_total, units: learner.units_total, questions: learner.open_questions });
    const cells = rows.get(learner.id);
    expect(cells).toMatchObject({ label: learner.label, name: learner.name, hours: hours(learner.minutes_total), units: String(learner.units_total), questions: String(learner.open_questions) });
    expect(cells?.['lessons']).toContain(`${learner.lessons_done} de ${report.lessons_total}`);
  }
  const all = [...counted.values()];
  const total = (key: keyof Counted): number => all.reduce((sum, each) => sum + each[key], 0);
  expect(await office.page.getByTestId('figure-hours').innerText()).toBe(hours(total('minutes')));
  expect(await office.page.getByTestId('figure-questions').innerText()).toBe(String(total('questions')));
  expect(await office.page.getByTestId('figure-enrolled').innerText()).toBe(String(report.funnel['enrolled']));
  expect(total('questions')).toBeGreaterThan(0);
  await plainWords(office.page, { figures: true });
});

test('people are searched, filtered and sorted, and what is shown is what is saved', async () => {
  const { page } = office;
  const everyone = report.learners.length;
  // Typed without its accent, as on a phone.
  const bare = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const accented = report.learners.flatMap(({ name }) => name.split(' ')).find((word) => bare(word) !== word.toLowerCase()) ?? '';
  const found = report.learners.filter(({ name }) => bare(name).includes(bare(accented))).map(({ name }) => name);
  expect(found.length).toBeGreaterThan(0);
  await page.getByTestId('filter-text').fill(bare(accented));
  await expect.poll(async () => (await office.rows()).map((row) => row.cells['name'])).toEqual(found);
  await page.getByTestId('filter-text').fill('nobody at all');
  await page.getByTestId('nobody').waitFor();
  await page.getByTestId('filter-text').fill('');
  await page.getByTestId('filter-questions').check({ force: true });
  const asked = [...counted].filter(([, each]) => each.questions > 0).map(([id]) => id);
  await expect.poll(async () => (await office.rows()).map((row) => row.id).sort()).toEqual(asked.sort());

  const shown = await office.download('csv-shown');
  expect(parseCsv(shown.text)).toHaveLength(asked.length + 1);
  await page.getByTestId('filter-all').check({ force: true });
  await page.getByTestId('sort-hours').click();
  const descending = [...report.learners].sort((a, b) => b.minutes_total - a.minutes_total).map((each) => each.minutes_total);
  await expect.poll(async () => (await office.rows()).map((row) => row.cells['hours'])).toEqual(descending.map(hours));

  const all = await office.download('csv-all');
  expect(all.name).toMatch(/\.csv$/);
  expect(all.text.charCodeAt(0)).toBe(0xfeff);
  const [head = [], ...rows] = parseCsv(all.text);
  expect(rows).toHaveLength(everyone);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
  for (const learner of report.learners) {
    const row = rows.find((cells) => cells.includes(learner.label));
    expect(row).toContain(learner.name);
    expect(row).toContain(String(learner.minutes_total));
  }
  await page.getByTestId('sort-label').click();
});

test('behind each value stands who wrote it, on which phone and when', async () => {
  const { page } = office;
  const corrected = await someoneWithHistory();
  await office.openLearner(corrected.id);
  const entry = page.locator(`[data-test=entry][data-entry="${corrected.entry}"]`);
  await entry.locator('summary').first().click();
  const versions = entry.getByTestId('version');
  await expect.poll(() => versions.count()).toBe(corrected.versions);
  const [newest = '', ...earlier] = await versions.allInnerTexts();
  expect(newest).toMatch(/vale ahora/i);
  expect(newest).toMatch(/Teléfono \d/);
  expect(newest).toMatch(/\d{1,2} (ene|feb|mar|abr|may|jun|jul|ago|sep|oct|nov|dic) \d{4}, \d{1,2}:\d\d/);
  for (const each of earlier) expect(each).toMatch(/anterior/i);

  const lesson = page.getByTestId('lesson').first();
  await lesson.locator('summary').first().click();
  expect(await lesson.getByTestId('version').first().innerText()).toMatch(/Teléfono \d/);
  expect(await page.getByTestId('phone').count()).toBeGreaterThan(0);
  const file = await office.download('csv-record');
  expect(parseCsv(file.text).length).toBeGreaterThan(corrected.versions);
  await plainWords(page, { figures: true });
});

async function someoneWithHistory(): Promise<{ id: string; entry: string; versions: number }> {
  for (const { id } of report.learners) {
    const { work } = (await office.ask(`/api/learners/${id}`)).body as { work: { entry: string; open_question: boolean; history: unknown[] }[] };
    const found = work.find((each) => !each.open_question && each.history.length > 1);
    if (found !== undefined) return { id, entry: found.entry, versions: found.history.length };
  }
  throw new Error('nobody corrected anything');
}

test('open questions show every version that stands', async () => {
  await office.openQuestions('cohorte-1');
  const total = [...counted.values()].reduce((sum, each) => sum + each.questions, 0);
  expect(await office.page.getByTestId('questions-count').innerText()).toBe(String(total));
  const cards = office.page.getByTestId('question');
  await expect.poll(() => cards.count()).toBe(total);
  for (let at = 0; at < total; at += 1) {
    expect(await cards.nth(at).getByTestId('live-version').count()).toBeGreaterThan(1);
    expect(await cards.nth(at).locator('mark').count()).toBeGreaterThan(0);
  }
});

test('paper has the table and nothing to press', async () => {
  const { page } = office;
  await page.goto(`${server.origin}/oficina`);
  await page.getByTestId('learners').waitFor();
  await page.emulateMedia({ media: 'print' });
  for (const test of ['sign-out', 'filter-text', 'print', 'csv-all', 'refresh']) expect(await page.getByTestId(test).isVisible()).toBe(false);
  expect(await page.getByTestId('learners').isVisible()).toBe(true);
  expect(await page.getByTestId('learner-row').count()).toBe(report.learners.length);
  const paper = await page.pdf({ preferCSSPageSize: true });
  expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
  await page.emulateMedia({ media: 'screen' });
});

test('the way in and out, on a phone and at a desk', async () => {
  for (const viewport of [{ width: 360, height: 740 }, { width: 1280, height: 800 }]) {
    const other = await Coordinator.open(server, viewport);
    await other.page.getByTestId('sign-in').waitFor();
    await other.signIn('not the password');
    await expect.poll(() => other.page.getByTestId('sign-in-problem').innerText()).toMatch(/no van juntos/);
    await plainWords(other.page);
    await other.enter();
    expect(await other.rows()).toHaveLength(report.learners.length);
    expect(await other.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    expect((await other.ask('/api/cohorts')).status).toBe(200);
    const cookies = await other.context.cookies();
    await other.page.getByTestId('sign-out').click();
    await other.page.getByTestId('sign-in').waitFor();
    await expect.poll(async () => (await other.ask('/api/cohorts')).status).toBe(401);
    // Nor does the session live on for whoever kept its cookie.
    await other.context.addCookies(cookies);
    expect((await other.ask('/api/learners/' + (report.learners[0]?.id ?? ''))).status).toBe(401);
    await other.page.goBack().catch(() => undefined);
    expect(await other.page.getByTestId('learners').count()).toBe(0);
    await other.close();
  }
});
