/**
 * What must hold when things go wrong: roads that break, servers and tabs that die.
 *
 * Owns breaking them at chosen places. Must not lose sight of the one question: is everything
 * there that was confirmed, and once?
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

import { Learner, type Work } from '../src/learner';
import { Phone } from '../src/phone';
import type { Cut } from '../src/road';
import { Server } from '../src/server';

const SYNC = '/api/sync';

let server: Server;
let phone: Phone;
let learner: Learner;
let id = '';

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

beforeEach(async () => {
  const added = await server.newcomer();
  id = added.id;
  phone = await Phone.open(server.port);
  learner = new Learner(phone, 12);
  await learner.enrol(added.code);
});

afterEach(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
});

/** The server holds exactly these, each once; so does the phone; and Automerge agrees. */
async function heldOnce(minutes: readonly number[]): Promise<void> {
  const held = Object.values(await server.work(id)).map((live) => live.map(({ value }) => value['minutes']));
  expect(held.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual([...minutes].sort((a, b) => a - b).map((each) => [each]));
  expect(await learner.entries()).toHaveLength(minutes.length);
  await server.verify();
}

const work = (hours: number): Work => ({ task: 'etiquetar', daysBack: 1, hours });

test('a road that breaks anywhere in an exchange loses and doubles nothing', async () => {
  await learner.noteWork({ ...work(1), minutes: 30 });
  await learner.arrived();
  const whole = phone.road.sizes.get(SYNC) ?? { request: 0, response: 0 };
  expect(whole.request).toBeGreaterThan(200);
  expect(whole.response).toBeGreaterThan(200);
  const cuts: Omit<Cut, 'path'>[] = [
    { afterRequestBytes: 1 },
    { afterRequestBytes: Math.floor(whole.request / 2) },
    { afterRequestBytes: whole.request - 16 },
    { afterResponseBytes: 0 },
    { afterResponseBytes: Math.floor(whole.response / 2) },
    { afterResponseBytes: whole.response - 16 },
  ];
  const minutes = [90];
  for (const [at, cut] of cuts.entries()) {
    await phone.offline();
    await learner.noteWork(work(at + 1));
    minutes.push((at + 1) * 60);
    const broken = phone.road.cutNext({ path: SYNC, ...cut });
    await phone.online();
    await broken;
    const knots = await learner.knots();
    // A knot turns on a receipt alone: what broke off has none.
    expect(knots.unsent).toBeGreaterThanOrEqual(1);
    await learner.visit();
    await learner.arrived();
  }
  await heldOnce(minutes);
});

test('a server that is killed in an exchange loses and doubles nothing', async () => {
  const minutes: number[] = [];
  for (const [at, moment] of (['asked', 'answered', 'asked', 'cut'] as const).entries()) {
    await phone.offline();
    await learner.noteWork(work(at + 1));
    minutes.push((at + 1) * 60);
    const now = moment === 'cut' ? phone.road.cutNext({ path: SYNC, afterResponseBytes: 0 }) : phone.road[moment](SYNC);
    await phone.online();
    await now;
    await server.kill();
    await server.serve();
    await learner.go('home');
    await learner.visit();
    await learner.arrived();
  }
  await heldOnce(minutes);
});

test('two tabs of one profile write into one record, and one may be closed', async () => {
  const first = learner.page;
  await learner.noteWork(work(1));
  const second = await phone.context.newPage();
  await second.goto(phone.road.origin);
  await phone.look(second);
  await learner.enter();
  await phone.offline();
  await learner.noteWork(work(2));
  await phone.look(first);
  await learner.noteWork(work(3));
  // Each tab shows what the other saved.
  await expect.poll(async () => (await learner.entries()).length).toBe(3);
  await phone.look(second);
  await expect.poll(async () => (await learner.entries()).length).toBe(3);

  // Both at once: a form stands ready in each tab.
  await learner.fillWork(work(4));
  await phone.look(first);
  await learner.fillWork(work(5));
  await Promise.all([first.getByTestId('save').click(), second.getByTestId('save').click()]);
  await Promise.all([first.getByTestId('saved-here').waitFor(), second.getByTestId('saved-here').waitFor()]);

  // The tab that was first is closed in the middle of it; the other goes on.
  await first.close();
  await phone.look(second);
  await learner.noteWork(work(6));
  await phone.online();
  await learner.arrived();
  await heldOnce([60, 120, 180, 240, 300, 360]);
});

test('a tab that dies while saving leaves all or nothing', async () => {
  await phone.offline();
  const minutes: number[] = [];
  for (const hours of [1, 2, 3]) {
    await learner.fillWork(work(hours));
    await learner.see('save').click({ noWaitAfter: true });
    await phone.die();
    await phone.start();
    await learner.enter();
    const count = (await learner.entries()).length;
    expect([minutes.length, minutes.length + 1]).toContain(count);
    if (count > minutes.length) minutes.push(hours * 60);
    else {
      // Not saved: then all that she had answered is still there.
      await learner.press('work-add');
      await learner.press('draft-resume');
      await learner.see('save').or(learner.see('step-next')).first().waitFor();
    }
    expect((await learner.knots()).unsent).toBe(minutes.length);
  }
  await phone.online();
  await learner.arrived();
  await heldOnce(minutes);
});
