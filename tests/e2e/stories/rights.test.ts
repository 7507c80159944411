/**
 * Each role in the office: what she is offered is what the server allows her, and nothing leads to
 * a closed door without words.
 *
 * Owns following every link and collecting every button. What is allowed is not said here: it is
 * `tests/authorisation/acts.json`, which the server's own table writes.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { ROOT, Server } from '../src/server';

/** The demonstration's accounts, and where each begins. */
const ROLES = {
  coordinator: { login: 'coordinadora', begins: 'learners' },
  facilitator: { login: 'facilitadora', begins: 'may-leave' },
  mentor: { login: 'mentora', begins: 'learners' },
  auditor: { login: 'auditora', begins: 'learners' },
  administrator: { login: 'administradora', begins: 'account' },
} as const;

/** Every address of the office, and the act without which it is refused. */
const PAGES: readonly (readonly [string, string])[] = [
  ['#/cohorts', 'read_cohort'],
  ['#/cohort/cohorte-1', 'read_cohort'],
  ['#/cohort/cohorte-1/questions', 'read_record'],
  ['#/cohort/cohorte-1/certificates', 'read_cohort'],
  ['#/cohort/cohorte-1/enrol', 'enrol'],
  ['#/cohort/cohorte-1/table', 'enrol'],
  ['#/cohort/cohorte-1/statements', 'read_statements'],
  ['#/cohort/cohorte-1/sessions', 'read_cohort'],
  ['#/cohort/cohorte-1/notices', 'read_cohort'],
  ['#/cohort/cohorte-1/review', 'decide'],
  ['#/cohort/cohorte-1/follow', 'read_contact'],
  ['#/cohort/cohorte-1/mentors', 'manage_groups'],
  ['#/review', 'decide'],
  ['#/reports', 'read_reports'],
  ['#/reports/people?report=funnel&figure=completed', 'read_people_behind'],
  ['#/reports/unpaid', 'read_people_behind'],
  ['#/recovery', 'use_recovery_key'],
  ['#/files', 'take_courier_file'],
  ['#/centers', 'list_centers'],
  ['#/center/el-alto', 'read_board'],
  ['#/accounts', 'read_accounts'],
  ['#/account/mentora', 'read_accounts'],
  ['#/new-account', 'manage_accounts'],
  ['#/audit', 'read_audit'],
];

/** What a page offers to whoever may do everything on it. */
const OFFERED = {
  cohort: ['decide', 'enrol', 'export_named', 'export_nameless', 'manage_groups', 'read_cohort', 'read_contact', 'read_people_behind', 'read_statements'],
  learner: ['export_named', 'enter_on_behalf', 'write_notes', 'send_message', 'record_outcome', 'make_code', 'rename_device', 'reset_secret', 'revoke_device', 'edit_person', 'read_contact', 'record_kinship', 'merge_people'],
};

let server: Server;
let allowed: Readonly<Record<string, readonly string[]>>;

beforeAll(async () => {
  server = await Server.start();
  allowed = JSON.parse(await readFile(join(ROOT, 'tests/authorisation/acts.json'), 'utf8')) as typeof allowed;
});

afterAll(() => server.remove());

const offered = (page: Page): Promise<string[]> =>
  page.locator('[data-act]').evaluateAll((found) => [...new Set(found.map((each) => (each as HTMLElement).dataset['act'] ?? ''))].sort());

/** The page at an address, once all that it asks for has come. */
async function open(page: Page, hash: string): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.waitForLoadState('networkidle');
  await expect.poll(() => page.locator('.of-loading').count()).toBe(0);
}

test.each(Object.entries(ROLES))('a %s is offered what she may do, and nothing else', async (role, { login, begins }) => {
  const acts = allowed[role] ?? [];
  const office = await Coordinator.open(server, { width: 360, height: 740 });
  const { page } = office;
  const refusals: string[] = [];
  page.on('response', (answer) => {
    if ([403, 404].includes(answer.status())) refusals.push(`${answer.status()} ${answer.url()}`);
  });
  await page.getByTestId('login').fill(login);
  await page.getByTestId('password').fill(server.sheet.coordinator.password);
  await page.getByTestId('sign-in').click();
  await page.getByTestId(begins).first().waitFor();

  // Every link from where she begins, and from there on.
  const seen = new Set<string>();
  const next = ['#/'];
  for (let hash = next.shift(); hash !== undefined && seen.size < 25; hash = next.shift()) {
    if (seen.has(hash)) continue;
    seen.add(hash);
    await open(page, hash);
    expect(await page.getByTestId('refused').or(page.getByTestId('office-trouble')).count(), hash).toBe(0);
    const more = await page.locator('a[href^="#/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    next.push(...more);
    for (const act of await offered(page)) expect(acts, `${hash}: ${act}`).toContain(act);
  }
  expect(refusals).toEqual([]);

  // What lies behind no link of hers is refused in words, with a way on.
  for (const [hash, act] of PAGES) {
    await open(page, hash);
    const refused = await page.getByTestId('refused').count();
    expect(refused, hash).toBe(acts.includes(act) ? 0 : 1);
    if (refused === 0) continue;
    await page.getByTestId('to-start').click();
    await page.getByTestId(begins).first().waitFor();
  }

  // And what she may do is there to be done.
  if (acts.includes('read_cohort')) {
    const named = (act: string) => act !== 'export_nameless' || !acts.includes('export_named');
    await open(page, '#/cohort/cohorte-1');
    expect(await offered(page)).toEqual(OFFERED.cohort.filter((act) => acts.includes(act) && named(act)).sort());
    await page.getByTestId('learner-link').first().click();
    await page.getByTestId('figure-questions').waitFor();
    await page.waitForLoadState('networkidle');
    const wanted = OFFERED.learner.filter((act) => acts.includes(act));
    await expect.poll(async () => (await offered(page)).filter((act) => act !== 'read_contact')).toEqual(wanted.filter((act) => act !== 'read_contact').sort());
  }
  expect(refusals).toEqual([]);
  await office.close();
}, 120_000);
