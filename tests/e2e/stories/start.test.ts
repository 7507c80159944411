/**
 * The first story: an empty folder becomes a demonstration, and is still there the next morning.
 *
 * Owns what an operator sees in the terminal. Must not seed anything itself.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { Learner } from '../src/learner';
import { Phone } from '../src/phone';
import { Server } from '../src/server';

const CODE = /\b([0-9A-Z]{4}-[0-9A-Z]{4})\b/g;

let folder = '';
let server: Server;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaski-start-'));
  // A folder that is not there yet: the program makes it.
  server = await Server.of(join(folder, 'data'));
});

afterAll(async () => {
  await server.remove();
  await rm(folder, { recursive: true, force: true });
});

function told(): { codes: string[]; login: string; password: string } {
  const { output } = server;
  return {
    codes: [...output.matchAll(CODE)].map((match) => match[1] ?? ''),
    login: /login\s+(\S+)/.exec(output)?.[1] ?? '',
    password: /password\s+(\S+)/.exec(output)?.[1] ?? '',
  };
}

async function learners(): Promise<{ id: string; name: string }[]> {
  return JSON.parse(await server.cli('learner', 'list', '--json')) as { id: string; name: string }[];
}

test('an empty folder becomes a demonstration that lasts', async () => {
  await server.serve();
  const first = told();
  expect(server.output).toContain(`127.0.0.1:${server.port}/`);
  expect(server.output).toContain('/oficina');
  expect(new Set(first.codes).size).toBe(3);
  expect(first.login).not.toBe('');
  expect(first.password).not.toBe('');
  const people = await learners();
  expect(people.length).toBeGreaterThan(20);
  await server.verify();

  // One of the codes is used, and one learner does something.
  const phone = await Phone.open(server.port);
  const learner = new Learner(phone, 3);
  await learner.enrol(first.codes[0] ?? '');
  await learner.noteWork({ task: 'etiquetar', hours: 1, note: 'primer día' });
  await learner.arrived();
  expect(phone.troubles).toEqual([]);
  await phone.remove();
  const whose = await server.learnerOf(first.codes[0] ?? '');
  expect(Object.values(await server.work(whose))).toHaveLength(1);

  expect(await server.stop()).toBe(0);
  await server.serve();

  const second = told();
  expect(second.password).toBe(first.password);
  expect(new Set(second.codes).size).toBe(3);
  // The one that was used is gone; those that were not still stand.
  expect(second.codes).not.toContain(first.codes[0]);
  expect(second.codes).toEqual(expect.arrayContaining(first.codes.slice(1)));
  expect(await learners()).toEqual(expect.arrayContaining(people));
  expect(Object.values(await server.work(whose))).toHaveLength(1);
  await server.verify();

  const coordinator = await Coordinator.open(server);
  await coordinator.page.getByTestId('login').fill(second.login);
  await coordinator.page.getByTestId('password').fill(second.password);
  await coordinator.page.getByTestId('sign-in').click();
  // More than one cohort: first she chooses.
  await coordinator.page.locator('[href*="cohorte-1"]').click();
  await coordinator.page.locator(`[data-learner="${whose}"]`).waitFor();
  await coordinator.close();
  expect(await server.stop()).toBe(0);
});

test('a demonstration serves on loopback only', async () => {
  const data = join(folder, 'other');
  await expect(Server.run('serve', '--data', data, '--listen', `0.0.0.0:${server.port}`)).rejects.toMatchObject({ code: 1 });
});
