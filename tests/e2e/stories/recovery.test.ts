/**
 * A secret is forgotten, and nothing of hers is lost by it.
 *
 * Owns the ways back in that need staff: beginning anew with a code, and the centre's key. Must not
 * look into how anything is sealed.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';
import { someone } from '../src/shared-phone';
import { plainWords } from '../src/words';

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

test('a new code brings everything back, and the profile from before goes when nothing is lost by it', async () => {
  const before = await someone(server, phone, 3, 'Olga');
  await before.noteWork({ task: 'etiquetar', hours: 2 });
  await before.arrived();
  await phone.appIsHere();
  await phone.offline();
  await before.noteWork({ task: 'etiquetar', hours: 5 });
  await before.go('home');
  await before.leave();

  // Told what has not left yet, without anybody's secret; and that it stays.
  await before.press('profile-3');
  await before.press('forgot');
  await before.press('use-code');
  await before.see('renew-count').waitFor();
  expect(await before.see('renew-count').getAttribute('data-unsent')).toBe('1');
  await plainWords(phone.page);
  await phone.online();
  await before.see('renew-whole').waitFor({ timeout: PATIENCE_MS });
  await plainWords(phone.page);
  await before.press('renew-code');

  const after = new Learner(phone, 4);
  await after.see('enrol-code').fill(await server.code(before.id));
  await after.enrolFromCode();
  await expect.poll(async () => (await after.entries()).map((entry) => entry.amount).sort(), { timeout: PATIENCE_MS }).toEqual(['2 h', '5 h']);
  await after.go('home');
  await after.leave();
  await expect.poll(() => after.see('profile-3').count(), { timeout: PATIENCE_MS }).toBe(0);
  await after.enter();
  expect((await after.entries()).length).toBe(2);
});
