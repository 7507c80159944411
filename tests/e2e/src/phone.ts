/**
 * A phone: a real Chromium with storage of its own, at phone size.
 *
 * Owns the browser's life: opened, killed without notice, opened again on the same storage. Must
 * not know the app.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, chromium, type Page } from 'playwright-core';

export const EXECUTABLE = process.env['CHASKI_BROWSER'] ?? '/usr/bin/chromium';
const PHONE = { width: 360, height: 640 };

export class Phone {
  #context: BrowserContext | undefined;
  #page: Page | undefined;

  private constructor(
    readonly origin: string,
    readonly folder: string,
  ) {}

  static async open(origin: string, path = '/'): Promise<Phone> {
    const phone = new Phone(origin, await mkdtemp(join(tmpdir(), 'chaski-phone-')));
    await phone.start(path);
    return phone;
  }

  /** Starts the browser on this phone's storage. */
  async start(path = '/'): Promise<void> {
    this.#context = await chromium.launchPersistentContext(this.folder, {
      executablePath: EXECUTABLE,
      args: ['--no-sandbox'],
      headless: true,
      viewport: PHONE,
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      locale: 'es-BO',
      timezoneId: 'America/La_Paz',
    });
    this.#page = this.#context.pages()[0] ?? (await this.#context.newPage());
    await this.#page.goto(this.origin + path);
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error('the phone is off');
    return this.#page;
  }

  get context(): BrowserContext {
    if (this.#context === undefined) throw new Error('the phone is off');
    return this.#context;
  }

  offline(): Promise<void> {
    return this.context.setOffline(true);
  }

  online(): Promise<void> {
    return this.context.setOffline(false);
  }

  /** The browser ends as when the phone's memory runs out or the battery is taken out. */
  async die(): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    await session.send('Browser.crash').catch(() => undefined);
    await this.#context?.close().catch(() => undefined);
    this.#context = this.#page = undefined;
  }

  async remove(): Promise<void> {
    await this.#context?.close().catch(() => undefined);
    await rm(this.folder, { recursive: true, force: true });
  }
}
