/**
 * The programme's figures at the office: what they say, who is behind them, and what is unpaid.
 *
 * Owns these pages on a small screen. Must not count itself: what a page shows is held against the
 * office's own answer.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { fits } from '../src/access';
import { Coordinator } from '../src/coordinator';
import { Server } from '../src/server';

interface Funnel {
  readonly cells: readonly { readonly enrolments: number; readonly completed: number; readonly silent: number }[];
}
interface Behind {
  readonly listed: number;
  readonly quiet: Readonly<Record<string, number>>;
  readonly people: readonly { readonly id: string }[];
}

let server: Server;
let office: Coordinator;

beforeAll(async () => {
  server = await Server.start({ whole: true });
  office = await Coordinator.open(server, { width: 360, height: 740 });
  await office.signIn();
  await office.page.getByTestId('reports').click();
  await office.page.getByTestId('funnel-enrolments').waitFor();
});

afterAll(async () => {
  await office.close();
  await server.remove();
});

const numberAt = async (test: string): Promise<number> => Number.parseInt((await office.page.getByTestId(test).locator('.rp-number b').innerText()).replace(/\D/g, ''), 10);

/** From where to where on the screen something stands. */
const spanOf = (test: string) => office.page.getByTestId(test).evaluate((element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return { top, bottom };
});

/** What is asked most, from the page's own list: by the same press as a coordinator's. */
async function asked(which: string): Promise<void> {
  await office.page.goto(`${server.origin}/oficina#/reports`);
  await office.page.getByTestId(`asked-${which}`).click();
}

test('what is asked most is one press away: the silent of one centre', async () => {
  const { page } = office;
  // From the first page: whoever has a question need not guess that reports answer it.
  await page.goto(`${server.origin}/oficina#/`);
  await page.getByTestId('asked-way').click();
  await page.getByTestId('asked-quiet').click();
  await page.getByTestId('behind').waitFor();
  const all = await page.getByTestId('behind-person').count();
  await page.getByTestId('behind-center').selectOption('cochabamba');
  await page.waitForURL(/center=cochabamba/);
  await expect.poll(() => page.getByTestId('behind-person').count()).toBeLessThan(all);
  const told = (await office.ask(`/api/reports/outcomes/people?figure=going_on&quiet=14&only=${encodeURIComponent('{"center":"cochabamba"}')}`)).body as Behind;
  expect(told.listed).toBeGreaterThan(0);
  expect(await page.getByTestId('behind-person').count()).toBe(told.listed);
  for (const cohort of await page.getByTestId('behind-person').locator('td:first-of-type').allInnerTexts()) expect(cohort).toContain('Cochabamba');
  await fits(page);
});

test('how many women over 35 completed in one region stands under the choice, in sight', async () => {
  const { page } = office;
  await asked('completed');
  await page.getByTestId('only-region').selectOption('la-paz');
  await page.waitForURL(/region=/);
  await page.getByTestId('only-gender').selectOption('female');
  await page.waitForURL(/gender=/);
  await page.getByTestId('only-age').selectOption({ label: 'Más de 35 años' });
  await page.waitForURL(/ageFrom=36/);
  await expect.poll(() => page.getByTestId('answer-chosen').innerText()).toMatch(/^Terminaron 6 de /);
  // Wherever she is in the choice.
  for (const field of ['only-center', 'only-age']) {
    await page.getByTestId(field).focus();
    const [answer, chosen] = [await spanOf('answer-chosen'), await spanOf(field)];
    expect(answer.bottom).toBeLessThanOrEqual(740);
    expect(chosen.bottom).toBeLessThanOrEqual(answer.top);
  }
  await fits(page);
  // So few that it is not told unless she asks for it.
  await page.getByTestId('only-region').selectOption('cochabamba');
  await page.waitForURL(/region=cochabamba/);
  await page.getByTestId('only-age').selectOption('45-54');
  await expect.poll(() => page.getByTestId('answer-chosen').innerText()).toContain('muy pocas personas');
  await page.getByTestId('few').check();
  await expect.poll(() => page.getByTestId('answer-chosen').innerText()).toMatch(/^Terminaron \d de [1-4] /);
});

test('last month unpaid, and the placement rate of the cohort that ended last', async () => {
  const { page } = office;
  await asked('unpaid');
  await page.getByTestId('unpaid-sums').waitFor();
  expect(page.url()).toMatch(/from=\d{4}-\d\d-01&to=/);
  await page.getByTestId('unpaid-person').first().locator('summary').click();
  const stages = page.getByTestId('unpaid-person').first().locator('tbody td:last-of-type');
  expect(await stages.last().evaluate((cell) => cell.getBoundingClientRect().right)).toBeLessThanOrEqual(360);
  await asked('placed');
  await expect.poll(() => page.getByTestId('answer-chosen').innerText()).toContain('Tasa de colocación: 50\u00a0%. De las 16 que terminaron, 8 tienen trabajo.');
  expect(await page.getByTestId('only-cohort').locator('option:checked').innerText()).toBe('Cohorte piloto · Puente (la última que terminó)');
  await fits(page);
  await page.getByTestId('everybody').click();
  await page.getByTestId('asked').waitFor();
});

