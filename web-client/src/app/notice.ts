/**
 * Owns the one sentence at the foot of the screen, with at most one thing to undo.
 *
 * Must not: ask for a decision; a notice goes away by itself.
 */
import { signal } from '@preact/signals';

export interface Notice {
  readonly words: string;
  readonly undo?: () => void;
}

const UNDO_MS = 10_000;
const TOLD_MS = 4_000;
export const notice = signal<Notice | undefined>(undefined);
let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(next: Notice): void {
  clearTimeout(timer);
  notice.value = next;
  timer = setTimeout(hush, next.undo ? UNDO_MS : TOLD_MS);
}

export function hush(): void {
  clearTimeout(timer);
  notice.value = undefined;
}
