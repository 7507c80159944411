/**
 * What a cohort is told, openings for work among it, and what would be sent of her to a company.
 *
 * Owns these shapes. Must not: import anything but a day, or hold state.
 */
import type { Day } from './record';

export const NOTICE_KINDS = ['opening', 'fair', 'seed_capital', 'other'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** As central told of it; those that were closed are not among them, those whose day is over may be. */
export interface Notice {
  readonly id: string;
  readonly cohort: string;
  readonly kind: NoticeKind;
  readonly title: string;
  /** In lines. */
  readonly text: string;
  /** The last day on which it is shown. */
  readonly endsOn: Day;
  /** Who answers for it; of an opening, who verified it. */
  readonly by: string;
  readonly place?: string;
  readonly link?: string;
  /** Of an opening. */
  readonly company?: string;
  /** One of these tracks is wanted; absent: any. */
  readonly tracks?: readonly string[];
  readonly courses?: readonly string[];
  readonly certificates?: readonly string[];
  readonly interested: boolean;
}

/** `differing`: two texts stand beside each other, and staff write it anew. */
export type ReferralState = 'asked' | 'allowed' | 'declined' | 'differing';

/** What would be sent of her, word for word. */
export interface Referral {
  readonly id: string;
  readonly opening: string;
  readonly company: string;
  readonly text: string;
  readonly day: Day;
  /** The version that her word names: it is worth nothing for another text. */
  readonly version: string;
  readonly state: ReferralState;
}
