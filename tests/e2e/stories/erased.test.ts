/**
 * A person is erased in the office: her profile leaves a shared phone, and nobody else's does.
 *
 * Owns what the phone shows and keeps then. Must not look into who is believed: the core's tests do.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { barriers } from '../src/access';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

let server: Server;
let phone: Phone;

beforeAll(async () => {
  server = await Server.start();
  phone = await Phone.open(server.port);
});

afterAll(async () => {
  expect(phone.troubles).toEqual([]);
  await server.verify();
  await phone.remove();
  await server.remove();
});

test('locked and with something unsent, she goes; the phone says so until it was read, and her neighbour is as she was', async () => {
  const [rosa, ana] = [new Learner(phone, 6), new Learner(phone, 7)];
  const { id, code } = await server.newcomer('Rosa');
  await rosa.enrol(code);
  await rosa.leave();
  await ana.enrol((await server.newcomer('Ana')).code);
  await ana.noteWork({ task: 'etiquetar', hours: 3 });
  await ana.arrived();
  await ana.leave();
  await phone.appIsHere();
  await phone.offline();
  await rosa.enter();
  await rosa.noteWork({ task: 'transcribir', hours: 2 });
  await rosa.go('home');
  await rosa.leave();
  await server.cli('learner', 'erase', '--learner', id, '--reason', 'pedido', '--yes');

  await phone.online();
  await rosa.see('profile-6').waitFor({ state: 'detached', timeout: PATIENCE_MS });
  await rosa.see('erased').waitFor();
  expect(await rosa.see('erased').innerText()).toContain('Se borró un perfil de este teléfono');
  expect(await barriers(phone.page)).toEqual([]);
  await phone.page.reload();
  await rosa.see('erased').waitFor();
  await rosa.press('erased-read');
  await rosa.see('erased').waitFor({ state: 'detached' });
  await phone.page.reload();
  await ana.see('profile-7').waitFor();
  expect(await rosa.see('erased').count() + (await rosa.see('profile-6').count())).toBe(0);
  await ana.enter();
  expect((await ana.entries()).map(({ amount }) => amount)).toEqual(['3 h']);
});
