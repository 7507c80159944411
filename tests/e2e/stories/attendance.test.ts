/**
 * A workshop: put on by the office, seen on her home, arrived at by the code of the door, without a
 * network; and who came, as staff see it.
 *
 * Owns the schedule's pages and her workshops beside a real phone. Must not wait by sleeping.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { fits } from '../src/access';
import { Coordinator, parseCsv } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

const TITLE = 'Entrevistas de trabajo';

interface Roll {
  readonly session: { readonly id: string };
  readonly proof: string;
  readonly learners: readonly { readonly id: string; readonly mark?: { readonly presence: string; readonly called: boolean; readonly scan?: string } }[];
}

let server: Server;
let office: Coordinator;
let phone: Phone;
let ana: Learner;
let someone: { id: string; code: string };
let session: string;

beforeAll(async () => {
  server = await Server.start();
  office = await Coordinator.open(server, { width: 360, height: 740 });
  someone = await server.newcomer('Ana Condori');
  phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  ana = new Learner(phone, 3);
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  await office.close();
  await server.remove();
});

/** Today where the browsers are. */
function today(): Promise<string> {
  return office.page.evaluate(() => {
    const now = new Date();
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  });
}

async function roll(): Promise<Roll> {
  return (await office.ask(`/api/sessions/${session}`)).body as Roll;
}

async function marked(): Promise<Roll['learners'][number]['mark']> {
  return (await roll()).learners.find(({ id }) => id === someone.id)?.mark;
}

/** As when the phone's camera opens the address of a code. */
async function openCode(proof: string): Promise<void> {
  await ana.page.evaluate((hash) => {
    location.hash = hash;
  }, `#/sesion/${session}/${proof}`);
}

test('the office puts a workshop on, and she sees it on her home', async () => {
  const { page } = office;
  await ana.enrol(someone.code);
  await office.enter();
  await page.getByTestId('open-sessions').click();
  await page.getByTestId('sessions-none').waitFor();
  await fits(page);
  await page.getByTestId('session-add').click();
  await page.getByTestId('session-save').click();
  await page.getByTestId('session-problem').waitFor();
  expect(await page.getByTestId('session-title').getAttribute('aria-invalid')).toBe('true');
  await page.getByTestId('session-title').fill(TITLE);
  await page.getByTestId('session-day').fill(await today());
  await page.getByTestId('session-start').fill('23:30');
  await page.getByTestId('session-minutes').fill('29');
  await page.getByTestId('session-place').fill('Aula 2, El Alto');
  await page.getByTestId('session-facilitator').fill('Rosa Condori');
  await fits(page);
  await page.getByTestId('session-save').click();
  await page.getByText(TITLE).waitFor();
  const listed = (await office.ask('/api/cohorts/cohorte-1/sessions')).body as { id: string }[];
  expect(listed).toHaveLength(1);
  session = listed[0]?.id ?? '';
  await fits(page);

  await ana.visit();
  await expect.poll(() => ana.see('home-session').innerText(), { timeout: PATIENCE_MS }).toContain(TITLE);
  expect(await ana.see('home-session-when').innerText()).toBe('Hoy, 11:30 de la noche');
  expect(await ana.see('home-session-where').innerText()).toBe('Aula 2, El Alto');
  await fits(ana.page);

  // Changed, and she hears of it.
  await page.getByTestId('session-change').click();
  await page.getByTestId('session-place').fill('Aula 5');
  await page.getByTestId('session-save').click();
  await page.getByText('Aula 5').waitFor();
  await ana.visit();
  await expect.poll(() => ana.see('home-session-where').innerText(), { timeout: PATIENCE_MS }).toBe('Aula 5');
});

test('at the door she scans the code without a network, once, and it arrives by itself', async () => {
  const { page } = office;
  await page.getByTestId('session-door').click();
  await page.getByTestId('door-qr').waitFor();
  await fits(page);
  const { proof } = await roll();
  expect(await marked()).toBeUndefined();

  await phone.appIsHere();
  await phone.offline();
  await openCode(proof);
  await ana.at('sessions');
  await expect.poll(() => ana.see('session-arrived').innerText()).toContain(`Estás en: ${TITLE}`);
  await fits(ana.page);
  expect(await ana.page.evaluate(() => location.href + JSON.stringify(history.state)), 'the code is nowhere in the address').not.toContain(session);
  await ana.press('back');
  await openCode(proof);
  await ana.see('session-arrived').waitFor();
  const total = (await ana.knots()).total;

  // Killed, opened again, still without a network: it is there.
  await phone.die();
  await phone.start();
  await ana.enter();
  expect((await ana.knotsHere()).total).toBe(total);
  await ana.press('home-session');
  expect(await ana.see('session-mark').innerText()).toBe('Tu llegada está anotada');

  await phone.online();
  await ana.arrived();
  await expect.poll(marked, { timeout: PATIENCE_MS }).toEqual({ presence: 'present', called: false, scan: 'verified', differing: false });
  const { registers } = await server.record(someone.id);
  expect(Object.keys(registers).filter((key) => key.startsWith(`attendance/${session}/`)), 'twice is one').toHaveLength(1);
});

test('a code that came while nobody was in is whoever comes in right after', async () => {
  await ana.leave();
  await ana.page.goto(`${phone.road.origin}/#/sesion/01970000-0000-7000-8000-00000000beef/aaaaaaaa`);
  await ana.tryToEnter();
  await ana.at('sessions');
  await expect.poll(() => ana.see('session-arrived').innerText(), { timeout: PATIENCE_MS }).toContain('Tu llegada quedó anotada');
  await fits(ana.page);
  await ana.arrived();
  const shown = (await office.ask(`/api/learners/${someone.id}`)).body as { sessions: { session: string; scan?: string; title?: string }[] };
  expect(shown.sessions.find((each) => each.session.endsWith('beef'))).toMatchObject({ presence: 'present', scan: 'not_verified' });
});

test('staff see who came: on the learner, by session, and as a table', async () => {
  const { page } = office;
  await office.openLearner(someone.id);
  const hers = page.getByTestId('learner-sessions');
  expect(await hers.innerText()).toContain(TITLE);
  expect(await hers.getByTestId(`attended-${session}`).getByTestId('mark').innerText()).toBe('Vino');
  await fits(page);
  await page.goto(`${server.origin}/oficina#/cohort/cohorte-1/sessions`);
  // What was here before is shown at once, and what is new a moment later.
  await expect.poll(() => page.getByTestId('session-counts').innerText()).toContain('1 presente');
  const { text } = await office.download('attendance-csv');
  const [head = [], ...rows] = parseCsv(text);
  const row = rows.find((cells) => cells[head.indexOf('name')] === 'Ana Condori');
  expect(row?.[head.indexOf('presence')]).toBe('present');
  expect(row?.[head.indexOf('by')]).toBe('scan');
});
