/**
 * The pages of figures at three widths, over a programme with a cohort that has ended:
 * `CHASKI_SCREENSHOTS=1 npm test -- pictures/reports`.
 *
 * Owns `target/screens/reports-*.png`, and the invented people whom it brings in beside the
 * demonstration's. Must not assert; the stories do.
 */
import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';

import { Coordinator } from '../src/coordinator';
import { ROOT, Server } from '../src/server';

const SCREENS = join(ROOT, 'target/screens');
const WIDTHS = [{ width: 360, height: 740 }, { width: 820, height: 1180 }, { width: 1280, height: 860 }];
const NAMES = ['Alba', 'Berta', 'Clara', 'Dora', 'Elsa', 'Flora', 'Gilda', 'Hilda', 'Irma', 'Julia'];
const SURNAMES = ['Aguilar', 'Blanco', 'Castro', 'Durán', 'Espejo'];
const REASONS = ['trabajo', 'cuidado', 'salud', 'sin-internet', 'trabajo'];

let server: Server;

/** Somebody of a cohort that ended: invented, and the same at every run. */
function line(index: number): string {
  const state = index % 10 < 6 ? 'completed' : index % 10 < 9 ? 'left' : 'ended';
  const region = ['El Alto', 'Cochabamba', 'Potosí'][index % 3];
  const reason = state === 'left' ? (REASONS[index % REASONS.length] ?? '') : '';
  const name = `${NAMES[index % NAMES.length]} ${SURNAMES[Math.floor(index / 10) % SURNAMES.length]}`;
  return [`X-${index}`, name, index < 24 ? 'cohorte-a' : 'cohorte-b', index % 12 === 5 ? 'male' : 'female', 1976 + ((index * 7) % 32), region, state, reason, '2026-03-02'].join(',');
}

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  server = await Server.start();
  for (const [id, title, center, starts] of [['cohorte-a', 'Cohorte A · Puente 2025', 'cochabamba', '2025-08-04'], ['cohorte-b', 'Cohorte B · Puente marzo 2026', 'cochabamba', '2026-03-02']] as const) {
    await server.cli('cohort', 'add', '--id', id, '--title', title, '--centre', center, '--starts', starts, '--weeks', '12');
  }
  const table = join(server.data, 'people.csv');
  const map = join(server.data, 'people.json');
  await writeFile(table, ['dni,nombre,cohorte,sexo,nacida,zona,estado,motivo,inicio', ...Array.from({ length: 56 }, (_, index) => line(index)), ''].join('\n'));
  await writeFile(map, JSON.stringify({
    person: { column: 'dni' }, name: { column: 'nombre' }, cohort: { column: 'cohorte' },
    consent: { covers: ['record', 'reports'], version: '2026-03', given: { value: '2026-03-02' } },
    birth_year: { column: 'nacida' }, gender: { column: 'sexo' }, region: { column: 'zona' },
    enrolled: { column: 'inicio' }, state: { column: 'estado' }, since: { value: '2026-05-25' }, reason: { column: 'motivo' },
  }));
  await server.cli('import', 'learners', table, '--map', map);
});

afterAll(async () => {
  await server.remove();
});

test.each(WIDTHS)('the pages of figures at $width', async (viewport) => {
  const office = await Coordinator.open(server, viewport);
  await office.signIn();
  const { page } = office;
  await page.getByTestId('reports').click();
  const whole = async (name: string) => {
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(SCREENS, `reports-${name}-${viewport.width}.png`), fullPage: true, animations: 'disabled' });
  };
  const at = async (hash: string, seen: string, name: string) => {
    await page.goto(`${server.origin}/oficina#/reports${hash}`);
    await page.getByTestId(seen).first().waitFor();
    await whole(name);
  };
  await page.getByTestId('funnel-enrolments').waitFor();
  await whole('all');
  await at('/people?report=outcomes&figure=going_on&quiet=14&center=el-alto', 'behind', 'quiet');
  await at('?region=El+Alto&gender=female&ageFrom=36', 'funnel-completed', 'women-over-35');
  await at('/unpaid', 'unpaid-sums', 'unpaid');
  await page.getByTestId('unpaid-month').click();
  await whole('unpaid-last-month');
  await at('?cohort=cohorte-b', 'funnel-completed', 'last-cohort');
  await at('?by=age_band', 'groups', 'by-age');
  await office.close();
});
