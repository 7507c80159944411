/**
 * The programme's surveys, steps of placement and awards, and the form by which staff write a survey down.
 *
 * Owns fetching them, keeping the last for when the office cannot be reached (they are nobody's
 * secret), and reading the form. Must not: keep an answer anywhere but in the form.
 */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../../api/client';
import type { Award, PlacementStep, Survey, SurveyAnswer, SurveyAnswerFields, SurveyQuestion } from '../../../engine/types';

const KEPT_UNDER = 'chaski-office-surveys';
const PLACEMENT_UNDER = 'chaski-office-placement';
const AWARDS_UNDER = 'chaski-office-awards';
const surveys = signal<readonly Survey[]>([]);
const placement = signal<readonly PlacementStep[]>([]);
const awards = signal<readonly Award[]>([]);

export function useSurveys(): readonly Survey[] {
  useAsked();
  return surveys.value;
}

export function usePlacement(): readonly PlacementStep[] {
  useAsked();
  return placement.value;
}

export function useAwards(): readonly Award[] {
  useAsked();
  return awards.value;
}

function useAsked(): void {
  useEffect(() => {
    api.catalogue().then(
      ({ body }) => {
        surveys.value = body.surveys ?? [];
        placement.value = body.placement ?? [];
        awards.value = body.awards ?? [];
        keep(KEPT_UNDER, surveys.value);
        keep(PLACEMENT_UNDER, placement.value);
        keep(AWARDS_UNDER, awards.value);
      },
      // Those of the last time.
      () => {
        surveys.value = kept(KEPT_UNDER).filter(isSurvey);
        placement.value = kept(PLACEMENT_UNDER).filter(isStep);
        awards.value = kept(AWARDS_UNDER).filter(isAward);
      },
    );
  }, []);
}

function keep(name: string, all: readonly unknown[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(all));
  } catch {
    // No room, or switched off: offline there is none to choose.
  }
}

function kept(name: string): readonly unknown[] {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(all) ? all : [];
  } catch {
    return [];
  }
}

function isStep(value: unknown): value is PlacementStep {
  const { id, title } = (value ?? {}) as Partial<Record<keyof PlacementStep, unknown>>;
  return typeof id === 'string' && typeof title === 'object' && title !== null;
}

function isAward(value: unknown): value is Award {
  return isStep(value) && typeof (value as Partial<Award>).after === 'string';
}

function isSurvey(value: unknown): value is Survey {
  const { id, title, questions } = (value ?? {}) as Partial<Record<keyof Survey, unknown>>;
  return typeof id === 'string' && typeof title === 'object' && title !== null && Array.isArray(questions);
}

/** What was typed or chosen, by question; a number as its digits. */
export type Form = Readonly<Record<string, SurveyAnswer | { readonly digits: string }>>;

/** The answers, or the question whose number is none. */
export function read(questions: readonly SurveyQuestion[], form: Form): { readonly answers: readonly SurveyAnswerFields[] } | { readonly problem: string } {
  const answers: SurveyAnswerFields[] = [];
  for (const { id, sensitive = false } of questions) {
    const said = form[id];
    if (said === undefined) continue;
    if (!('digits' in said)) {
      if (said.text === undefined || said.text.trim() !== '') answers.push({ ...said, question: id, sensitive });
      continue;
    }
    const digits = said.digits.replace(/[\s.]/g, '');
    if (digits === '') continue;
    if (!/^\d{1,12}$/.test(digits)) return { problem: id };
    answers.push({ number: Number(digits), question: id, sensitive });
  }
  return { answers };
}
