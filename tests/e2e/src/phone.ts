/**
 * A phone: a real Chromium with storage of its own, at phone size, on a road of its own.
 *
 * Owns the browser's life: opened, killed without notice, opened again on the same storage. Must
 * not know the app.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type BrowserContext, chromium, type Page, selectors } from 'playwright-core';

import { Road } from './road';

export const EXECUTABLE = process.env['CHASKI_BROWSER'] ?? '/usr/bin/chromium';
/** Without `--disable-gpu`: with it a page that changes its manifest keeps the old one. */
export const FLAGS = ['--no-sandbox'];
const SMALL = { width: 360, height: 640 };

selectors.setTestIdAttribute('data-test');

const FAKE_CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/** Runs in the page, before anything of it. */
function seeing(texts: readonly string[]): void {
  let at = 0;
  const detect = async () => {
    const text = texts[at];
    at += 1;
    return text === undefined ? [] : [{ rawValue: text }];
  };
  Object.assign(globalThis, { BarcodeDetector: class { readonly detect = detect; } });
}

const API = /\/api\//;

export interface PhoneOptions {
  /** Where its storage is; else a new folder, removed with the phone. */
  readonly folder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  /** Seconds by which its clock is wrong, in pages and workers. */
  readonly clockOffset?: number;
  /** What its camera sees, one after the other: this browser has no reader of codes of its own. */
  readonly sees?: readonly string[];
}

export class Phone {
  #context: BrowserContext | undefined;
  #page: Page | undefined;
  static readonly #living = new Set<Phone>();
  /** What a page or a worker did not handle; no story may leave any. */
  readonly troubles: string[] = [];

  private constructor(
    readonly road: Road,
    readonly folder: string,
    readonly options: PhoneOptions,
  ) {
    this.clockOffset = options.clockOffset;
  }

  static async open(port: number, options: PhoneOptions = {}): Promise<Phone> {
    const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'chaski-phone-')));
    const phone = new Phone(await Road.to(port), folder, options);
    Phone.#living.add(phone);
    await phone.start();
    return phone;
  }

  /** Starts the browser on this phone's storage, with or without a network. */
  async start(path = '/'): Promise<void> {
    const { clockOffset } = this;
    this.#context = await chromium.launchPersistentContext(this.folder, {
      executablePath: EXECUTABLE,
      args: [...FLAGS, ...(this.options.sees === undefined ? [] : FAKE_CAMERA)],
      headless: true,
      viewport: this.options.viewport ?? SMALL,
      // What is drawn finely is drawn slowly: for those only who look at it.
      deviceScaleFactor: process.env['CHASKI_PICTURES'] === undefined && process.env['CHASKI_SCREENSHOTS'] === undefined ? 1 : 2,
      isMobile: true,
      hasTouch: true,
      locale: this.options.locale ?? 'es-BO',
      timezoneId: 'America/La_Paz',
      // What a service worker serves cannot be given another clock.
      serviceWorkers: clockOffset === undefined ? 'allow' : 'block',
    });
    if (clockOffset !== undefined) await wrongClock(this.#context, clockOffset);
    if (this.options.sees !== undefined) await this.#context.addInitScript(seeing, this.options.sees);
    await this.context.setOffline(this.isOffline);
    if (this.isUnheard) await this.#context.route(API, (route) => route.abort());
    this.#context.on('page', (page) => this.#watch(page));
    this.#page = this.#context.pages()[0] ?? (await this.#context.newPage());
    this.#watch(this.#page);
    await this.#page.goto(this.road.origin + path);
  }

  /** The page opens without a network from now on. */
  async appIsHere(): Promise<void> {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (navigator.serviceWorker.controller === null) {
        await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
      }
    });
  }

  isOffline = false;
  /** Set while the phone is off: it loads the app and reaches nothing else, until it is online. */
  isUnheard = false;
  /** As in the options; may be set anew while the phone is off. */
  clockOffset: number | undefined;

  get page(): Page {
    if (this.#page === undefined) throw new Error('the phone is off');
    return this.#page;
  }

  get context(): BrowserContext {
    if (this.#context === undefined) throw new Error('the phone is off');
    return this.#context;
  }

  /** Another tab becomes the one that is looked at. */
  async look(page: Page): Promise<void> {
    this.#page = page;
    await page.bringToFront();
  }

  /** No network: the browser knows, and no byte gets through either. */
  async offline(): Promise<void> {
    this.isOffline = true;
    this.road.close();
    await this.context.setOffline(true);
  }

  async online(): Promise<void> {
    this.isOffline = false;
    this.road.open();
    if (this.isUnheard) await this.context.unroute(API);
    this.isUnheard = false;
    await this.context.setOffline(false);
  }

  /** What the browser tells a service worker when there is a network again, whether a page is open or not. */
  async syncEvent(tag: string): Promise<void> {
    const session = await this.context.newCDPSession(this.page);
    const found = new Promise<string>((done) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(this.road.origin) && !isDeleted);
        if (ours !== undefined) done(ours.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    const registrationId = await found;
    await session.send('ServiceWorker.dispatchSyncEvent', { origin: this.road.origin, registrationId, tag, lastChance: false });
    await session.detach();
  }

  /** As a browser that is short of room does it: all of this site but its local storage. */
  async evict(): Promise<void> {
    await this.page.goto('about:blank');
    const session = await this.context.newCDPSession(this.page);
    const storageTypes = 'indexeddb,cache_storage,service_workers,file_systems';
    await session.send('Storage.clearDataForOrigin', { origin: this.road.origin, storageTypes });
    await session.detach();
  }

  /** As when the battery is taken out: every process of the browser is killed at once. */
  async die(): Promise<void> {
    const context = this.context;
    const processes = browserProcesses(this.folder);
    if (processes.length < 2) throw new Error('the browser was not found');
    for (const pid of processes) process.kill(pid, 'SIGKILL');
    await context.close().catch(() => undefined);
    this.#context = this.#page = undefined;
  }

  /** Closed as a person closes it. */
  async shut(): Promise<void> {
    await this.context.close();
    this.#context = this.#page = undefined;
  }

  /** Those that a story left behind when it failed. */
  static async removeAll(): Promise<void> {
    for (const phone of Phone.#living) await phone.remove();
  }

  async remove(): Promise<void> {
    if (!Phone.#living.delete(this)) return;
    await this.#context?.close().catch(() => undefined);
    await this.road.remove();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #watch(page: Page): void {
    page.on('pageerror', (error) => this.troubles.push(String(error)));
    page.on('console', (message) => {
      // The browser itself tells of every request that found no road; that is no trouble here.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.troubles.push(message.text());
    });
  }
}

/** Puts another clock in front of every script, since a worker has no other way in. */
async function wrongClock(context: BrowserContext, seconds: number): Promise<void> {
  const clock = `globalThis.__clock ??= (() => {
    const Real = Date, off = ${seconds * 1000};
    globalThis.Date = class extends Real {
      constructor(...given) { given.length === 0 ? super(Real.now() + off) : super(...given); }
      static now() { return Real.now() + off; }
    };
    return true;
  })();\n`;
  await context.route(/\/assets\/.*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: clock + (await response.text()) });
  });
}

/** The browser's first process and all that came from it. */
function browserProcesses(folder: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 }).split('\n');
  const all = lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3] ?? '' }];
  });
  const found = all.filter(({ args }) => args.includes(`--user-data-dir=${folder}`)).map(({ pid }) => pid);
  for (let at = 0; at < found.length; at += 1) {
    for (const { pid, parent } of all) if (parent === found[at] && !found.includes(pid)) found.push(pid);
  }
  return found;
}
