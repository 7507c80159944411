/**
 * One thing after another.
 *
 * Owns order only: each task starts when the one before has ended, whether that went well or not.
 * Must not: retry, time out, or swallow a task's failure.
 */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when everything asked for so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
