/**
 * A staff machine of its own: hours decided without the office, the browser killed, opened again
 * without the office, and everything arrives; beside a colleague who decided otherwise meanwhile.
 *
 * Owns what the desk keeps and sends, and what lies on the machine. How its pages look and speak is
 * `review-hours`'s.
 */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';
import { searchDisk } from '../src/storage';

const QUEUE = '/oficina#/cohort/cohorte-1/review';
const NAME = 'Anahí Condorcanqui';
const NOTE = 'en casa de la señora Griselda';
const WORD = '¿Estabas sola, Anahí?';

/** A browser in the office that is shut and killed, on a road of its own. */
class Machine {
  private constructor(
    readonly phone: Phone,
    readonly login: string,
    readonly secret: string,
  ) {}

  static async of(server: Server, login: string, secret: string): Promise<Machine> {
    const phone = await Phone.open(server.port, { viewport: { width: 360, height: 740 } });
    const machine = new Machine(phone, login, secret);
    await machine.at(QUEUE);
    await machine.see('login').fill(login);
    await machine.see('password').fill(server.sheet.coordinator.password);
    await machine.see('sign-in').click();
    await machine.see('desk-make').waitFor({ timeout: PATIENCE_MS });
    for (const round of ['Elige', 'otra vez']) {
      await expect.poll(() => machine.see('desk-step').innerText(), { timeout: PATIENCE_MS }).toContain(round);
      await machine.putIn();
    }
    await machine.see('desk-sent').waitFor({ timeout: PATIENCE_MS });
    return machine;
  }

  see(test: string): Locator {
    return this.phone.page.getByTestId(test);
  }

  async at(path: string): Promise<void> {
    await this.phone.page.goto(this.phone.road.origin + path);
  }

  async putIn(): Promise<void> {
    await expect.poll(() => this.see('secret-slots').getAttribute('data-filled'), { timeout: PATIENCE_MS }).toBe('0');
    await this.see('secret-input').fill(this.secret);
    await this.see('desk-next').click();
  }

  entry(id: string): Locator {
    return this.phone.page.locator(`[data-test=queue-entry][data-entry="${id}"]`);
  }

  decided(id: string): Locator {
    return this.phone.page.locator(`[data-test=decided-entry][data-entry="${id}"]`);
  }

  async bring(): Promise<void> {
    await expect.poll(() => this.see('bring').getAttribute('aria-disabled'), { timeout: PATIENCE_MS }).toBe('false');
    await this.see('bring').click();
    await expect.poll(() => this.see('bring').getAttribute('aria-disabled'), { timeout: PATIENCE_MS }).toBe('false');
  }

  async approve(id: string): Promise<void> {
    await this.entry(id).getByTestId('approve').click();
    await this.decided(id).waitFor();
  }

  async ask(id: string, note: string): Promise<void> {
    const card = this.entry(id);
    await card.getByTestId('ask').click();
    await card.getByTestId('reason').selectOption('falta-hora');
    await card.getByTestId('reason-note').fill(note);
    await card.getByTestId('reason-go').click();
    await this.decided(id).waitFor();
  }

  async sent(): Promise<void> {
    await expect.poll(() => this.see('desk-sent').getAttribute('data-unsent'), { timeout: PATIENCE_MS }).toBe('0');
  }

  /** Everything that these pages need is in the browser. */
  async officeIsHere(): Promise<void> {
    await this.phone.appIsHere();
    await expect.poll(() => this.phone.page.evaluate(async () => {
      const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));
      const urls = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
      return urls.flat().filter((url) => /coordinator-.*\.js$/.test(url)).length;
    }), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
  }
}

let server: Server;
let phone: Phone;
let ana: Learner;
let first: Machine;
let second: Machine;
let alone: string;
let both: string;

beforeAll(async () => {
  server = await Server.start();
  phone = await Phone.open(server.port);
  ana = new Learner(phone, 3);
});

