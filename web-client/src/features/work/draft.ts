/**
 * Owns the half-filled work form: one answer at a time, kept with the profile at each step.
 *
 * Must not: outlive the profile on the screen, or make a second id for the same form.
 */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { newEntryId } from '../../app/entry-id';
import type { FormStep } from '../../app/route';
import { attempt, beforeLeaving, openId, theEngine } from '../../app/store';
import type { EntryId, Task, WorkFields } from '../../engine/types';

export type Answers = { -readonly [K in keyof WorkFields]?: WorkFields[K] | undefined };

export interface Draft {
  readonly kind: 'add' | 'correct';
  readonly entry: EntryId;
  readonly answers: Answers;
  /** The optional screen was seen, so that it is not asked twice. */
  readonly sawExtra: boolean;
  /** For a correction: the versions that she saw when she began, and means to replace. */
  readonly seen: readonly string[];
}

export const draft = signal<Draft | undefined>(undefined);
effect(() => {
  if (openId.value === undefined) draft.value = undefined;
});

const NAMES = { add: 'work', correct: 'work_correct' } as const;

export function beginAdd(answers: Answers = {}): Draft {
  return { kind: 'add', entry: newEntryId(), answers, sawExtra: false, seen: [] };
}

export function beginCorrect(entry: EntryId, fields: WorkFields, seen: readonly string[]): Draft {
  const { task, day, minutes, units, start, note } = fields;
  return { kind: 'correct', entry, answers: { task, day, minutes, units, start, note }, sawExtra: true, seen };
}

/** What was stored, if it is a draft at all: an older version may have kept another shape. */
export function readDraft(stored: unknown): Draft | undefined {
  const kept = stored as Partial<Draft> | null | undefined;
  if (typeof kept !== 'object' || kept === null) return undefined;
  if ((kept.kind !== 'add' && kept.kind !== 'correct') || typeof kept.entry !== 'string') return undefined;
  if (typeof kept.answers !== 'object' || kept.answers === null) return undefined;
  return { kind: kept.kind, entry: kept.entry, answers: kept.answers, sawExtra: kept.sawExtra === true, seen: opsIn(kept.seen) };
}

function opsIn(kept: unknown): readonly string[] {
  return Array.isArray(kept) ? kept.filter((op): op is string => typeof op === 'string') : [];
}

export async function loadDraft(kind: Draft['kind']): Promise<Draft | undefined> {
  return readDraft(await theEngine().loadDraft(NAMES[kind]));
}

export function keepDraft(next: Draft): void {
  draft.value = next;
  void attempt(() => theEngine().saveDraft(NAMES[next.kind], next));
}

/** What stands half answered on the screen is kept as well when the profile closes under it. */
export function useHalfAnswer(now: Draft, answers: Answers): void {
  const last = useRef(now);
  last.current = { ...now, answers: { ...now.answers, ...answers } };
  useEffect(() => beforeLeaving(() => theEngine().saveDraft(NAMES[last.current.kind], last.current)), []);
}

export async function dropDraft(kind: Draft['kind']): Promise<void> {
  draft.value = undefined;
  await theEngine().saveDraft(NAMES[kind], null).catch(() => undefined);
}

/** Changing the kind of work drops an amount that no longer fits it. */
export function answered(before: Draft, answers: Answers, task: Task | undefined): Draft {
  const merged: Answers = { ...before.answers, ...answers };
  if (task?.measure === 'units') delete merged.minutes;
  if (task?.measure === 'minutes') delete merged.units;
  return { ...before, answers: merged };
}

/** The next question without an answer; the review when there is none. */
export function nextStep({ answers, sawExtra }: Draft): FormStep {
  if (!answers.task) return 'task';
  if (!answers.day) return 'day';
  if (!answers.minutes && !answers.units) return 'amount';
  return sawExtra ? 'review' : 'extra';
}

/** Whole fields, once everything needed is there. Empty extras are left out. */
export function fieldsOf({ answers }: Draft): WorkFields | undefined {
  const { task, day, minutes, units, start, note } = answers;
  if (!task || !day || (!minutes && !units)) return undefined;
  const words = note?.trim();
  return {
    task, day,
    ...(minutes ? { minutes } : {}), ...(units ? { units } : {}),
    ...(start === undefined ? {} : { start }), ...(words ? { note: words } : {}),
  };
}
