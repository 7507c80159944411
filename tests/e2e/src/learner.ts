/**
 * What a learner does at her phone, and what she sees there, in her own terms.
 *
 * Owns the way through the screens, by their `data-test` names. Must not assert what a story is
 * about, nor know the server.
 */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import type { Phone } from './phone';
import { plainWords } from './words';

export interface Work {
  readonly task: 'etiquetar' | 'transcribir' | 'revisar';
  /** Days before today. */
  readonly daysBack?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly units?: number;
  readonly start?: string;
  readonly note?: string;
}

export interface EntrySeen {
  readonly id: string;
  readonly task: string;
  readonly amount: string;
  readonly withdrawn: boolean;
  readonly question: boolean;
  readonly held: string;
}

export interface KnotsSeen {
  readonly total: number;
  readonly phone: number;
  readonly centre: number;
  readonly office: number;
  readonly unsent: number;
}

/** Six digits, or five of the sixteen pictures, by their places. */
export type SecretSeen = { readonly kind: 'digits'; readonly digits: string } | { readonly kind: 'pictures'; readonly pictures: readonly number[] };

/** Digits of her own, which nobody would try first. */
function digits(picture: number): SecretSeen {
  return { kind: 'digits', digits: String(284_061 + 1_000 * picture) };
}

/** Longer than any wait that a person would put up with. */
export const PATIENCE_MS = 20_000;

export class Learner {
  constructor(
    readonly phone: Phone,
    readonly picture: number,
    /** What she opens her profile with. */
    public secret: SecretSeen = digits(picture),
  ) {}

  get page(): Page {
    return this.phone.page;
  }

  see(test: string): Locator {
    return this.page.getByTestId(test);
  }

  async press(test: string): Promise<void> {
    await this.see(test).click();
  }

  /** Waits for a screen, and holds it to plain words. */
  async at(place: string): Promise<void> {
    await this.see(`screen-${place}`).waitFor({ timeout: PATIENCE_MS });
    await plainWords(this.page);
  }

  /** From "Primera vez aquí" to her own home. */
  async enrol(code: string, language: 'es' | 'en' = 'es'): Promise<void> {
    await this.see('screen-home').or(this.see('screen-lock')).or(this.see('screen-enrol')).or(this.see('first-time')).or(this.see(`language-${language}`)).first().waitFor();
    if (await this.see('first-time').isVisible()) await this.press('first-time');
    await this.press(`language-${language}`);
    await this.see('enrol-code').fill(code);
    await this.enrolFromCode();
  }

  /** From the screen with her code on it to her own home. */
  async enrolFromCode(): Promise<void> {
    await this.press('enrol-next');
    await this.press(`picture-${this.picture}`);
    await this.press('enrol-picture-next');
    await this.chooseSecret(this.secret);
    await this.see('card-later').waitFor({ timeout: PATIENCE_MS });
    await this.press('card-later');
    await this.at('home');
  }

  /** From the question which kind: once, and once more. */
  async chooseSecret(secret: SecretSeen): Promise<void> {
    await this.press(`kind-${secret.kind}`);
    await this.putIn(secret);
    await this.press('secret-next');
    await expect.poll(() => this.see('secret-slots').getAttribute('data-filled')).toBe('0');
    await this.putIn(secret);
    await this.press('secret-next');
  }

  /** Digits typed, pictures touched. */
  async putIn(secret: SecretSeen): Promise<void> {
    await this.page.locator('[data-test=secret] button:not([disabled])').first().waitFor({ timeout: PATIENCE_MS });
    if (secret.kind === 'digits') await this.see('secret-input').fill(secret.digits);
    else for (const picture of secret.pictures) await this.press(`secret-${picture}`);
  }

  /** Touches her picture on the lock screen, and puts in her secret. */
  async enter(secret = this.secret): Promise<void> {
    await this.tryToEnter(secret);
    await this.at('home');
  }

  /** The same, whatever comes of it. */
  async tryToEnter(secret = this.secret): Promise<void> {
    await this.press(`profile-${this.picture}`);
    await this.see('secret').waitFor({ timeout: PATIENCE_MS });
    await this.putIn(secret);
  }

  /** "Salir": another page comes in place of the app; from there its beginning again. */
  async leave(): Promise<void> {
    await this.press('leave');
    await this.see('recipe-home').click();
    await this.see('first-time').waitFor();
  }

  /** To one of the four places of the bar, from wherever she is. */
  async go(place: 'home' | 'learn' | 'work' | 'messages'): Promise<void> {
    const bar = this.see(`nav-${place}`);
    for (let steps = 0; steps < 8 && !(await bar.isVisible()); steps += 1) {
      const way = this.see('back').or(this.see('done')).or(this.see('to-home')).first();
      const before = await this.page.evaluate(() => history.length + location.hash + document.body.textContent);
      // A screen that goes on by itself takes its way with it: then it is looked for again.
      if (!(await way.click({ timeout: 3_000 }).then(() => true, () => false))) continue;
      await this.page.waitForFunction((was) => history.length + location.hash + document.body.textContent !== was, before).catch(() => undefined);
    }
    await bar.click();
    await this.at(place);
  }

