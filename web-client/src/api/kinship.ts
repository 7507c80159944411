/**
 * Who is a learner's relative, and which learners are one person, as `docs/API.md` names it.
 *
 * Owns these shapes only. Must not: compute anything, or differ from that page.
 */
import type { PersonName } from './people';

export type Relation = 'herself' | 'relative';

export interface Colleague {
  readonly login: string;
  readonly name: string;
}

export interface Kinship {
  readonly kin: readonly (Colleague & { readonly relation: Relation })[];
  /** Accounts that write about her today. */
  readonly colleagues: readonly Colleague[];
}

/** The other ids of one person. */
export interface SamePerson {
  readonly same: readonly PersonName[];
  /** Others who may be she, by name or number. */
  readonly alike?: readonly PersonName[];
}
