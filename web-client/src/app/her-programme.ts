/**
 * Owns what of the programme is hers: her version, her track's courses, what she still has to meet,
 * and whether it is time to choose a track.
 *
 * Must not: know screens or storage. Pure: catalogues and record in.
 */
import type { Catalogue, OutsideCourse, RecordView, Requirement, Track } from '../engine/types';

type Mine = Pick<RecordView, 'enrolment' | 'choice' | 'lessons' | 'requirements' | 'confirmed'>;

/**
 * Her version where it is here, else the one in force; of its courses those for everybody and those
 * of her track. While she has not chosen among tracks, their courses are not shown.
 */
export function hers(inForce: Catalogue | undefined, earlier: Readonly<Record<number, Catalogue>>, mine: Mine | undefined): Catalogue | undefined {
  const version = mine?.enrolment?.definition;
  const found = (version === undefined || version === inForce?.version ? inForce : earlier[version]) ?? inForce;
  if (found === undefined || mine === undefined) return found;
  const chosen = new Set((found.tracks ?? []).filter((track) => track.chosenAfter !== undefined).map((track) => track.id));
  const track = trackOf(mine);
  const isHers = ({ tracks }: { readonly tracks?: readonly string[] }): boolean =>
    tracks === undefined || (track !== undefined ? tracks.includes(track) : tracks.some((one) => !chosen.has(one)));
  return { ...found, courses: found.courses.filter(isHers), ...(found.outside === undefined ? {} : { outside: found.outside.filter(isHers) }) };
}

/** The track that staff put her on, else the one that she would like. */
export function trackOf(mine: Mine): string | undefined {
  return mine.enrolment?.track ?? mine.choice?.track;
}

/** What she does not meet yet, or was not asked; in the programme's order. */
export function notMet(programme: Catalogue | undefined, mine: Mine): readonly Requirement[] {
  return (programme?.requirements ?? []).filter(({ id }) => mine.requirements?.[id]?.met !== true);
}

/** Among which tracks she may choose: those of which she completed the common part, while staff put her on none. */
export function toChoose(programme: Catalogue | undefined, mine: Mine): readonly Track[] {
  if (mine.enrolment?.track !== undefined) return [];
  return (programme?.tracks ?? []).filter(({ chosenAfter }) => chosenAfter?.every((course) => isComplete(programme, course, mine)) ?? false);
}

/** A course is complete when each of its lessons is, in its own language or another. */
export function isComplete(programme: Catalogue | undefined, id: string, mine: Mine): boolean {
  const kin = (programme?.courses ?? []).filter((course) => (course.sameAs ?? course.id) === id);
  const length = Math.max(0, ...kin.map((course) => course.lessons.length));
  const isDone = (place: number) => kin.some((course) => mine.lessons[course.lessons[place]?.id ?? '']?.state === 'done');
  if (length > 0) return Array.from({ length }, (_, place) => place).every(isDone);
  const outside = programme?.outside?.find((course) => course.id === id);
  return outside !== undefined && outside.lessons.every(({ id: lesson }) => standing(outside, lesson, mine) === 'done');
}

/** How a lesson elsewhere stands: by her word, and by staff's where the programme asks for it. */
export function standing(course: OutsideCourse, lesson: string, mine: Mine): 'open' | 'waits' | 'done' {
  if (mine.lessons[lesson]?.state !== 'done') return 'open';
  return course.confirm === 'self' || mine.confirmed?.includes(lesson) === true ? 'done' : 'waits';
}
