/**
 * Which notices are shown today, and what waits for her word.
 *
 * Owns that choice. Must not: keep anything, or decide for her.
 */
import type { Catalogue, Day, Notice, Referral } from '../engine/types';
import { wordsIn } from './amounts';
import type { Locale } from '../i18n/locale';

/** Those whose day is not over: openings first, and what ends first before what ends later. */
export function current(notices: readonly Notice[] | undefined, today: Day): readonly Notice[] {
  const shown = (notices ?? []).filter(({ endsOn }) => endsOn >= today);
  const rank = ({ kind, endsOn, id }: Notice) => `${kind === 'opening' ? 0 : 1} ${endsOn} ${id}`;
  return [...shown].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** Texts of which she has said neither yes nor no. */
export function asked(referrals: readonly Referral[] | undefined): readonly Referral[] {
  return (referrals ?? []).filter(({ state }) => state === 'asked');
}

/** What an opening asks for, by the names that the programme gives; one that it does not know by its own. */
export function wanted(notice: Notice, programme: Catalogue | undefined, locale: Locale): { readonly tracks: readonly string[]; readonly courses: readonly string[]; readonly certificates: readonly string[] } {
  const named = (ids: readonly string[] | undefined, all: readonly { readonly id: string; readonly title: Catalogue['programme']['title'] }[] | undefined) =>
    (ids ?? []).map((id) => {
      const known = all?.find((one) => one.id === id);
      return known ? wordsIn(known.title, locale) : id;
    });
  return {
    tracks: named(notice.tracks, programme?.tracks),
    courses: named(notice.courses, [...(programme?.courses ?? []), ...(programme?.outside ?? [])]),
    certificates: named(notice.certificates, programme?.certificates),
  };
}
