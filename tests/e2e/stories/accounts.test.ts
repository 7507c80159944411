/**
 * An administrator's day: an account from its first password to its end, signing in by two steps,
 * and the log of all that. And a coordinator who says who is related, and who is one person.
 *
 * Owns what is done and seen in the browser. What each role may do is `rights.test.ts`.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Coordinator, parseCsv } from '../src/coordinator';
import { Server } from '../src/server';
import { totp } from '../src/totp';

const HAND = { width: 360, height: 740 };
const OWN = 'nube verde sobre el cerro';

let server: Server;

beforeAll(async () => {
  server = await Server.start();
});

afterAll(() => server.remove());

async function signedIn(login: string, password?: string): Promise<Coordinator> {
  const office = await Coordinator.open(server, HAND);
  await office.signIn(password, login);
  return office;
}

test('an account from its first password to its end', async () => {
  const admin = await signedIn('administradora');
  const { page } = admin;
  await page.getByTestId('account-new').click();
  await page.getByTestId('new-name').fill('Lucía Condori');
  await page.getByTestId('new-login').fill('lucia');
  await page.getByTestId('grant-role').selectOption('facilitator');
  await page.getByTestId('grant-scope').selectOption('center');
  await page.getByTestId('grant-center').selectOption('el-alto');
  await page.getByTestId('grant-until').fill('2099-12-31');
  await page.getByTestId('grant-add').click();
  await page.getByTestId('new-save').click();
  const first = await page.getByTestId('first-password-value').innerText();
  await page.getByTestId('account-made').click();
  await page.locator('[data-login=lucia] [data-state=first_password]').waitFor();
  expect(await page.content()).not.toContain(first);

  const lucia = await signedIn('lucia', first);
  const hers = lucia.page;
  await hers.getByTestId('new-password-form').waitFor();
  expect(await hers.locator('.of-places').count()).toBe(0);
  await hers.getByTestId('current-password').fill(first);
  await hers.getByTestId('next-password').fill(OWN);
  await hers.getByTestId('change-password').click();
  await hers.getByTestId('may-leave').waitFor();

  // Her post must sign in by two steps: nothing else opens before she has prepared that.
  await page.getByTestId('required-facilitator').check();
  await expect.poll(() => page.getByTestId('required-facilitator').isChecked()).toBe(true);
  await expect.poll(async () => (await lucia.ask('/api/cohorts')).status).toBe(403);
  await hers.reload();
  await hers.getByTestId('two-begin').click();
  await hers.getByTestId('two-password').fill(OWN);
  await hers.getByTestId('two-next').click();
  const secret = await hers.getByTestId('two-secret').innerText();
  await hers.getByTestId('two-code').fill('000000');
  await hers.getByTestId('two-confirm').click();
  await expect.poll(() => hers.getByTestId('two-problem').innerText()).not.toBe('');
  await hers.getByTestId('two-code').fill(totp(secret));
  await hers.getByTestId('two-confirm').click();
  await hers.getByTestId('two-paper').waitFor();
  const paper = await hers.getByTestId('recovery-code').allInnerTexts();
  expect(new Set(paper).size).toBe(10);
  await hers.getByTestId('two-done').click();
  await hers.getByTestId('may-leave').waitFor();
  expect(await hers.content()).not.toContain(paper[0]);

  await hers.getByTestId('sign-out').click();
  await lucia.signIn(OWN, 'lucia');
  await hers.getByTestId('sign-in-code').fill('000000');
  await hers.getByTestId('sign-in').click();
  await expect.poll(() => hers.getByTestId('sign-in-problem').innerText()).not.toBe('');
  await hers.getByTestId('sign-in-code').fill(totp(secret, 1));
  await hers.getByTestId('sign-in').click();
  await hers.getByTestId('may-leave').waitFor();
  await hers.getByTestId('sign-out').click();
  await lucia.signIn(OWN, 'lucia');
  await hers.getByTestId('sign-in-code').fill((paper[4] ?? '').toLowerCase());
  await hers.getByTestId('sign-in').click();
  await hers.getByTestId('may-leave').waitFor();
  await hers.getByTestId('me').click();
  await expect.poll(() => hers.getByTestId('recovery-left').innerText()).toContain('9');

  // Another post beside the first; then only the one for a named group is taken away again.
  await page.locator('[data-login=lucia]').getByTestId('account-link').click();
  await page.getByTestId('grant-more').click();
  await page.getByTestId('grant-role').selectOption('mentor');
  await page.getByTestId('grant-labels').fill(server.sheet.learners[0]?.label.toLowerCase() ?? '');
  await page.getByTestId('grant-add').click();
  await page.getByTestId('account-save').click();
  await expect.poll(() => page.getByTestId('account-said').innerText()).not.toBe('');
  await expect.poll(() => page.getByTestId('grant').last().innerText()).toContain(server.sheet.learners[0]?.label);
  expect((await lucia.ask('/api/session')).status).toBe(401);
  await page.getByTestId('grant-remove').last().click();
  await page.getByTestId('account-save').click();
  await expect.poll(() => page.getByTestId('grant').count()).toBe(1);
  // A name alone ends nobody's session.
  await hers.reload();
  await lucia.signIn(OWN, 'lucia');
  await hers.getByTestId('sign-in-code').fill(paper[7] ?? '');
  await hers.getByTestId('sign-in').click();
  // Where she was: her own account.
  await hers.getByTestId('second-factor').waitFor();
  await page.getByTestId('account-name').fill('Lucía Condori Mamani');
  await page.getByTestId('account-save').click();
  await expect.poll(() => page.getByTestId('page-title').innerText()).toBe('Lucía Condori Mamani');
  expect((await lucia.ask('/api/session')).status).toBe(200);

  // Closed: at once, wherever it is open.
  await page.getByTestId('account-disable').click();
  await page.getByTestId('account-disable-yes').click();
  await page.locator('[data-test=account-state][data-state=disabled]').waitFor();
  expect((await lucia.ask('/api/session')).status).toBe(401);
  await hers.getByTestId('refresh').click();
  await hers.getByTestId('sign-in-form').waitFor();

  // And all of it is in the log, which is asked by person, deed and day.
  await page.getByTestId('audit').click();
  await page.getByTestId('audit-entry').first().waitFor();
  await page.getByTestId('audit-who').selectOption('lucia');
  await page.getByTestId('audit-what').selectOption('use_recovery_code');
  await expect.poll(() => page.getByTestId('audit-entry').count()).toBe(2);
  await page.getByTestId('audit-what').selectOption('');
  await expect.poll(() => page.getByTestId('audit-entry').count()).toBeGreaterThan(4);
  const { text } = await admin.download('audit-csv');
  const [head, ...rows] = parseCsv(text);
  expect(head?.slice(0, 4)).toEqual(['sequence', 'at', 'account', 'act']);
  expect(rows.every((row) => row[2] === 'lucia')).toBe(true);
  expect(rows.map((row) => row[3])).toContain('second_factor_on');
  expect(text).not.toContain('Condori');
  await page.getByTestId('audit-day').fill('2020-01-01');
  await page.getByTestId('audit-none').waitFor();
  // Nobody changes her own rights.
  await page.goto(`${server.origin}/oficina#/account/administradora`);
  await page.getByTestId('account-read').waitFor();
  expect(await page.locator('[data-act=manage_accounts]').count()).toBe(0);
  await lucia.close();
  await admin.close();
}, 120_000);

test('who is related, and who is one person: said, and taken back', async () => {
  const [ana, other] = server.sheet.learners;
  const office = await Coordinator.open(server, HAND);
  await office.enter();
  const { page } = office;
  await office.openLearner(ana?.id ?? '');
  await page.getByTestId('kin-add').click();
  await page.getByTestId('kin-who').selectOption('facilitadora');
  await page.getByTestId('kin-save').click();
  await page.locator('[data-test=kin-one][data-login=facilitadora]').waitFor();
  await page.getByTestId('same-add').click();
  await page.getByTestId('same-other').fill('P-9999');
  await page.getByTestId('same-look').click();
  await page.getByTestId('same-problem').waitFor();
  await page.getByTestId('same-other').fill(other?.label.toLowerCase() ?? '');
  await page.getByTestId('same-look').click();
  await page.getByTestId('same-sure').getByText(other?.label ?? '').waitFor();
  await page.getByTestId('same-join').click();
  await page.getByTestId('same-part').waitFor();

  // The other entry says the same, of the relative too.
  await office.openLearner(other?.id ?? '');
  await page.locator(`[data-test=same-one][data-learner="${ana?.id}"]`).waitFor();
  await page.locator('[data-test=kin-one][data-login=facilitadora]').waitFor();
  await page.getByTestId('same-part').click();
  await page.getByTestId('same-part-yes').click();
  await expect.poll(() => page.getByTestId('same-one').count()).toBe(0);
  await office.openLearner(ana?.id ?? '');
  await page.getByTestId('kin-end').click();
  await expect.poll(() => page.getByTestId('kin-one').count()).toBe(0);
  await office.close();
}, 60_000);