test('whoever looks among the hours, or in the cohort, finds the same answers', async () => {
  const { page } = office;
  await page.getByTestId('reviews').click();
  // In sight, above the keys of her notebook.
  await page.getByTestId('unpaid-way').waitFor();
  expect((await spanOf('unpaid-way')).bottom).toBeLessThan(740);
  await page.getByTestId('unpaid-way').click();
  await page.getByTestId('unpaid-sums').waitFor();
  expect(page.url()).toMatch(/from=\d{4}-\d\d-01&to=/);
  await page.goto(`${server.origin}/oficina#/`);
  await page.getByTestId('cohort-link').filter({ hasText: 'Cohorte piloto' }).click();
  await page.getByTestId('cohort-way').click();
  await expect.poll(() => page.getByTestId('answer-chosen').innerText()).toContain('Tasa de colocación: 50\u00a0%.');
  await page.getByTestId('everybody').click();
  await page.getByTestId('asked').waitFor();
});

test('every figure is what the office answers, and its table says the same', async () => {
  const { page } = office;
  const [all] = ((await office.ask('/api/reports/funnel')).body as Funnel).cells;
  expect(await numberAt('funnel-enrolments')).toBe(all?.enrolments);
  await page.getByTestId('table-funnel').locator('summary').click();
  const row = page.getByTestId('table-funnel').locator('tbody tr').first();
  expect((await row.locator('td').first().innerText()).trim()).toBe(String(all?.enrolments));
  for (const card of ['quiet', 'funnel', 'states', 'groups', 'hours', 'retention', 'courses', 'progress']) {
    await page.getByTestId(`card-${card}`).locator('h2').waitFor();
  }
  await page.getByTestId('meaning-states').locator('summary').click();
  expect(await page.getByTestId('meaning-states').innerText()).toContain('no es abandono');
  await fits(page);
});

test('who sent nothing for two weeks is a list, each with her last data', async () => {
  const { page } = office;
  const asked = (await office.ask('/api/reports/outcomes/people?figure=going_on&quiet=14')).body as Behind;
  await page.getByTestId('quiet-14').click();
  await page.getByTestId('behind').waitFor();
  const listed = await page.getByTestId('behind-person').evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset['learner']));
  expect(listed).toEqual(asked.people.map(({ id }) => id));
  expect(asked.listed).toBe(asked.quiet['14']);
  for (const said of await page.getByTestId('behind-data').allInnerTexts()) expect(said).toMatch(/Últimos datos: |Todavía no llegó nada/);
  expect(await page.getByTestId('page-title').innerText()).toContain('no llegó nada');
  await fits(page);
  await page.getByTestId('back').click();
  await page.getByTestId('funnel-enrolments').waitFor();
});

test('a figure opens onto the people behind it', async () => {
  const { page } = office;
  const shown = await numberAt('states-active');
  await page.getByTestId('states-active').locator('a').click();
  await page.getByTestId('behind').waitFor();
  expect(await page.getByTestId('behind-person').count()).toBe(shown);
  await page.getByTestId('behind-person').first().locator('a').click();
  await page.getByTestId('figure-questions').waitFor();
  await page.goBack();
  await page.getByTestId('behind').waitFor();
  await page.goBack();
  await page.getByTestId('funnel-enrolments').waitFor();
});

test('a choice of people is in the address, and taken back at once', async () => {
  const { page } = office;
  await page.getByTestId('filters').click();
  await page.getByTestId('only-age').selectOption({ label: '35 años o más' });
  const asked = ((await office.ask('/api/reports/funnel?age_from=35')).body as Funnel).cells[0]?.enrolments;
  await expect.poll(async () => ((await page.getByTestId('funnel-enrolments').count()) ? numberAt('funnel-enrolments') : 0)).toBe(asked);
  expect(page.url()).toContain('ageFrom=35');
  await fits(page);
  await page.getByTestId('everybody').click();
  const all = ((await office.ask('/api/reports/funnel')).body as Funnel).cells[0]?.enrolments;
  await expect.poll(() => numberAt('funnel-enrolments')).toBe(all);
});

test('what each one did is taken home without a name, once it is said what for', async () => {
  const { page } = office;
  expect(await page.getByTestId('take-xapi').count()).toBe(0);
  await page.getByTestId('take-why').selectOption('research');
  const { name, text } = await office.download('take-xapi');
  const statements = JSON.parse(text) as readonly { readonly actor: object; readonly timestamp: string }[];
  expect(name).toBe('xapi.json');
  expect(statements.length).toBeGreaterThan(50);
  expect(statements.filter(({ actor }) => 'name' in actor)).toEqual([]);
  await fits(page);
  // For publishing there is none: it tells of each.
  await page.getByTestId('take-rows').uncheck();
  expect(await page.getByTestId('take-xapi').count()).toBe(0);
  await page.getByTestId('take-rows').check();
});

test('hours that are unpaid stand by person, with how far each is', async () => {
  const { page } = office;
  await page.getByTestId('to-unpaid').click();
  await page.getByTestId('unpaid-sums').waitFor();
  expect(page.url()).toContain('from=');
  expect(await page.getByTestId('unpaid-sums').innerText()).toMatch(/Aprobado y sin pagar|está pagado/);
  const first = page.getByTestId('unpaid-person').first();
  await first.locator('summary').click();
  expect(await first.locator('tbody tr').count()).toBeGreaterThan(0);
  await fits(page);
});

test('an auditor sees figures, and nobody behind them', async () => {
  const other = await Coordinator.open(server, { width: 360, height: 740 });
  await other.signIn(undefined, 'auditora');
  await other.page.getByTestId('reports').click();
  await other.page.getByTestId('funnel-enrolments').waitFor();
  expect(await other.page.getByTestId('card-quiet').count()).toBe(0);
  expect(await other.page.getByTestId('only-age').count()).toBe(0);
  expect(await other.page.locator('.rp-bars a').count()).toBe(0);
  await other.close();
});
