/**
 * A certificate: given by the office, shown on her phone, judged on a stranger's without a network;
 * one that was altered is refused, and one that was taken back is known when there is a road. On
 * paper it is one sheet; as a file another platform reads it; and all of hers is in one file.
 *
 * Owns the certificates' pages and `/v` beside real phones, and the files that a phone hands out as
 * they arrive in its downloads. Must not wait by sleeping.
 */
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { fits } from '../src/access';
import { Coordinator } from '../src/coordinator';
import { Learner, PATIENCE_MS } from '../src/learner';
import { Phone } from '../src/phone';
import { picture } from '../src/picture';
import { ROOT, Server } from '../src/server';

/** Under which name the world would find it. */
const HOST = 'aprende.ejemplo.org';
/** What she notes of her work: a copy of it may be opened anywhere, and must run nothing. */
const NOTE = 'fotos <img src=x onerror=alert(1)> del mercado';
const SMALL = { width: 360, height: 740 };

let server: Server;
let office: Coordinator;
let phone: Phone;
let stranger: Phone;
let ana: Learner;
let someone: { id: string; code: string };
let link: string;

/** The demonstration's programme, a certificate that staff give, and what it opens. */
async function withCertificate(): Promise<void> {
  const file = join(ROOT, 'fixtures/programmes/puente.json');
  const definition = JSON.parse(await readFile(file, 'utf8')) as { version?: number; certificates?: unknown; awards?: unknown };
  definition.version = (definition.version ?? 1) + 1;
  definition.certificates = [
    { id: 'primer-paso', title: { es: 'Primeros pasos con el teléfono', en: 'First steps with the phone' }, by: 'staff', expires_months: 24 },
  ];
  definition.awards = [
    { id: 'avanzado', title: { es: 'Beca para el curso avanzado', en: 'Scholarship for the advanced course' }, after: 'primer-paso', places: 12, next: { es: 'Trae tu carnet al centro el lunes.' } },
  ];
  const next = join(server.data, 'puente-certificado.json');
  await writeFile(next, JSON.stringify(definition));
  await server.cli('import', 'programme', next);
}

beforeAll(async () => {
  server = await Server.start({ host: HOST });
  await withCertificate();
  office = await Coordinator.open(server, SMALL);
  someone = await server.newcomer('Ana Condori Mamani');
  phone = await Phone.open(server.port, { viewport: SMALL });
  stranger = await Phone.open(server.port, { viewport: SMALL });
  ana = new Learner(phone, 3);
});

afterAll(async () => {
  for (const each of [phone, stranger]) {
    expect(each.troubles).toEqual([]);
    await each.remove();
  }
  await office.close();
  await server.remove();
});

/** What a stranger's phone says of a link. */
async function judged(text: string): Promise<string | null> {
  await stranger.page.goto('about:blank');
  await stranger.page.goto(`${stranger.road.origin}/v#${text}`);
  return stranger.page.getByTestId('verify-worth').getAttribute('data-worth');
}

test('staff give it, and her phone shows it, its code and its paper', async () => {
  await ana.enrol(someone.code);
  const { page } = office;
  await office.enter();
  await page.getByTestId('open-certificates').click();
  const hers = page.locator(`[data-test="certificates-learner"][data-learner="${someone.id}"]`);
  await hers.getByTestId('certificate-which').selectOption('primer-paso');
  await hers.getByTestId('certificate-give').click();
  await hers.getByTestId('certificates-one').waitFor();
  // What it opens: how many places are left, who may take it, and where that is noted.
  const award = page.locator('[data-test="certificates-award"][data-award="avanzado"]');
  expect(await award.getByTestId('award-left').innerText()).toBe('Quedan 12 de 12 lugares.');
  expect(await award.getByTestId('award-may').innerText()).toBe('1 persona de este grupo puede tomarlo.');
  expect(await hers.getByTestId('award-open').innerText()).toContain('Le abre: Beca para el curso avanzado');
  expect(await hers.getByTestId('award-record').getAttribute('href')).toBe(`#/learner/${someone.id}/outcome`);
  expect(await page.getByTestId('award-open').count(), 'nobody else has the certificate').toBe(1);
  await fits(page);
  await picture(page, 'certificates-office');

  await ana.visit();
  await expect.poll(() => ana.see('home-certificates').innerText(), { timeout: PATIENCE_MS }).toContain('Tienes 1 certificado');
  expect(await ana.see('home-opens').innerText()).toContain('Te abre algo más');
  await ana.press('home-certificates');
  await ana.press('certificate');
  await ana.see('certificate-code').waitFor();
  const opens = await ana.see('certificate-opens').innerText();
  expect(opens).toContain('Esto te abre');
  expect(opens).toContain('Beca para el curso avanzado');
  expect(opens).toContain('Hay 12 lugares para todas.');
  expect(await ana.see('certificate-next').innerText()).toBe('Trae tu carnet al centro el lunes.');
  await fits(ana.page);
  await picture(ana.page, 'certificate');
  await ana.press('certificate-code');
  await ana.see('certificate-qr').waitFor();
  await fits(ana.page);
  await picture(ana.page, 'certificate-code');
  await ana.press('back');
  await ana.press('certificate-paper');
  await ana.see('paper').waitFor();
  expect(await ana.see('paper').innerText()).toContain('Ana Condori Mamani');
  await fits(ana.page);
  await picture(ana.page, 'certificate-paper');
  const listed = (await office.ask('/api/cohorts/cohorte-1/certificates')).body as {
    learners: { id: string; certificates: { link: string }[] }[];
  };
  link = listed.learners.find(({ id }) => id === someone.id)?.certificates[0]?.link ?? '';
  expect(link).not.toBe('');
});

