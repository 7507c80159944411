/**
 * One phone on every road: by the centre's hub, with the hub's uplink lost, by courier, and back. The
 * three knots say at each step where her things are.
 *
 * Owns the order of the roads. Must not fill a knot itself, nor look into the file.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { Road } from '../src/road';
import { Server } from '../src/server';

let central: Server;
let uplink: Road;
let hub: Server;
let phone: Phone;
let ana: Learner;
let id: string;
let code: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaski-roads-'));
  central = await Server.start();
  uplink = await Road.to(central.port);
  const joining = JSON.parse(await central.cli('hub', 'code', '--centre', 'el-alto', '--json')) as { code: string };
  hub = await Server.hub(`http://127.0.0.1:${uplink.port}`, joining.code);
  const newcomer = await central.newcomer('Ana');
  id = newcomer.id;
  phone = await Phone.open(hub.port);
  ana = new Learner(phone, 5);
  code = newcomer.code;
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  await hub.remove();
  await uplink.remove();
  await central.remove();
  await rm(folder, { recursive: true, force: true });
});

/** At the centre, at the office, of all. */
async function knots(): Promise<[centre: number, office: number, total: number]> {
  const { centre, office, total } = await ana.knots();
  return [centre, office, total];
}

const until = (wanted: [number, number, number]) => expect.poll(knots, { timeout: PATIENCE_MS, interval: 200 }).toEqual(wanted);

test('by the hub to the office: three knots', async () => {
  await ana.enrol(code);
  await phone.appIsHere();
  await ana.noteWork({ task: 'etiquetar', hours: 1 });
  await until([1, 1, 1]);
  expect(Object.keys(await central.work(id))).toHaveLength(1);
  await picture(phone.page, 'roads-1-all-three');
});

test('without an uplink the hub has it: two knots, and the third waits', async () => {
  uplink.close();
  await ana.noteWork({ task: 'etiquetar', hours: 2 });
  await until([2, 1, 2]);
  expect(await ana.see('knots').locator('.knot-full').count()).toBe(2);
  expect(await ana.see('knots').locator('.knot-half').count()).toBe(1);
  await picture(phone.page, 'roads-2-at-the-centre');
  // Away from the centre: only this phone has the third.
  await phone.offline();
  await ana.noteWork({ task: 'transcribir', hours: 3 });
  await until([2, 1, 3]);
  expect(await ana.see('knots').locator('.knot-half').count()).toBe(2);
  expect(Object.keys(await central.work(id))).toHaveLength(1);
  await picture(phone.page, 'roads-3-on-the-phone');
});

test('a file is carried to the office and its answer back: three knots, without any network', async () => {
  await phone.page.goto(`${phone.road.origin}/#/archivo`);
  await ana.at('courier');
  await ana.press('courier-write');
  const [download] = await Promise.all([phone.page.waitForEvent('download'), ana.press('courier-save')]);
  const [file, answer] = [join(folder, 'file.txt'), join(folder, 'answer.txt')];
  await download.saveAs(file);
  const told = JSON.parse(await central.cli('import', 'bundle', file, '--answer', answer, '--json')) as { outcome: string; changes: number }[];
  expect(told).toMatchObject([{ outcome: 'taken', changes: 2 }]);
  expect(Object.keys(await central.work(id))).toHaveLength(3);

  await ana.see('courier-file').setInputFiles({ name: 'respuesta.txt', mimeType: 'text/plain', buffer: await readFile(answer) });
  await ana.see('courier-answered').waitFor();
  await ana.press('back');
  await until([3, 3, 3]);
  await picture(phone.page, 'roads-4-by-courier');
});

test('back at the centre, and the uplink back: nothing twice, and the next goes the short way', async () => {
  await phone.online();
  uplink.open();
  // A hub that is started tries at once.
  await hub.kill();
  await hub.serve();
  await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 4 });
  await until([4, 4, 4]);
  const work = await central.work(id);
  expect(Object.keys(work)).toHaveLength(4);
  expect(Object.values(work).map((live) => live.length)).toEqual([1, 1, 1, 1]);
  expect(Object.keys(await hub.work(id))).toHaveLength(4);
  await central.verify();
  await hub.verify();
});
