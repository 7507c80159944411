/**
 * Enrolling at the centre: form, a look at who is alike, the square on the screen, her phone; a
 * slip for home and its confirmation; a list from a spreadsheet; reaching her without harm.
 *
 * Owns what staff see at 360 px and what her phone does with the code. Must not trust the page for
 * what was saved: the command line is asked.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';
import { plainWords } from '../src/words';

const NUMBER = '71234567';
let server: Server;
let office: Coordinator;
const phones: Phone[] = [];

beforeAll(async () => {
  server = await Server.start();
  office = await Coordinator.open(server, { width: 360, height: 740 });
  await office.signIn();
  await office.page.getByTestId('open-enrol').waitFor();
});

afterAll(async () => {
  for (const phone of phones) await phone.remove();
  await office.close();
  await server.remove();
});

const see = (test: string) => office.page.getByTestId(test);

async function phone(): Promise<Phone> {
  const opened = await Phone.open(server.port);
  phones.push(opened);
  return opened;
}

/** Nothing is wider than the screen, and no word is technical. A picture of it when asked for. */
async function fits(name: string): Promise<void> {
  const [wide, screen] = await office.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide, `${name} fits into 360 px`).toBeLessThanOrEqual(screen);
  await plainWords(office.page, { figures: true });
  await picture(office.page, name);
}

async function learners(): Promise<readonly { id: string; name: string }[]> {
  return JSON.parse(await server.cli('learner', 'list', '--json')) as { id: string; name: string }[];
}

test('somebody is enrolled in a minute, and her phone opens with the code that its camera saw', async () => {
  const before = (await learners()).length;
  await see('open-enrol').click();
  await see('enrol-form').waitFor();
  await fits('enrol-form');

  // What is missing is marked, and nobody is saved.
  await see('enrol-save').click();
  await see('fault-name').waitFor();
  expect(await see('fault-consent').isVisible()).toBe(true);
  expect((await learners()).length).toBe(before);

  await see('person-name').fill('Rosaura Condori');
  await see('person-birth_year').fill('1994');
  await see('consent-record').check();
  await see('consent-contact').check();
  await see('person-number').fill(NUMBER);
  await see('person-ask_for').fill('la señora Rosa');
  await fits('enrol-contact');
  await see('enrol-save').click();
  await see('enrolled').waitFor();
  await fits('enrol-code');
  expect((await learners()).map((each) => each.name)).toContain('Rosaura Condori');
  expect(await see('code-left').textContent()).toMatch(/9 minutos/);
  const code = (await see('code').textContent()) ?? '';
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  expect(await see('code-qr').locator('path').count()).toBe(2);

  // Her camera opens this address; the code is there already, and leaves the address at once.
  const hers = await phone();
  const rosa = new Learner(hers, 3);
  await hers.page.goto(`${hers.road.origin}/#/codigo/${code}`);
  await rosa.press('language-es');
  await expect.poll(() => rosa.see('enrol-code').inputValue()).toBe(code);
  expect(hers.page.url()).not.toContain(code.slice(0, 4));
  await rosa.enrolFromCode();
  await rosa.noteWork({ task: 'etiquetar', daysBack: 1, hours: 2 });
  await rosa.arrived();
});

test('whoever may be there already is looked at before anybody is saved', async () => {
  await see('enrol-next-person').click();
  await see('person-name').fill('condori, ROSAURA');
  await see('consent-record').check();
  const before = (await learners()).length;
  await see('enrol-save').click();
  await see('alike').waitFor();
  await fits('enrol-alike');
  expect(await see('alike').textContent()).toContain('Rosaura Condori');
  expect((await learners()).length).toBe(before);
  await see('alike-back').click();
  expect(await see('person-name').inputValue(), 'nothing typed is lost').toBe('condori, ROSAURA');
  await see('enrol-save').click();
  await see('alike-other').click();
  await see('enrolled').waitFor();
  expect((await learners()).length).toBe(before + 1);
});

