/**
 * Her secret: what a wrong one costs, how it is changed, and what is left when it is forgotten.
 *
 * Owns the ways into a profile. Must not look into how it is sealed.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner, PATIENCE_MS, type SecretSeen } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';
import { proveIfAsked, someone } from '../src/shared-phone';
import { plainWords } from '../src/words';

const PICTURES: SecretSeen = { kind: 'pictures', pictures: [15, 3, 3, 8, 11] };
const OTHER: SecretSeen = { kind: 'digits', digits: '907214' };

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

test('wrong secrets make one wait, over a new start and a moved clock', async () => {
  const learner = await someone(server, phone, 4, 'Elena');
  await learner.leave();
  await learner.press('profile-4');
  for (let tries = 0; tries < 3; tries += 1) {
    await learner.putIn(OTHER);
    await expect.poll(() => learner.see('secret-wrong').innerText()).toMatch(/no abren/);
    await expect.poll(() => learner.see('secret-slots').getAttribute('data-filled')).toBe('0');
    expect(await learner.see('secret-wait').count()).toBe(0);
  }
  await learner.putIn(OTHER);
  await learner.see('secret-wait').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('secret-wait').innerText()).toMatch(/en [1-5] segundos?/);
  await plainWords(phone.page);
  // Meanwhile not even the right one is taken.
  expect(await learner.see('secret-1').isDisabled()).toBe(true);
  expect(await learner.see('secret-input').isDisabled()).toBe(true);

  // A reload does not help, and neither does a phone whose clock says tomorrow.
  await phone.page.reload();
  await learner.press('profile-4');
  await learner.see('secret-wait').waitFor({ timeout: PATIENCE_MS });
  await phone.shut();
  phone.clockOffset = 86_400;
  await phone.start();
  await learner.press('profile-4');
  await learner.see('secret-wait').waitFor({ timeout: PATIENCE_MS });
  expect(await learner.see('secret-input').isDisabled()).toBe(true);

  // When it is over, one more wrong one makes the wait longer, and the right one opens.
  await learner.putIn(OTHER);
  await expect.poll(async () => Number(await learner.see('secret-wait').getAttribute('data-seconds').catch(() => 0)), { timeout: PATIENCE_MS }).toBeGreaterThan(8);
  await learner.putIn(learner.secret);
  await learner.at('home');
  await learner.noteWork({ task: 'etiquetar', hours: 1 });
});

test('a phone that dies while a secret changes opens with exactly one of the two', async () => {
  const learner = await someone(server, phone, 10, 'Berta');
  await learner.noteWork({ task: 'etiquetar', hours: 3 });
  await learner.go('home');
  for (const next of [OTHER, PICTURES]) {
    const before = learner.secret;
    await learner.press('settings');
    await learner.press('to-secret');
    await learner.putIn(before);
    await learner.see(`kind-${next.kind}`).waitFor({ timeout: PATIENCE_MS });
    await learner.press(`kind-${next.kind}`);
    await learner.putIn(next);
    await learner.press('secret-next');
    await learner.putIn(next);
    await learner.see('secret-next').click({ noWaitAfter: true });
    await phone.die();
    await phone.start();
    // The kind that the lock screen asks for tells which is in force; the other one does not open.
    await learner.press('profile-10');
    await learner.see('secret').waitFor();
    const isNew = (await learner.see('secret').getAttribute('data-kind')) === next.kind && (before.kind !== next.kind || (await opens(learner, next)));
    learner.secret = isNew ? next : before;
    if (!(await learner.see('screen-home').isVisible())) {
      await learner.putIn(learner.secret);
      await learner.at('home');
    }
    expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['3 h']);
    await learner.go('home');
    await learner.leave();
    await learner.tryToEnter(learner.secret);
    await learner.at('home');
  }
});

/** Whether this secret opens; one wrong try is free. */
async function opens(learner: Learner, secret: SecretSeen): Promise<boolean> {
  await learner.putIn(secret);
  await expect.poll(async () => (await learner.see('screen-home').isVisible()) || /no abren/.test(await learner.see('secret-wrong').innerText().catch(() => '')), { timeout: PATIENCE_MS }).toBe(true);
  return learner.see('screen-home').isVisible();
}

test('a forgotten secret is replaced with the card, and nothing is lost', async () => {
  const learner = await someone(server, phone, 14, 'Flora');
  await phone.appIsHere();
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', hours: 6 });
  await learner.go('home');
  await learner.press('settings');
  await learner.see('no-card').waitFor();
  await learner.press('to-card');
  await learner.press('card-make');
  await proveIfAsked(learner);
  const words = await learner.see('card-word').allInnerTexts();
  await plainWords(phone.page);
  await learner.press('card-done');
  await learner.see('screen-settings').waitFor();
  await expect.poll(() => learner.see('no-card').count()).toBe(0);
  await learner.go('home');
  await learner.leave();

  await learner.press('profile-14');
  await learner.press('forgot');
  await plainWords(phone.page);
  await learner.press('use-card');
  await learner.see('card-words').fill([...words].reverse().join(' '));
  await learner.press('card-open');
  await expect.poll(() => learner.see('card-wrong').innerText(), { timeout: PATIENCE_MS }).toMatch(/no abren/);
  // Written as people write: capitals, lines and commas do not matter.
  await learner.see('card-words').fill(words.map((word, at) => (at % 3 === 0 ? word.toUpperCase() : word)).join('\n'));
  await learner.press('card-open');
  await learner.see('kind-pictures').waitFor({ timeout: PATIENCE_MS });
  // Nothing of hers shows before there is a new secret.
  expect(await learner.see('nav-home').count()).toBe(0);
  await learner.chooseSecret(PICTURES);
  await learner.at('home');
  const old = learner.secret;
  learner.secret = PICTURES;
  expect((await learner.entries()).map((entry) => entry.amount)).toEqual(['6 h']);
  await learner.go('home');
  await learner.leave();
  await learner.press('profile-14');
  expect(await learner.see('secret').getAttribute('data-kind')).toBe('pictures');
  expect(old.kind).toBe('digits');
  await learner.putIn(PICTURES);
  await learner.at('home');
  await phone.online();
  await learner.arrived();
});
