/**
 * A learner's way through courses and lessons: getting one, reading, answering, finishing.
 *
 * Owns the screens of learning. Must not assert what a story is about.
 */
import { expect } from 'vitest';

import { type Learner, PATIENCE_MS } from './learner';
import { plainWords } from './words';

export interface LessonSeen {
  readonly id: string;
  readonly state: string;
}

export class Reading {
  constructor(
    readonly learner: Learner,
    readonly course: string,
  ) {}

  async open(): Promise<void> {
    await this.learner.go('learn');
    await this.learner.press(`course-${this.course}`);
    await this.learner.at('course');
  }

  /** Downloads the course; the progress bar goes away when it is all here. */
  async download(): Promise<void> {
    await this.open();
    await this.learner.press('download-start');
    await this.isHere();
  }

  async isHere(): Promise<void> {
    await this.learner.see('download').waitFor({ state: 'detached', timeout: 60_000 });
    await this.learner.page.locator('[data-test=lessons] button:not([disabled])').first().waitFor();
  }

  /** The list of the course, top to bottom. */
  async lessons(): Promise<LessonSeen[]> {
    await this.open();
    return this.learner.page.locator('[data-test=lessons] button').evaluateAll((rows) =>
      rows.map((row) => {
        const { test = '', state = '' } = (row as HTMLElement).dataset;
        return { id: test.replace('lesson-', ''), state };
      }),
    );
  }

  async openLesson(id: string): Promise<void> {
    await this.open();
    await this.learner.press(`lesson-${id}`);
    await this.onPage();
  }

  /** Which page is open, counted from 1, and of how many. */
  async onPage(): Promise<{ page: number; of: number }> {
    await this.learner.see('article').or(this.learner.see('quiz')).waitFor({ timeout: PATIENCE_MS });
    const said = (await this.learner.page.locator('main > p').first().textContent()) ?? '';
    const [page, of] = (said.match(/\d+/g) ?? []).map(Number);
    if (page === undefined || of === undefined) throw new Error(`no page in “${said}”`);
    return { page, of };
  }

  /** Reads this page: its words and, brought into view, each of its pictures. */
  async readPage(): Promise<{ words: number; pictures: number }> {
    const { page } = this.learner;
    await plainWords(page);
    const pictures = page.locator('article img');
    const count = await pictures.count();
    for (let at = 0; at < count; at += 1) {
      const picture = pictures.nth(at);
      await picture.scrollIntoViewIfNeeded();
      await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), { timeout: PATIENCE_MS }).toBeGreaterThan(0);
      const box = await picture.boundingBox();
      expect(box?.width ?? 0).toBeGreaterThan(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((page.viewportSize()?.width ?? 0) + 1);
    }
    const text = await this.learner.see('article').or(this.learner.see('quiz')).innerText();
    return { words: text.split(/\s+/).length, pictures: count };
  }

  async turn(): Promise<void> {
    const before = (await this.onPage()).page;
    await this.learner.press('page-next');
    await expect.poll(async () => (await this.onPage()).page, { timeout: PATIENCE_MS }).toBe(before + 1);
  }

  /** Answers every question of the quiz on this page: at the first try, or wrong before right. */
  async answerQuiz(wrongFirst = 0): Promise<void> {
    const { learner } = this;
    let wrong = wrongFirst;
    while (await learner.see('quiz').isVisible()) {
      const ask = await learner.see('quiz-ask').textContent();
      if (wrong > 0) {
        await learner.page.locator('.quiz-option[data-right=false]').first().click();
        await learner.press('quiz-retry');
        wrong -= 1;
      }
      await learner.page.locator('.quiz-option[data-right=true]').first().click();
      await learner.press('quiz-next');
      await learner.page.waitForFunction((was) => document.querySelector('[data-test=quiz-ask]')?.textContent !== was, ask);
    }
    await learner.see('quiz-end').waitFor();
  }

  /** From wherever she is in it to "Lección terminada". Gives what she saw on the way. */
  async finish(wrongFirst = 0): Promise<{ words: number; pictures: number; quizzes: number }> {
    const { learner } = this;
    const seen = { words: 0, pictures: 0, quizzes: 0 };
    for (;;) {
      const { page, of } = await this.onPage();
      const { words, pictures } = await this.readPage();
      seen.words += words;
      seen.pictures += pictures;
      if (await learner.see('quiz').isVisible()) {
        seen.quizzes += 1;
        await this.answerQuiz(wrongFirst);
        if (page < of) {
          await learner.press('page-next');
          await expect.poll(async () => (await this.onPage()).page).toBe(page + 1);
        }
      } else if (page < of) await this.turn();
      if (page === of) break;
    }
    await learner.press('lesson-finish');
    await learner.see('saved-here').waitFor();
    await plainWords(learner.page);
    return seen;
  }

  async finishLesson(id: string, wrongFirst = 0): Promise<{ words: number; pictures: number; quizzes: number }> {
    await this.openLesson(id);
    const seen = await this.finish(wrongFirst);
    await learnerHome(this.learner);
    return seen;
  }
}

async function learnerHome(learner: Learner): Promise<void> {
  await learner.press('to-home');
  await learner.at('home');
}
