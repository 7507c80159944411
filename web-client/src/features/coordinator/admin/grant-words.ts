/**
 * A grant as people say it: which post, where, from when until when.
 *
 * Owns these words. Must not: know what a post may do.
 */
import type { AccountGrant, GrantForm } from '../../../api/accounts';
import type { CenterHead, CohortHead } from '../../../api/types';
import { dayLong } from '../format';
import { t } from './words';

export interface Places {
  readonly centers: readonly CenterHead[];
  readonly cohorts: readonly CohortHead[];
}

/** A grant in a form: what is sent, and the labels that its words need. */
export type DraftGrant = GrantForm & Pick<AccountGrant, 'labels'>;

export function draftOf({ in_force: _, ...grant }: AccountGrant): DraftGrant {
  return grant;
}

export function sent(grants: readonly DraftGrant[]): readonly GrantForm[] {
  return grants.map(({ labels: _, ...grant }) => grant);
}

/** `Facilitadora · Centro El Alto`. */
export function grantWords(grant: DraftGrant, places: Places): string {
  return `${t(`role.${grant.role}`)} · ${whereWords(grant, places)}`;
}

export function whereWords(grant: DraftGrant, { centers, cohorts }: Places): string {
  switch (grant.scope) {
    case 'programme':
      return t('scope.programme');
    case 'center':
      return centers.find((center) => center.id === grant.center)?.title ?? grant.center ?? '';
    case 'cohort':
      return cohorts.find((cohort) => cohort.id === grant.cohort)?.title ?? grant.cohort ?? '';
    case 'learners':
      return t('scope.learnersOf', { labels: (grant.labels ?? grant.learners ?? []).join(', ') });
  }
}

/** `desde el 28 sep 2026 hasta el 30 nov 2026`. */
export function daysWords(grant: { readonly from?: string; readonly until?: string }): string {
  const from = grant.from ? t('grant.since', { day: dayLong(grant.from) }) : t('grant.sinceToday');
  return grant.until ? `${from} ${t('grant.to', { day: dayLong(grant.until) })}` : from;
}
