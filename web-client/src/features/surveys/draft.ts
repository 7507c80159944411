/**
 * Owns a half-answered survey: each answer kept with the profile as it is given.
 *
 * Must not: outlive the profile on the screen, or hold what was saved already.
 */
import { effect, signal } from '@preact/signals';
import { attempt, openId, theEngine } from '../../app/store';
import type { Action, Day, Survey, SurveyAnswer, SurveyView } from '../../engine/types';

export interface Draft {
  readonly survey: string;
  readonly answers: Readonly<Record<string, SurveyAnswer>>;
}

export const draft = signal<Draft | undefined>(undefined);
effect(() => {
  if (openId.value === undefined) draft.value = undefined;
});

const nameOf = (survey: string) => `survey_${survey}`;

/** Goes on where she stopped; else from what she answered before, as far as it may be read here. */
export async function begin(survey: string, before: SurveyView | undefined): Promise<void> {
  const kept = (await theEngine().loadDraft(nameOf(survey)).catch(() => undefined)) as Partial<Draft> | null | undefined;
  const answers = kept?.survey === survey && typeof kept.answers === 'object' && kept.answers !== null ? kept.answers : (before?.answers ?? {});
  draft.value = { survey, answers };
}

/** Undefined takes an answer back: skipped. */
export function answer(now: Draft, question: string, said: SurveyAnswer | undefined): void {
  const { [question]: _, ...others } = now.answers;
  const next = { ...now, answers: said ? { ...others, [question]: said } : others };
  draft.value = next;
  void attempt(() => theEngine().saveDraft(nameOf(now.survey), next));
}

export async function drop(survey: string): Promise<void> {
  draft.value = undefined;
  await theEngine().saveDraft(nameOf(survey), null).catch(() => undefined);
}

/** What is saved: the answers to questions that the survey has. */
export function actionOf(survey: Survey, now: Draft, day: Day): Action {
  const answers = survey.questions.flatMap(({ id, sensitive = false }) => {
    const said = now.answers[id];
    return said ? [{ ...said, question: id, sensitive }] : [];
  });
  return { type: 'survey', survey: survey.id, day, answers, sensitive: survey.questions.some(({ sensitive }) => sensitive) };
}
