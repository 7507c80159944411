/**
 * The browser's own limit: a site that may store no more, on a disk that has room.
 *
 * Owns using the limit up. Must not accept a lost record as the price, nor a full disk in its place.
 */
import { statfsSync } from 'node:fs';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';
import { SmallDisk } from '../src/small-disk';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

/** Stores until the browser refuses, to the last kilobyte; how often it refused. */
function useUp(phone: Phone): Promise<number> {
  return phone.page.evaluate(async () => {
    const cache = await caches.open('ballast');
    let refused = 0;
    for (let size = 4 * 1024 * 1024; size >= 1024; size /= 8) {
      const bytes = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)));
      for (;;) {
        try {
          await cache.put(`/ballast/${crypto.randomUUID()}`, new Response(bytes));
        } catch (cause) {
          if ((cause as Error).name !== 'QuotaExceededError') throw cause;
          refused += 1;
          break;
        }
      }
    }
    return refused;
  });
}

// A browser allows a site a part of the disk: of a small one, so little that a test can use it up.
for (const disk of [SmallDisk.mount(300)].filter((each) => each !== undefined)) {
  afterAll(() => disk.remove());

  test('a limit that is used up loses nothing that was confirmed', async () => {
    const { id, code } = await server.newcomer();
    const phone = await Phone.open(server.port, { folder: disk.profile });
    const learner = new Learner(phone, 16);
    await learner.enrol(code);
    expect(await useUp(phone)).toBe(5);
    const free = statfsSync(disk.folder);
    expect(free.bavail * free.bsize).toBeGreaterThan(50 * 1024 * 1024);

    // What is large is refused in plain words. A record is small: it is kept, or said not to be.
    const reading = new Reading(learner, 'primeros-pasos');
    await reading.open();
    await learner.press('download-start');
    await learner.page.getByText('No hay espacio en este teléfono').waitFor();
    await phone.offline();
    const minutes: number[] = [];
    for (let hours = 1; hours < 5; hours += 1) {
      await learner.fillWork({ task: 'etiquetar', daysBack: 1, hours });
      await useUp(phone);
      await learner.press('save');
      await learner.see('saved-here').or(learner.see('failure')).first().waitFor();
      if (!(await learner.see('saved-here').isVisible())) break;
      minutes.push(hours * 60);
      await learner.press('done');
    }
    expect(minutes.length).toBeGreaterThan(0);
    await phone.die();
    await phone.start();
    await learner.enter();
    expect(await learner.entries()).toHaveLength(minutes.length);
    expect((await learner.knots()).unsent).toBe(minutes.length);

    await phone.page.evaluate(() => caches.delete('ballast'));
    await phone.online();
    await learner.arrived();
    const held = Object.values(await server.work(id)).map((live) => live.map(({ value }) => value['minutes']));
    expect(held.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(minutes.map((each) => [each]));
    await reading.open();
    await learner.press('download-start');
    await reading.isHere();
    await phone.remove();
  });
}
