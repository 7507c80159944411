/**
 * What her certificates open, and what of it she took.
 *
 * Owns that reading, the same for her phone and for a staff device. Must not: know screens, or keep
 * anything. Pure: the programme's awards and the record in.
 */
import type { Award, Became, Certificate, Day } from '../engine/types';

interface Mine {
  readonly certificates?: readonly Certificate[];
  readonly outcomes?: readonly Became[];
}

/** An award that she may take, or took. */
export interface Opened {
  readonly award: Award;
  /** The day on which staff noted that she took it; absent: she may. */
  readonly taken?: Day;
}

/** One that was taken back, or is over, opens nothing any more. */
export function stands({ revoked, expires }: Certificate, today: Day): boolean {
  return revoked === undefined && (expires === undefined || expires >= today);
}

/** In the programme's order: those that a standing certificate of hers opens, and those that she took. */
export function opened(awards: readonly Award[] | undefined, mine: Mine, today: Day): readonly Opened[] {
  const found: Opened[] = [];
  for (const award of awards ?? []) {
    // Outcomes stand newest first: the last is the first day.
    const taken = (mine.outcomes ?? []).filter((one) => one.kind === 'award' && one.award === award.id).at(-1)?.day;
    if (taken !== undefined) found.push({ award, taken });
    else if ((mine.certificates ?? []).some((one) => one.certificate === award.after && stands(one, today))) found.push({ award });
  }
  return found;
}
