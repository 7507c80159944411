/**
 * What a woman saved leaves the phone while her profile is locked, and nobody enters her secret.
 *
 * Owns the way from a save without a network to the office's own record. Must not look into how it
 * is sealed.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

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

test('two locked profiles are drained on the lock screen, and each finds what came of it', async () => {
  const people: { learner: Learner; id: string }[] = [];
  for (const picture of [6, 7]) {
    const { id, code } = await server.newcomer(`Persona ${picture}`);
    const learner = new Learner(phone, picture);
    await learner.enrol(code);
    people.push({ learner, id });
    await learner.leave();
  }
  await phone.appIsHere();
  await phone.offline();
  for (const { learner, id } of people) {
    await learner.enter();
    await learner.noteWork({ task: 'etiquetar', hours: 3 });
    await learner.go('home');
    await learner.leave();
    expect(Object.keys(await server.work(id))).toEqual([]);
  }
  const unsent = (learner: Learner) => learner.see(`profile-${learner.picture}`).getAttribute('data-unsent');
  for (const { learner } of people) expect(await unsent(learner)).toBe('1');

  await phone.online();
  for (const { learner, id } of people) {
    await expect.poll(() => unsent(learner), { timeout: PATIENCE_MS }).toBe('0');
    expect(Object.keys(await server.work(id))).toHaveLength(1);
  }
  await phone.offline();
  for (const { learner } of people) {
    await learner.enter();
    expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['3 h']);
    await learner.go('home');
    expect((await learner.knots()).unsent).toBe(0);
    await learner.leave();
  }
});

test('what is saved leaves though no page is open, when the browser says that there is a road', async () => {
  const { id, code } = await server.newcomer('Persona sin página');
  const learner = new Learner(phone, 8);
  await learner.enrol(code);
  await phone.appIsHere();
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 2 });
  await learner.go('home');
  await learner.press('leave');
  await learner.see('recipe-home').waitFor();
  // Salir asked the browser for it, under a name that says nothing.
  const tags = await phone.page.evaluate(async () => {
    const registration = (await navigator.serviceWorker.ready) as unknown as { sync: { getTags(): Promise<string[]> } };
    return registration.sync.getTags();
  });
  expect(tags).toEqual(['v']);
  await phone.page.goto('about:blank');

  expect(Object.keys(await server.work(id))).toEqual([]);
  phone.road.forget();
  await phone.online();
  await phone.syncEvent('v');
  await expect.poll(async () => Object.keys(await server.work(id)).length, { timeout: PATIENCE_MS }).toBe(1);
  expect(phone.road.count('POST /api/sync')).toBeGreaterThan(0);

  // She comes back without a network: the receipt is here, and her record as she left it.
  await phone.offline();
  await phone.page.goto(phone.road.origin);
  await expect.poll(() => learner.see('profile-8').getAttribute('data-unsent'), { timeout: PATIENCE_MS }).toBe('0');
  await learner.enter();
  expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['2 h']);
  expect((await learner.knots()).unsent).toBe(0);
});
