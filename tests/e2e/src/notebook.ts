/**
 * A member of staff who reviews hours: her browser, her notebook in it, and the queue's cards.
 *
 * Owns the way through these pages. Must not assert what a story is about.
 */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import { fits } from './access';
import { Coordinator } from './coordinator';
import { PATIENCE_MS } from './learner';
import type { Server } from './server';

const HAND = { width: 360, height: 740 };

export class Notebook {
  private constructor(
    readonly office: Coordinator,
    readonly login: string,
    readonly secret: string,
  ) {}

  /** Signed in, in a browser of her own. */
  static async of(server: Server, login: string, secret: string): Promise<Notebook> {
    const office = await Coordinator.open(server, HAND);
    await office.page.getByTestId('login').fill(login);
    await office.page.getByTestId('password').fill(server.sheet.coordinator.password);
    await office.page.getByTestId('sign-in').click();
    await office.page.getByTestId('sign-out').waitFor();
    return new Notebook(office, login, secret);
  }

  get page(): Page {
    return this.office.page;
  }

  see(test: string): Locator {
    return this.page.getByTestId(test);
  }

  async go(hash: string): Promise<void> {
    await this.page.evaluate((to) => {
      location.hash = to;
    }, hash);
  }

  /** The secret, chosen: once, and once more. */
  async make(): Promise<void> {
    await this.see('desk-make').waitFor();
    for (const round of ['Elige', 'otra vez']) {
      await expect.poll(() => this.see('desk-step').innerText(), { timeout: PATIENCE_MS }).toContain(round);
      await this.put();
    }
    await this.see('desk-sent').waitFor({ timeout: PATIENCE_MS });
  }

  async open(): Promise<void> {
    await this.see('desk-open').waitFor({ timeout: PATIENCE_MS });
    await this.put();
    await this.see('desk-sent').waitFor({ timeout: PATIENCE_MS });
  }

  async put(secret = this.secret): Promise<void> {
    await this.see('secret-slots').waitFor();
    await expect.poll(() => this.see('secret-slots').getAttribute('data-filled')).toBe('0');
    await this.see('secret-input').fill(secret);
    await this.see('desk-next').click();
  }

  entry(id: string): Locator {
    return this.page.locator(`[data-test=queue-entry][data-entry="${id}"]`);
  }

  decided(id: string): Locator {
    return this.page.locator(`[data-test=decided-entry][data-entry="${id}"]`);
  }

  /** Brings what is new, and waits until it is here. */
  async bring(): Promise<void> {
    await expect.poll(() => this.see('bring').getAttribute('aria-disabled'), { timeout: PATIENCE_MS }).toBe('false');
    await this.see('bring').click();
    await expect.poll(() => this.see('bring').getAttribute('aria-disabled'), { timeout: PATIENCE_MS }).toBe('false');
  }

  /** Everything that was decided here is with the office. */
  async sent(): Promise<void> {
    await expect.poll(() => this.see('desk-sent').getAttribute('data-unsent'), { timeout: PATIENCE_MS }).toBe('0');
  }

  async ask(id: string, reason: string, note = ''): Promise<void> {
    const card = this.entry(id);
    await card.getByTestId('ask').click();
    await card.getByTestId('reason').selectOption(reason);
    await card.getByTestId('reason-note').fill(note);
    await card.getByTestId('reason-go').click();
    await this.decided(id).waitFor();
  }

  async approve(id: string): Promise<void> {
    const approve = this.entry(id).getByTestId('approve');
    await approve.click();
    // What was decided before may stand there already: this decision is made when it is not offered any more.
    await approve.waitFor({ state: 'detached' });
    await this.decided(id).waitFor();
  }

  /** Words for people, for whoever cannot see well, on a small screen, in both languages. */
  async fits(): Promise<void> {
    for (const language of ['en', 'es']) {
      // Also while a dialog stands before it.
      await this.see(`language-${language}`).evaluate((button) => (button as HTMLElement).click());
      await expect.poll(() => this.page.evaluate(() => document.documentElement.lang)).toBe(language);
      await this.fitsNow();
    }
  }

  async fitsNow(): Promise<void> {
    await fits(this.page);
  }

  close(): Promise<void> {
    return this.office.close();
  }
}
