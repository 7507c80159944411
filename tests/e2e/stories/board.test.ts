/**
 * The facilitator's afternoon: who may leave, and a phone that is lost.
 *
 * Owns the board and the phones of one learner as staff see them, beside a real phone. Must not
 * wait by sleeping: the board brings itself up to date.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { fits } from '../src/access';
import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { BINARY, freePort, Server } from '../src/server';
import { plainWords } from '../src/words';

let server: Server;
let office: Coordinator;
const phones: Phone[] = [];

beforeAll(async () => {
  server = await Server.start();
  office = await Coordinator.open(server, { width: 360, height: 740 });
});

afterAll(async () => {
  for (const phone of phones) {
    expect(phone.troubles).toEqual([]);
    await phone.remove();
  }
  await office.close();
  await server.remove();
});

async function mayLeave(): Promise<{ free: number; seen: number }> {
  const words = await office.page.getByTestId('may-leave').innerText();
  const [free = 0, seen = 0] = [...words.matchAll(/\d+/g)].map(([number]) => Number(number));
  return { free, seen };
}

test('she begins at her centre, and sees a phone come in without touching anything', async () => {
  const { page } = office;
  await page.getByTestId('login').fill('facilitadora');
  await page.getByTestId('password').fill(server.sheet.coordinator.password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId('may-leave').waitFor();
  expect(await page.getByTestId('page-title').innerText()).toContain('El Alto');
  const before = await mayLeave();
  await fits(office.page);

  const given = server.sheet.codes[0];
  const phone = await Phone.open(server.port);
  phones.push(phone);
  const learner = new Learner(phone, 2);
  await learner.enrol(given?.code ?? '');
  await learner.noteWork({ task: 'etiquetar', daysBack: 1, hours: 2 });
  await learner.arrived();
  await expect.poll(() => learner.see('knots-sentence').innerText(), { timeout: PATIENCE_MS }).toContain('Ya puedes irte');
  const hers = page.locator(`[data-test=board-free][data-learner="${given?.learner ?? ''}"]`);
  await hers.waitFor({ timeout: PATIENCE_MS });
  await expect.poll(mayLeave, { timeout: PATIENCE_MS }).toEqual({ free: before.free + 1, seen: before.seen + 1 });

  // Somebody who has been silent for longer than she asks for.
  await page.getByTestId('silent-days').selectOption('30');
  await page.getByTestId('may-leave').waitFor();
  await fits(office.page);
});

test('a lost phone is named and revoked, and what comes from it waits for her', async () => {
  const { page } = office;
  const id = server.sheet.codes[0]?.learner ?? '';
  await office.openLearner(id);
  const device = page.locator('[data-test=phone][data-device]').first();
  await device.getByTestId('device-rename').click();
  await device.getByTestId('device-new-name').fill('El azul');
  await device.getByTestId('device-save-name').click();
  await expect.poll(() => device.getByTestId('device-name').innerText()).toBe('El azul');
  await fits(office.page);

  const phone = phones[0];
  if (phone === undefined) throw new Error('no phone');
  const learner = new Learner(phone, 2);
  await phone.offline();
  await learner.noteWork({ task: 'etiquetar', daysBack: 1, hours: 5 });
  await device.getByTestId('device-revoke').click();
  await page.getByTestId('revoke-reason').selectOption('lost');
  await fits(office.page);
  await page.getByTestId('revoke-confirm').click();
  await device.getByTestId('device-revoked').waitFor();
  expect(await device.getByTestId('device-revoked').innerText()).toContain('se perdió');

  await phone.online();
  await learner.arrived();
  await learner.see('home-revoked').waitFor({ timeout: PATIENCE_MS });
  await plainWords(learner.page);
  expect(await learner.entries(), 'nothing of hers is gone from her screen').toHaveLength(2);
  await page.getByTestId('refresh').click();
  await device.getByTestId('device-held').waitFor({ timeout: PATIENCE_MS });
  const minutes = async (): Promise<unknown> => {
    const { work } = (await office.ask(`/api/learners/${id}`)).body as { work: { live: { minutes?: number }[] }[] };
    return work.flatMap(({ live }) => live.map((version) => version.minutes)).sort();
  };
  expect(await minutes()).toEqual([120]);
  await fits(office.page);
  await device.getByTestId('device-release').click();
  await device.getByTestId('device-held').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  expect(await minutes()).toEqual([120, 300]);
});

test("the centre's own computer says what it holds, and who must renew its certificate by when", async () => {
  const { page } = office;
  const folder = await mkdtemp(join(tmpdir(), 'chaski-hub-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '20', '-subj', '/CN=c1', '-addext', 'subjectAltName=DNS:c1.example.org'];
  execFileSync('openssl', ['req', '-x509', ...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const { code } = JSON.parse(await server.cli('hub', 'code', '--centre', 'el-alto', '--label', 'La caja azul', '--json')) as { code: string };
  const own = ['--data', join(folder, 'data'), '--listen', `127.0.0.1:${await freePort()}`, '--tls-cert', cert, '--tls-key', key];
  const hub = spawn(BINARY, ['hub', '--upstream', server.origin, '--code', code, ...own], { stdio: 'ignore' });
  try {
    await page.goto(`${server.origin}/oficina#/center/el-alto`);
    const line = page.getByTestId('board-hub');
    await line.getByTestId('certificate-end').waitFor({ timeout: PATIENCE_MS });
    const said = await line.innerText();
    expect(said).toContain('La caja azul');
    expect(said).toContain('Todo lo que tenía ya llegó a la oficina.');
    expect(said).toMatch(/Su certificado vence el .+: quedan (19|20) días\./);
    expect(said).toContain('Avisa hoy a la persona que cuida esta computadora');
    expect(await page.getByTestId('board-certificate').count(), 'what this page itself shows is not ours to know').toBe(0);
    await fits(office.page);
  } finally {
    const ended = new Promise((done) => hub.once('exit', done));
    hub.kill('SIGTERM');
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
