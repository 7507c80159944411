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
