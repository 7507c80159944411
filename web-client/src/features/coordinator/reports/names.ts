/**
 * What values of dimensions, courses and lessons are called.
 *
 * Owns that naming. Must not: name a person.
 */
import { api } from '../../../api/client';
import { type AskedDimension, reports } from '../../../api/reports';
import { addDays } from '../../../app/days';
import type { Catalogue } from '../../../engine/types';
import { placeInTime } from '../figures';
import { useLive } from '../live';
import { useRegions, useTracks } from '../tracks';
import { inLocale } from '../words';
import { groups } from './numbers';
import { t, told } from './words';

export interface Choice {
  readonly value: string;
  readonly words: string;
}

export interface Names {
  /** What may be chosen, of what is a list. */
  readonly choices: Readonly<Record<'center' | 'cohort' | 'region' | 'track' | 'gender', readonly Choice[]>>;
  /** Questions of surveys by whose answers people are told apart. */
  readonly asked: readonly AskedDimension[];
  /** The cohort that came to its end last. */
  readonly lastEnded: Choice | undefined;
  /** What a value of a dimension is called. */
  value(dimension: string, value: string | null): string;
  course(id: string): string;
  /** `3 · Cómo etiquetar`, counted from 1. */
  lesson(course: string, lesson: number): string;
}

const GENDERS = ['female', 'male', 'other', 'unsaid'] as const;

export function useNames(): Names {
  const live = useLive('cohorts', api.cohorts);
  // The newest first.
  const cohorts = live.value ?? [];
  const centers = useLive('centers', api.centers).value ?? [];
  const catalogue = useLive<Catalogue>('catalogue', api.catalogue).value;
  const tracks = useTracks();
  const defined = useRegions();
  // Where the programme names no regions, those that people were brought in with.
  const seen = useLive('report/funnel?by=region', () => reports.report('funnel', 'by=region')).value;
  const regions = defined.length > 0 || !seen ? defined : groups(seen, 'region').flatMap(({ value }) => (value === null ? [] : [{ id: value, title: value }]));
  const ended = cohorts.filter(({ starts, weeks }) => placeInTime(starts, weeks, live.now).state === 'over');
  const endOf = ({ starts, weeks }: { readonly starts: string; readonly weeks: number }) => addDays(starts, 7 * weeks);
  const last = ended.reduce<(typeof ended)[number] | undefined>((one, other) => (one && endOf(one) >= endOf(other) ? one : other), undefined);
  const cohortSaid = ({ id, title, starts, weeks }: (typeof cohorts)[number]) => {
    if (cohorts.length < 2) return title;
    if (id === last?.id) return t('cohort.lastEnded', { title });
    return placeInTime(starts, weeks, live.now).state === 'during' ? t('cohort.running', { title }) : title;
  };
  const choices = {
    center: centers.map(({ id, title }) => ({ value: id, words: title })),
    cohort: cohorts.map((cohort) => ({ value: cohort.id, words: cohortSaid(cohort) })),
    region: regions.map(({ id, title }) => ({ value: id, words: title })),
    track: tracks.map(({ id, title }) => ({ value: id, words: title })),
    gender: GENDERS.map((value) => ({ value, words: t(`gender.${value}`) })),
  };
  const asked = seen?.dimensions ?? [];
  const titles = new Map(cohorts.map(({ id, title }) => [id, title]));
  const course = (id: string) => catalogue?.courses.find((each) => each.id === id);
  return {
    choices,
    asked,
    lastEnded: last && { value: last.id, words: last.title },
    value(dimension, value) {
      if (value === null) return t('value.none');
      const question = asked.find(({ id }) => id === dimension);
      // Several that were chosen have a plus between them.
      if (question) return value.split('+').map((one) => answerSaid(question, one)).join(' + ');
      if (dimension === 'age_band') return t('value.age', { age: value.replace('-', '–') });
      if (dimension === 'reason') return told(`reason.${value}`) ?? value;
      if (dimension === 'cohort') return titles.get(value) ?? value;
      const known = dimension in choices ? choices[dimension as keyof typeof choices] : [];
      return known.find((choice) => choice.value === value)?.words ?? value;
    },
    course: (id) => inLocale(course(id)?.title ?? {}) || id,
    lesson(id, lesson) {
      const title = course(id)?.lessons[lesson - 1]?.title;
      return title ? `${lesson} · ${title}` : t('lesson.number', { n: lesson });
    },
  };
}

function answerSaid({ options }: AskedDimension, value: string): string {
  const option = options?.find(({ id }) => id === value);
  return (option && inLocale(option.title)) ?? told(`answer.${value}`) ?? value;
}