test('on paper it is one sheet of A4, on its side', async () => {
  const pdf = await ana.page.pdf({ preferCSSPageSize: true });
  const folder = process.env['CHASKI_PICTURES'];
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'certificate-sheet.pdf'), pdf);
  }
  const sheets = [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)];
  expect(sheets.map(([, width, height]) => [Math.round(Number(width)), Math.round(Number(height))])).toEqual([[842, 595]]);
});

/** The file that a press on `test` puts among the downloads. */
async function downloaded(test: string): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([ana.page.waitForEvent('download'), ana.press(test)]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

test('the file for other platforms is signed by the key that the programme publishes', async () => {
  await ana.press('back');
  const { name, text } = await downloaded('certificate-file');
  expect(name).toMatch(/\.jwt$/);
  const [head = '', claims = '', signature = ''] = text.trim().split('.');
  const part = (of: string) => JSON.parse(Buffer.from(of, 'base64url').toString('utf8')) as Record<string, unknown>;
  const published = (await (await fetch(`${server.origin}/.well-known/did.json`)).json()) as { verificationMethod: { id: string; publicKeyJwk: JsonWebKey }[] };
  const method = published.verificationMethod.find(({ id }) => id === part(head)['kid']);
  const key = createPublicKey({ key: method?.publicKeyJwk ?? {}, format: 'jwk' });
  expect(verify(null, Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(part(claims)).toMatchObject({
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: `did:web:${HOST}` },
    credentialSubject: { identifier: [{ identityHash: 'Ana Condori Mamani' }], achievement: { name: 'Primeros pasos con el teléfono' } },
  });
});

test('all of hers is in one file that any browser opens, and that runs nothing', async () => {
  await ana.noteWork({ task: 'etiquetar', hours: 2, minutes: 30, note: NOTE });
  await ana.go('home');
  await ana.press('settings');
  await ana.press('to-copy');
  const { name, text } = await downloaded('copy-save');
  expect(name).toMatch(/^lo-mio-\d{4}-\d\d-\d\d\.html$/);
  expect(await ana.see('copy-done').innerText()).toContain('descargas');
  const sheet = await phone.context.newPage();
  await sheet.setContent(text);
  const rows = await sheet.locator('tbody tr').allInnerTexts();
  expect(rows.find((row) => row.includes(`/v#${link}`))).toContain('Primeros pasos con el teléfono, Ana Condori Mamani');
  expect(rows.find((row) => row.includes(NOTE))).toMatch(/Etiquetar imágenes.*2.h 30/s);
  expect(await sheet.locator('script, img, link, iframe, [src], [href]').count()).toBe(0);
  expect(await sheet.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(SMALL.width);
  await picture(sheet, 'copy-of-hers');
  await sheet.close();
  await ana.go('home');
});

test('a stranger who was here once tells without a network whether it is good', async () => {
  expect(await judged(link)).toBe('good');
  expect(await stranger.page.getByTestId('verify-name').innerText()).toBe('Ana Condori Mamani');
  await stranger.appIsHere();
  await stranger.offline();
  expect(await judged(link)).toBe('good');
  await fits(stranger.page);
  await picture(stranger.page, 'verify-good');
  // One letter of it is another.
  const at = link.length - 20;
  const altered = link.slice(0, at) + (link[at] === 'A' ? 'B' : 'A') + link.slice(at + 1);
  expect(await judged(altered)).toBe('altered');
  expect(await stranger.page.getByTestId('verify-name').count(), 'nothing of it is shown').toBe(0);
  await fits(stranger.page);
  await picture(stranger.page, 'verify-altered');
  expect(await judged(link.slice(0, -9))).toBe('damaged');
});

test('taken back, it says so to her at her next visit, and to a stranger who has a road', async () => {
  const { page } = office;
  const hers = page.locator(`[data-test="certificates-learner"][data-learner="${someone.id}"]`);
  await hers.getByTestId('certificate-revoke').click();
  await hers.getByTestId('certificate-reason').fill('Era para otra persona');
  await hers.getByTestId('certificate-revoke-yes').click();
  await hers.getByTestId('certificates-revoked').waitFor();
  expect(await judged(link), 'not heard of yet').toBe('good');
  await stranger.online();
  expect(await judged(link)).toBe('revoked');
  await stranger.offline();
  expect(await judged(link), 'and kept').toBe('revoked');
  await picture(stranger.page, 'verify-revoked');
  await ana.visit();
  await ana.press('home-certificates');
  await ana.see('certificate-revoked').waitFor();
  await ana.press('certificate');
  expect(await ana.see('certificate-reason').innerText()).toContain('Era para otra persona');
  expect(await ana.see('certificate-opens').count(), 'it opens nothing any more').toBe(0);
  expect(await page.getByTestId('award-open').count()).toBe(0);
});
