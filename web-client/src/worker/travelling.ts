/**
 * What of a profile may be taken along without its owner, and what a courier's answer says to it.
 *
 * Owns which rows those are. Must not: have, or be able to get at, the data key.
 */
import type { Row, StoredRow } from '../storage/adapter';
import { coreCode, type CoreLocked } from './core';

/** Rows that a locked profile may look at. */
const SEALED_FOR_THE_ROAD = 'g';

export const isForTheRoad = (row: StoredRow): boolean => row.key.startsWith(SEALED_FOR_THE_ROAD);

/** What to write of an answer that a courier brought; undefined where it says nothing to this profile. */
export function carriedRows(locked: CoreLocked, answer: Uint8Array): Row[] | undefined {
  try {
    return locked.absorbCarried(answer);
  } catch (cause) {
    // An office that did not know it then: its own next visit finds out whether that is still so.
    if (['not_here', 'unknown_token', 'revoked'].includes(coreCode(cause) ?? '')) return undefined;
    throw cause;
  }
}
