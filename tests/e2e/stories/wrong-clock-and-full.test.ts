/**
 * Phones as they are: a clock that nobody set, and no room left.
 *
 * Owns making them so. Must not accept a lost record as the price.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Reading } from '../src/reading';
import { Server } from '../src/server';
import { SmallDisk } from '../src/small-disk';

const YEAR = 365 * 86_400;

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

test.each([
  { clock: 'ahead', offset: YEAR, said: /adelantada/ },
  { clock: 'behind', offset: -YEAR, said: /atrasada/ },
])('a phone whose clock is a year $clock', async ({ offset, said }) => {
  const { id, code } = await server.newcomer();
  const phone = await Phone.open(server.port, { clockOffset: offset });
  const learner = new Learner(phone, 13);
  await learner.enrol(code);
  const shown = await phone.page.evaluate(() => Date.now());
  expect(Math.abs(shown - Date.now() - offset * 1000)).toBeLessThan(60_000);
  await learner.go('messages');
  await learner.see('clock-warning').waitFor();
  expect(await learner.see('clock-warning').innerText()).toMatch(said);

  await phone.offline();
  const entry = await learner.noteWork({ task: 'etiquetar', hours: 2, note: 'sin reloj' });
  await phone.online();
  await learner.arrived();
  const [value] = (await server.work(id))[entry] ?? [];
  const now = Date.now() / 1000;
  expect(Math.abs((value?.at ?? 0) - now)).toBeLessThan(300);
  expect(Math.abs(Date.parse(String(value?.value['day'])) / 1000 - now)).toBeLessThan(2 * 86_400);
  expect((await learner.entries()).map((each) => each.amount)).toEqual(['2 h']);
  await phone.remove();
});

// Where a small disk may be mounted, the disk itself is filled, which quotas know nothing of.
for (const disk of [SmallDisk.mount(160)].filter((each) => each !== undefined)) {
  afterAll(() => disk.remove());

  test('a disk without a free byte loses nothing that was confirmed', async () => {
    const { id, code } = await server.newcomer();
    const phone = await Phone.open(server.port, { folder: disk.profile });
    const learner = new Learner(phone, 15);
    await learner.enrol(code);
    const reading = new Reading(learner, 'primeros-pasos');
    await reading.download();
    await phone.offline();
    const minutes: number[] = [];
    const note = (hours: number) => learner.fillWork({ task: 'etiquetar', daysBack: 1, hours });
    await note(1);
    await learner.save();
    minutes.push(60);

    // What can be had again is given up first; then it says that there is no room.
    let full = false;
    for (let hours = 2; hours < 7 && !full; hours += 1) {
      await note(hours);
      disk.fill();
      await learner.press('save');
      await learner.see('saved-here').or(learner.see('failure')).first().waitFor();
      full = await learner.see('failure').isVisible();
      if (full) {
        expect(await learner.see('failure').innerText()).toMatch(/No hay espacio en el teléfono/);
        disk.empty();
        await learner.press('save');
        await learner.see('saved-here').waitFor();
      }
      minutes.push(hours * 60);
      await learner.press('done');
    }
    expect(full).toBe(true);
    disk.fill();
    await phone.die();
    disk.empty();
    await phone.start();
    await learner.enter();
    expect(await learner.entries()).toHaveLength(minutes.length);
    expect((await learner.knots()).unsent).toBe(minutes.length);
    await phone.online();
    await learner.arrived();
    const held = Object.values(await server.work(id)).map((live) => live.map(({ value }) => value['minutes']));
    expect(held.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(minutes.map((each) => [each]));
    await phone.remove();
  });
}
