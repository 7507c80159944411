/**
 * The office goes back to a copy of yesterday, and the phones that it has never seen come back.
 *
 * Owns what becomes of records and screens through a restore. Must not look into the copy.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Server } from '../src/server';

let server: Server;
let folder: string;
const phones: Phone[] = [];

beforeAll(async () => {
  server = await Server.start();
  folder = await mkdtemp(join(tmpdir(), 'chaski-copies-'));
});

afterAll(async () => {
  for (const phone of phones) {
    expect(phone.troubles).toEqual([]);
    await phone.remove();
  }
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

async function phoneOf(code: string, place: number): Promise<Learner> {
  const phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
  phones.push(phone);
  const learner = new Learner(phone, place);
  await learner.enrol(code);
  return learner;
}

/** Everybody is out of reach while the office goes back to the copy. */
async function goBackTo(copy: string): Promise<void> {
  for (const phone of phones) await phone.offline();
  expect(await server.stop()).toBe(0);
  await server.cli('restore', '--from', copy, '--replace');
  await server.serve();
}

test('phones come back by themselves with all records, also one that enrolled after the copy', async () => {
  const copy = join(folder, 'one.chaski');
  const { id, code } = await server.newcomer('Rosaura');
  const first = await phoneOf(code, 3);
  await first.noteWork({ task: 'etiquetar', daysBack: 1, hours: 1 });
  await first.arrived();
  await server.cli('backup', '--to', copy);

  // All of this the copy does not have: another entry, a phone, and what it wrote.
  await first.noteWork({ task: 'etiquetar', daysBack: 0, hours: 2 });
  await first.arrived();
  const second = await phoneOf(await server.code(id), 5);
  await second.noteWork({ task: 'transcribir', daysBack: 1, minutes: 30 });
  await second.arrived();
  await first.visit();
  await expect.poll(async () => (await first.entries()).length).toBe(3);
  await goBackTo(copy);
  expect(Object.keys(await server.work(id))).toHaveLength(1);
  await second.noteWork({ task: 'revisar', daysBack: 0, units: 40 });

  second.phone.road.forget();
  await second.phone.online();
  await second.arrived();
  expect(second.phone.road.count('POST /api/return'), 'it asked once to be known again').toBe(1);
  expect(await second.see('home-not-known').count()).toBe(0);
  await first.phone.online();
  await first.arrived();
  expect(Object.keys(await server.work(id))).toHaveLength(4);
  for (const learner of [first, second]) {
    await learner.visit();
    await expect.poll(async () => (await learner.entries()).length).toBe(4);
  }
  await server.verify();
});

test('what a phone wrote that never comes back is carried home by another one of hers', async () => {
  const copy = join(folder, 'carried.chaski');
  const { id, code } = await server.newcomer('Martha');
  const lasting = await phoneOf(code, 6);
  await lasting.noteWork({ task: 'etiquetar', daysBack: 1, hours: 1 });
  await lasting.arrived();
  await server.cli('backup', '--to', copy);
  const lost = await phoneOf(await server.code(id), 7);
  await lost.noteWork({ task: 'etiquetar', daysBack: 0, hours: 2 });
  await lost.arrived();
  await lasting.visit();
  await expect.poll(async () => (await lasting.entries()).length).toBe(2);
  await goBackTo(copy);
  expect(Object.keys(await server.work(id))).toHaveLength(1);

  await lasting.phone.online();
  await expect.poll(async () => Object.keys(await server.work(id)).length, { timeout: PATIENCE_MS }).toBe(2);
  await lasting.arrived();
  await server.verify();
});

test('a phone whose owner the office does not know keeps everything, and says what to do', async () => {
  const copy = join(folder, 'two.chaski');
  await server.cli('backup', '--to', copy);
  const { code } = await server.newcomer('Nilda');
  const learner = await phoneOf(code, 8);
  await learner.noteWork({ task: 'etiquetar', daysBack: 1, hours: 3 });
  await learner.arrived();
  await goBackTo(copy);

  await learner.phone.online();
  await learner.see('home-not-known').waitFor({ timeout: PATIENCE_MS });
  await learner.at('home');
  await picture(learner.page, 'home-not-known');
  // She goes on as ever, and nothing is gone.
  await learner.noteWork({ task: 'etiquetar', daysBack: 0, hours: 1 });
  expect(await learner.entries()).toHaveLength(2);
  expect((await learner.knots()).unsent).toBeGreaterThan(0);
});
