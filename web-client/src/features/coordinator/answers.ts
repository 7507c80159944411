/**
 * The last answer of each call, so that a page seen before is there at once.
 *
 * Owns this memory. Must not: outlive the tab or the session, or touch a disk.
 */

export interface Kept {
  readonly body: unknown;
  /** The server's time that the body describes. */
  readonly asOf: number;
  /** How old the body was when it came. */
  readonly ageThen: number;
  readonly heardAt: number;
}

export const answers = new Map<string, Kept>();

/** When somebody leaves, nothing of what was shown stays behind. */
export function forgetAll(): void {
  answers.clear();
}