afterAll(async () => {
  expect([phone, first.phone, second.phone].flatMap(({ troubles }) => troubles)).toEqual([]);
  await server.verify();
  for (const each of [phone, first.phone, second.phone]) await each.remove();
  await server.remove();
});

const standing = async (entry: string): Promise<string> => {
  await ana.go('work');
  const chip = ana.page.locator(`[data-entry="${entry}"] [data-test=entry-standing]`);
  return (await chip.count()) === 0 ? '' : chip.innerText();
};

const visits = async (): Promise<void> => {
  await ana.go('home');
  await ana.visit();
};

test('she notes her hours, and two of staff make a desk of their own', async () => {
  const newcomer = await server.newcomer(NAME);
  await ana.enrol(newcomer.code);
  alone = await ana.noteWork({ task: 'etiquetar', hours: 2, note: NOTE });
  both = await ana.noteWork({ task: 'etiquetar', daysBack: 1, hours: 3 });
  await ana.arrived();
  first = await Machine.of(server, 'facilitadora', '503817');
  second = await Machine.of(server, server.sheet.coordinator.login, '271935');
});

test("a learner's phone does not download the office", async () => {
  await phone.appIsHere();
  const kept = await phone.page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));
    return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat();
  });
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.filter((url) => /coordinator|office/.test(url))).toEqual([]);
});

test('decided without the office and killed at once, it is there again without the office', async () => {
  await first.entry(alone).waitFor({ timeout: PATIENCE_MS });
  await first.entry(both).waitFor({ timeout: PATIENCE_MS });
  await first.officeIsHere();
  await first.phone.offline();
  await first.approve(alone);
  await first.ask(both, WORD);
  // As soon as the page says so it may be killed.
  await first.phone.die();

  await first.phone.start(QUEUE);
  await first.see('desk-login').fill('Facilitadora');
  await first.see('desk-whose-go').click();
  await first.see('desk-open').waitFor({ timeout: PATIENCE_MS });
  expect(await first.see('desk-unsent').count()).toBe(1);
  await first.putIn();
  await first.decided(alone).waitFor({ timeout: PATIENCE_MS });
  for (const entry of [alone, both]) expect(await first.decided(entry).getAttribute('data-sent')).toBe('false');
  await visits();
  expect(await standing(alone)).not.toContain('Aprobado');
});

test('while it is shut, nothing of it can be read on the machine', async () => {
  await first.phone.shut();
  const needles = [NAME, 'Condorcanqui', 'Griselda', WORD, 'Estabas sola', alone, 'facilitadora'];
  const found = await searchDisk(first.phone.folder, needles);
  // What she typed to sign in is the browser's own, and the word stands in the app's own texts; a record is in neither.
  expect(found.filter(({ needle }) => needle !== 'facilitadora')).toEqual([]);
  expect(found.filter(({ where }) => /IndexedDB|Local Storage/.test(where))).toEqual([]);
});

test('a colleague approves meanwhile; both arrive, and a third settles it', async () => {
  await second.entry(both).waitFor({ timeout: PATIENCE_MS });
  await second.approve(both);
  await second.sent();
  await visits();
  await expect.poll(() => standing(both), { timeout: PATIENCE_MS }).toContain('Aprobado');

  await first.phone.start(QUEUE);
  await first.see('desk-login').fill('facilitadora');
  await first.see('desk-whose-go').click();
  await first.see('desk-open').waitFor({ timeout: PATIENCE_MS });
  await first.putIn();
  await first.decided(alone).waitFor({ timeout: PATIENCE_MS });
  // Nobody is signed in on this machine: what was decided goes all the same, by itself.
  await first.phone.online();
  await first.sent();
  await visits();
  await expect.poll(() => standing(alone), { timeout: PATIENCE_MS }).toContain('Aprobado');
  await expect.poll(() => standing(both), { timeout: PATIENCE_MS }).toBe('En la oficina lo están revisando');

  await second.bring();
  await expect.poll(() => second.entry(both).getByTestId('obstacle').getAttribute('data-obstacle'), { timeout: PATIENCE_MS }).toBe('spoke');
});
