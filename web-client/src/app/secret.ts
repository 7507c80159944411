/**
 * Owns a secret while it is put in: its marks one by one, what is easy to guess, the wait in words.
 *
 * Must not: keep a secret, or judge whether one is right; the engine does.
 */
import type { Secret, SecretKind } from '../engine/types';
import { PICTURE_CHOICES, SECRET_DIGITS, SECRET_PICTURES } from '../engine/secret';
import { tn } from '../i18n';

/** Digits (0 to 9) or secret pictures (0 to 15), as far as they were put in. */
export type Marks = readonly number[];

export const LENGTH: Record<SecretKind, number> = { digits: SECRET_DIGITS, pictures: SECRET_PICTURES };
const CHOICES: Record<SecretKind, number> = { digits: 10, pictures: PICTURE_CHOICES };

export function added(kind: SecretKind, marks: Marks, mark: number): Marks {
  return marks.length >= LENGTH[kind] || mark < 0 || mark >= CHOICES[kind] ? marks : [...marks, mark];
}

export function isWhole(kind: SecretKind, marks: Marks): boolean {
  return marks.length === LENGTH[kind];
}

/** What was typed or pasted: digits count, whatever stands between them. */
export function readDigits(text: string): Marks {
  return [...text].filter((each) => /[0-9]/.test(each)).slice(0, SECRET_DIGITS).map(Number);
}

export function secretOf(kind: SecretKind, marks: Marks): Secret | undefined {
  if (!isWhole(kind, marks)) return undefined;
  return kind === 'digits' ? { kind, digits: marks.join('') } : { kind, pictures: marks };
}

export function isSame(a: Marks, b: Marks): boolean {
  return a.length === b.length && a.every((mark, at) => mark === b[at]);
}

/** All the same, or one step up or down each time: the first that anybody tries. */
export function isEasy(marks: Marks): boolean {
  const steps = new Set(marks.slice(1).map((mark, at) => mark - (marks[at] ?? 0)));
  const [step] = steps;
  return steps.size === 1 && step !== undefined && Math.abs(step) <= 1;
}

/** `75` → "1 minuto y 15 segundos". */
export function waitSaid(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const inSeconds = tn('wait.seconds', rest);
  if (minutes === 0) return inSeconds;
  const inMinutes = tn('wait.minutes', minutes);
  return rest === 0 ? inMinutes : tn('wait.and_seconds', rest, { minutes: inMinutes });
}
