/**
 * How the open notebook stands, in a sentence or two.
 *
 * Owns these sentences' choice. Must not: promise that something is with the office before it is.
 */
import type { DeskOpen } from '../../../desk/types';
import { t, tn } from './words';

/** One sentence on what was decided here. */
export function sentSaid({ unsent, road }: Pick<DeskOpen, 'unsent' | 'road'>): string {
  if (unsent === 0) return t('desk.allSent');
  return tn(road.state === 'sending' ? 'desk.sending' : 'desk.unsent', unsent);
}

/** What somebody should know beyond that; undefined when there is nothing. */
export function mindSaid({ office, revoked, road }: Pick<DeskOpen, 'office' | 'revoked' | 'road'>): string | undefined {
  if (revoked) return t('desk.revoked');
  switch (office) {
    case 'fine':
      return road.state === 'offline' || road.state === 'waiting' ? t('desk.roadOffline') : undefined;
    case 'signed_out':
      return t('desk.signedOut');
    case 'other_account':
      return t('desk.otherAccount');
    case 'forbidden':
      return t('desk.forbidden');
  }
}
