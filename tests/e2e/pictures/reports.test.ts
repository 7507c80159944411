/**
 * Four questions of a coordinator, from the first screen after signing in to the answer, at three
 * widths: `CHASKI_SCREENSHOTS=1 npm test -- pictures/reports`.
 *
 * Owns `target/screens/reports-*.png`, numbered by question and step, and the README's picture of the
 * page. Must not assert; the stories do.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { ROOT, Server } from '../src/server';

const SCREENS = join(ROOT, 'target/screens');
const WIDTHS = [{ width: 360, height: 740 }, { width: 820, height: 1180 }, { width: 1280, height: 860 }];
/** Long pages are cut: nobody looks for an answer further down. */
const MOST_SCREENS = 3;

let server: Server;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  server = await Server.start({ whole: true });
});

afterAll(async () => {
  await server.remove();
});

test.each(WIDTHS)('four questions at $width', async (viewport) => {
  const { width } = viewport;
  const office = await Coordinator.open(server, viewport);
  const { page } = office;
  const see = (name: string) => page.getByTestId(name);
  const shot = async (name: string) => {
    await page.waitForLoadState('networkidle');
    const height = Math.min(await page.evaluate(() => document.documentElement.scrollHeight), MOST_SCREENS * viewport.height);
    await page.screenshot({ path: join(SCREENS, `reports-${name}-${width}.png`), fullPage: true, clip: { x: 0, y: 0, width, height }, animations: 'disabled' });
  };
  const home = async () => {
    await page.goto(`${server.origin}/oficina#/`);
    await see('cohort-link').first().waitFor();
  };
  const reports = async () => {
    await home();
    await see('reports').click();
    await see('asked-placed').waitFor();
    await see('funnel-enrolments').waitFor();
  };

  await office.signIn();
  await see('cohort-link').first().waitFor();
  await shot('0-inicio');
  await reports();
  await shot('0-informes');
  if (width === 1280) await page.screenshot({ path: join(ROOT, 'docs/screenshots/reports.png'), animations: 'disabled' });

  await see('asked-quiet').click();
  await see('behind').waitFor();
  await shot('1-1-de-quien-no-llego-nada');
  await see('behind-center').selectOption('cochabamba');
  await page.waitForURL(/center=cochabamba/);
  await see('behind').waitFor();
  await shot('1-2-en-un-centro');

  await reports();
  await see('asked-completed').click();
  await shot('2-1-elegir');
  await see('only-region').selectOption('la-paz');
  await page.waitForURL(/region=/);
  await see('only-gender').selectOption('female');
  await page.waitForURL(/gender=/);
  await see('only-age').selectOption('36-');
  await page.waitForURL(/ageFrom=/);
  await see('answer-chosen').waitFor();
  await shot('2-2-mujeres-de-mas-de-35');

  await reports();
  await see('asked-unpaid').click();
  await see('unpaid-sums').waitFor();
  await shot('3-1-sin-pagar-el-mes-pasado');
  await see('unpaid-person').first().locator('summary').click();
  await shot('3-2-una-persona');

  await reports();
  await see('asked-placed').click();
  await see('answer-chosen').waitFor();
  await see('card-outcomes').waitFor();
  await shot('4-1-ultima-cohorte');
  await office.close();
});
