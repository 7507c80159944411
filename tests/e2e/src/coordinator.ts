/**
 * What a coordinator does in the office, and what she sees there; and the same asked of the API.
 *
 * Owns a browser of her own and the way through her pages. Must not assert what a story is about.
 */
import { type Browser, type BrowserContext, chromium, type Download, type Page } from 'playwright-core';
import { readFile } from 'node:fs/promises';

import { EXECUTABLE, FLAGS } from './phone';
import type { Server } from './server';

export interface Row {
  readonly id: string;
  readonly cells: Readonly<Record<string, string>>;
}

export class Coordinator {
  private constructor(
    readonly server: Server,
    readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  static async open(server: Server, viewport = { width: 1280, height: 800 }, scale = 1): Promise<Coordinator> {
    const browser = await chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
    const context = await browser.newContext({ viewport, deviceScaleFactor: scale, locale: 'es-BO', timezoneId: 'America/La_Paz', acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${server.origin}/oficina`);
    return new Coordinator(server, browser, context, page);
  }

  async signIn(password = this.server.sheet.coordinator.password, login = this.server.sheet.coordinator.login): Promise<void> {
    await this.page.getByTestId('login').fill(login);
    await this.page.getByTestId('password').fill(password);
    await this.page.getByTestId('sign-in').click();
  }

  /** Signed in, with the one cohort on the screen. */
  async enter(): Promise<void> {
    await this.signIn();
    await this.page.getByTestId('learners').waitFor();
  }

  /** The cohort's table as it stands on the page. */
  rows(): Promise<Row[]> {
    return this.page.getByTestId('learner-row').evaluateAll((rows) =>
      rows.map((row) => {
        const cells = [...row.querySelectorAll('[class*="of-cell-"]')].map((cell) => {
          const name = /of-cell-(\w+)/.exec(cell.className)?.[1] ?? '';
          return [name, (cell.textContent ?? '').replace(/\s+/g, ' ').trim()] as const;
        });
        return { id: (row as HTMLElement).dataset['learner'] ?? '', cells: Object.fromEntries(cells) };
      }),
    );
  }

  async openLearner(id: string): Promise<void> {
    await this.page.goto(`${this.server.origin}/oficina#/learner/${id}`);
    await this.page.getByTestId('figure-questions').waitFor();
  }

  async openQuestions(cohort: string): Promise<void> {
    await this.page.goto(`${this.server.origin}/oficina#/cohort/${cohort}/questions`);
    await this.page.getByTestId('questions-count').or(this.page.getByTestId('no-questions')).waitFor();
  }

  /** The text of a file that a press on `test` brings. */
  async download(test: string): Promise<{ name: string; text: string }> {
    const [file] = await Promise.all([this.page.waitForEvent('download'), this.page.getByTestId(test).click()]);
    return { name: file.suggestedFilename(), text: await textOf(file) };
  }

  /** What the API answers to her session. */
  async ask(path: string): Promise<{ status: number; body: unknown }> {
    const answer = await this.context.request.get(`${this.server.origin}${path}`);
    return { status: answer.status(), body: await answer.json().catch(() => undefined) };
  }

  async close(): Promise<void> {
    await this.browser.close();
  }
}

async function textOf(file: Download): Promise<string> {
  return readFile(await file.path(), 'utf8');
}

/** Rows of a CSV as RFC 4180 has it, without the mark at its beginning. */
export function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.replace(/^\ufeff/, '').matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (end === '' && quoted === undefined && plain === '' && row.length === 0) break;
    row.push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '') break;
  }
  return rows;
}
