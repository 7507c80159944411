/**
 * The office's pages on a centre's own computer while it has no road: who comes is taken in, what
 * only the main office does is said in plain words and stays typed, and the board tells how far it is.
 *
 * Owns what staff see there at 360 px. Must not trust the page for what reached the main office:
 * its command line is asked.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Road } from '../src/road';
import { Server } from '../src/server';
import { plainWords } from '../src/words';

let central: Server;
let uplink: Road;
let hub: Server;
let office: Coordinator;
let phone: Phone;

beforeAll(async () => {
  central = await Server.start();
  uplink = await Road.to(central.port);
  const joining = JSON.parse(await central.cli('hub', 'code', '--centre', 'el-alto', '--json')) as { code: string };
  hub = await Server.hub(`http://127.0.0.1:${uplink.port}`, joining.code);
  uplink.close();
  office = await Coordinator.open(hub, { width: 360, height: 740 });
  await office.signIn(central.sheet.coordinator.password, central.sheet.coordinator.login);
  phone = await Phone.open(hub.port);
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  await office.close();
  await hub.remove();
  await uplink.remove();
  await central.remove();
});

const see = (test: string) => office.page.getByTestId(test);

/** Nothing is wider than the screen, and no word is technical. */
async function fits(name: string): Promise<void> {
  const [wide, screen] = await office.page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide, `${name} fits into 360 px`).toBeLessThanOrEqual(screen);
  await plainWords(office.page, { figures: true });
  await picture(office.page, name);
}

async function names(of: Server): Promise<string[]> {
  return (JSON.parse(await of.cli('learner', 'list', '--json')) as { name: string }[]).map((each) => each.name);
}

test('who comes is taken in without a road, and her phone works at once', async () => {
  await see('open-enrol').click();
  await see('person-name').fill('Luz Choque');
  await see('consent-record').check();
  await see('enrol-save').click();
  await see('enrolled').waitFor();
  expect(await see('code-waits').textContent()).toContain('las tres palabras');
  await fits('hub-office-1-code');
  const luz = new Learner(phone, 5);
  await luz.enrol((await see('code').textContent()) ?? '');
  await luz.noteWork({ task: 'etiquetar', hours: 2 });
  await expect.poll(() => luz.knots(), { timeout: PATIENCE_MS, interval: 200 }).toMatchObject({ centre: 1, office: 0, total: 1 });
  expect(await names(hub)).toContain('Luz Choque');
  expect(await names(central)).not.toContain('Luz Choque');
});

test('what only the main office does is said, and stays typed', async () => {
  await office.openLearner(central.sheet.learners[0]?.id ?? '');
  await see('person-change').click();
  await see('person-about').fill('Trabaja por las mañanas');
  await see('person-save').click();
  await expect.poll(() => see('person-problem').textContent()).toContain('oficina central');
  expect(await see('person-about').inputValue()).toBe('Trabaja por las mañanas');
  await see('person-problem').scrollIntoViewIfNeeded();
  await fits('hub-office-2-needs-the-office');

  await office.page.goto(`${hub.origin}/oficina#/files`);
  await see('files-text').fill('lo que alguien trajo');
  await see('files-paste').click();
  await expect.poll(() => see('files-problem').textContent()).toContain('solo la oficina central puede leerlo');
  expect(await see('files-text').inputValue()).toBe('lo que alguien trajo');
  await fits('hub-office-3-file');
});

test('the board says how far it is, and with the road back everything arrives', async () => {
  await office.page.goto(`${hub.origin}/oficina#/center/el-alto`);
  await see('board-to-central').waitFor();
  expect(await see('board-to-central').textContent()).toContain('1 persona nueva de la que la oficina central aún no sabe');
  await fits('hub-office-4-board');
  uplink.open();
  // A hub that is started tries at once.
  await hub.kill();
  await hub.serve();
  await expect.poll(() => names(central), { timeout: PATIENCE_MS, interval: 500 }).toContain('Luz Choque');
  await expect.poll(() => see('board-to-central').textContent(), { timeout: PATIENCE_MS }).not.toContain('persona nueva');
  await central.verify();
  await hub.verify();
});