test('a phone that used a slip waits until somebody says that it is hers', async () => {
  const id = (await learners()).find((each) => each.name === 'Rosaura Condori')?.id ?? '';
  await office.openLearner(id);
  await see('make-code').click();
  await see('code-printed').click();
  const code = (await see('code').textContent()) ?? '';
  await fits('enrol-slip');
  await see('close-code').click();

  const home = await phone();
  const rosa = new Learner(home, 4);
  await rosa.enrol(code);
  await rosa.noteWork({ task: 'transcribir', daysBack: 1, minutes: 30 });
  await rosa.arrived();
  // What takes effect: an export has what is held too, as Automerge has it.
  const counted = async () => {
    const { work } = (await office.ask(`/api/learners/${id}`)).body as { work: readonly { live: readonly unknown[] }[] };
    return work.filter(({ live }) => live.length > 0).length;
  };
  expect(await counted(), 'held, and it does not count').toBe(1);

  await see('refresh').click();
  await see('phone-waits').waitFor();
  // Whoever confirms compares, and does not only believe.
  await see('three-words').waitFor();
  await fits('enrol-waits');
  await rosa.go('home');
  await rosa.see('three-words').waitFor();
  await rosa.at('home');
  await picture(rosa.page, 'home-to-confirm');
  const hers = await rosa.see('three-words').locator('li').allTextContents();
  expect(hers).toHaveLength(3);
  expect((await see('three-words').textContent())?.split(' · ')).toEqual(hers);
  await see('confirm-yes').click();
  await see('phone-waits').waitFor({ state: 'detached' });
  await expect.poll(counted).toBe(2);
  // Now it reads what she did elsewhere, and has nothing to compare any more.
  await rosa.visit();
  await rosa.see('three-words').waitFor({ state: 'detached' });
  await expect.poll(async () => (await rosa.entries()).length).toBe(2);
  await server.verify();
});

test('how to reach her is shown to whoever asks, with what must not be said', async () => {
  const id = (await learners()).find((each) => each.name === 'Rosaura Condori')?.id ?? '';
  await office.openLearner(id);
  await see('see-contact').waitFor();
  expect(await office.page.content()).not.toContain(NUMBER);
  await see('see-contact').click();
  await see('contact').waitFor();
  await fits('enrol-reach');
  expect(await see('contact-call').getAttribute('href')).toBe(`tel:${NUMBER}`);
  expect(await see('contact').textContent()).toContain('la señora Rosa');

  // She wants no contact any more: the button is nowhere.
  await see('person-change').click();
  await see('channel-none').check();
  await see('person-save').click();
  await see('no-contact').waitFor();
  expect(await see('see-contact').count()).toBe(0);
  expect(await see('contact-call').count()).toBe(0);
  expect(await office.page.content()).not.toContain(NUMBER);
});

test('a list is checked row by row, and saved whole', async () => {
  await office.page.goto(`${server.origin}/oficina#/cohort/cohorte-1/table`);
  await see('table-page').waitFor();
  const before = (await learners()).length;
  const list = (text: string) => see('table-file').setInputFiles({ name: 'lista.csv', mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') });
  const fine = 'nombre;nacimiento;consentimiento\nMartha Apaza;1990;2026-11-02\nNilda Poma;;2026-11-02\n';
  await list(fine.replace('1990', '90').replace(';;2026-11-02', ';;'));
  await see('table-asked').check();
  await see('table-look').click();
  await see('table-faults').waitFor();
  await fits('enrol-table-faults');
  expect(await see('table-fault').count()).toBe(2);
  expect((await learners()).length).toBe(before);
  await list(fine);
  await see('table-look').click();
  await see('table-fine').waitFor();
  await fits('enrol-table');
  expect((await learners()).length).toBe(before);
  await see('table-save').click();
  await see('table-saved').waitFor();
  expect((await learners()).length).toBe(before + 2);
});
