/**
 * A browser short of room throws this site's data away.
 *
 * Owns what she is told, how she goes on, and what staff see of the phone that was. Which numbers
 * never arrived is held against the server in `tests/adversity/evicted`.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';
import { plainWords } from '../src/words';

let server: Server;
let phone: Phone;
let office: Coordinator;

beforeAll(async () => {
  server = await Server.start();
  phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  office = await Coordinator.open(server);
  await office.enter();
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  await office.close();
  await server.remove();
});

test('the phone says what happened, she goes on with a code, and staff see both phones', async () => {
  const { id, code } = await server.newcomer('Rosaura');
  const before = new Learner(phone, 3);
  await before.enrol(code);
  await before.noteWork({ task: 'etiquetar', daysBack: 1, hours: 2 });
  await before.arrived();
  await phone.appIsHere();
  await phone.offline();
  await before.noteWork({ task: 'transcribir', daysBack: 0, minutes: 30 });
  await phone.evict();

  await phone.online();
  await phone.page.goto(phone.road.origin);
  await before.see('lost').first().waitFor({ timeout: PATIENCE_MS });
  await plainWords(phone.page);
  await picture(phone.page, 'evicted');
  // It neither blames her, nor leaves her without a next step.
  expect(await before.see('lost').first().innerText()).toMatch(/No es por algo que hiciste/);

  const after = new Learner(phone, 5);
  await after.enrol(await server.code(id));
  await expect.poll(async () => (await after.entries()).map((entry) => entry.amount), { timeout: PATIENCE_MS }).toEqual(['2 h']);
  await after.noteWork({ task: 'transcribir', daysBack: 0, minutes: 30 });
  await after.arrived();
  expect(await after.see('lost').count()).toBe(0);
  expect(Object.keys(await server.work(id))).toHaveLength(2);

  await office.openLearner(id);
  await office.page.getByTestId('device-name').first().waitFor();
  expect(await office.page.locator('[data-test=phone][data-device]').count()).toBe(2);
  await picture(office.page, 'evicted-office');
});