  async knots(): Promise<KnotsSeen> {
    await this.go('home');
    return this.knotsHere();
  }

  async knotsHere(): Promise<KnotsSeen> {
    const thread = await this.see('knots').evaluate((each) => ({ ...(each as HTMLElement).dataset }));
    const unsent = await this.see('knots-sentence').getAttribute('data-unsent');
    const n = (text: string | null | undefined): number => Number(text);
    return { total: n(thread['total']), phone: n(thread['phone']), centre: n(thread['centre']), office: n(thread['office']), unsent: n(unsent) };
  }

  /** Waits at home until everything that she has is at the office; without a tap. */
  async arrived(): Promise<KnotsSeen> {
    await this.go('home');
    await expect.poll(async () => (await this.knotsHere()).unsent, { timeout: PATIENCE_MS, interval: 50 }).toBe(0);
    const knots = await this.knotsHere();
    expect(knots).toEqual({ total: knots.total, phone: knots.total, centre: knots.total, office: knots.total, unsent: 0 });
    return knots;
  }

  /** Opens the form and answers up to the last look; "Guardar" is not pressed. */
  async fillWork(work: Work): Promise<void> {
    await this.go('work');
    await this.press('work-add');
    await this.see('draft-new').or(this.see(`task-${work.task}`)).first().waitFor();
    if (await this.see('draft-new').isVisible()) await this.press('draft-new');
    await this.press(`task-${work.task}`);
    await this.press(`day-${work.daysBack ?? 0}`);
    await this.fillAmount(work);
    await this.press('step-next');
    if (work.start !== undefined) await this.see('start').fill(work.start);
    if (work.note !== undefined) await this.see('note').fill(work.note);
    await this.press('step-next');
    await this.see('save').waitFor();
    await plainWords(this.page);
  }

  async fillAmount(work: Pick<Work, 'hours' | 'minutes' | 'units'>): Promise<void> {
    if (work.units === undefined) {
      if (work.hours !== undefined) await this.press(`hours-${work.hours}`);
      if (work.minutes !== undefined) await this.press(`minutes-${work.minutes}`);
      return;
    }
    while ((await this.see('amount').getAttribute('data-units')) !== '0') await this.press('key-erase');
    for (const digit of String(work.units)) await this.press(`key-${digit}`);
  }

  /** Notes work; true to life, up to the sentence that it is saved on this phone. */
  async noteWork(work: Work): Promise<string> {
    const before = new Set((await this.entries()).map(({ id }) => id));
    await this.fillWork(work);
    await this.save();
    const added = (await this.entries()).filter(({ id }) => !before.has(id));
    expect(added).toHaveLength(1);
    return added[0]?.id ?? '';
  }

  async save(): Promise<void> {
    await this.press('save');
    await this.see('saved-here').waitFor();
    await plainWords(this.page);
    await this.press('done');
  }

  /** The list under "Trabajo". */
  async entries(): Promise<EntrySeen[]> {
    await this.go('work');
    return this.see('entry').evaluateAll((rows) =>
      rows.map((row) => {
        const words = (test: string): string => row.querySelector(`[data-test=${test}]`)?.textContent ?? '';
        const { entry = '', withdrawn, question } = (row as HTMLElement).dataset;
        const held = row.querySelector<HTMLElement>('[data-test=held]')?.getAttribute('data-held') ?? '';
        return { id: entry, task: words('entry-task'), amount: words('entry-amount'), withdrawn: withdrawn === 'true', question: question === 'true', held };
      }),
    );
  }

  /** Opens one entry of that list. */
  async openEntry(entry: string): Promise<void> {
    await this.go('work');
    await this.page.locator(`[data-test=entry][data-entry="${entry}"]`).click();
  }

  async correct(entry: string, amount: Pick<Work, 'hours' | 'minutes' | 'units'>, note?: string): Promise<void> {
    await this.openEntry(entry);
    await this.press('correct');
    await this.press('row-amount');
    await this.fillAmount(amount);
    await this.press('step-next');
    if (note !== undefined) {
      await this.press('row-note');
      await this.see('note').fill(note);
      await this.press('step-next');
    }
    await this.save();
  }

  async withdraw(entry: string): Promise<void> {
    await this.openEntry(entry);
    await this.press('withdraw');
    await this.see('restore').waitFor();
  }

  /** "Deshacer" in the sentence at the foot of the screen. */
  async undo(): Promise<void> {
    await this.press('notice-action');
    await this.see('withdraw').waitFor();
  }

  /** "Probar enviar ahora", or looking at the app again where there is nothing to send. */
  async visit(): Promise<void> {
    const heard = this.phone.road.answered('/api/sync');
    await this.page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await heard;
  }

  /** How many questions the messages' place counts. */
  async waiting(): Promise<number> {
    await this.go('messages');
    const count = this.see('waiting');
    return (await count.count()) === 0 ? 0 : Number(await count.textContent());
  }
}
