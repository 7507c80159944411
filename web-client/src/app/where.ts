/**
 * Owns the sentence beside the knots: where her things are, and what happens next.
 *
 * Must not: promise more than the counts say.
 */
import type { RecordView, Road, Seconds } from '../engine/types';
import { locale, t, tn } from '../i18n';
import { ago } from '../i18n/dates';

/** So long after the last contact nobody waits for her phone any more. */
const STILL_THERE_SECONDS = 30 * 60;

export function roadSaid(road: Road, now: Seconds): string {
  switch (road.state) {
    case 'offline': return t('road.offline');
    case 'waiting': return t('road.waiting');
    case 'sending': return t('road.sending');
    case 'rest': return road.lastContact === undefined ? '' : t('road.last', { when: ago(road.lastContact, now, locale.value) });
  }
}

function wasJustHeard(road: Road, now: Seconds): boolean {
  return road.state === 'rest' && road.lastContact !== undefined && now - road.lastContact < STILL_THERE_SECONDS;
}

export interface Said {
  /** How far it has come. */
  readonly where: string;
  /** What happens next, or when the road was last open. */
  readonly road: string;
}

export function knotsSaid({ knots, unsent }: RecordView, road: Road, now: Seconds): Said {
  if (knots.total === 0 && unsent === 0) return { where: t('knots.nothing'), road: '' };
  const mayLeave = (words: string) => (wasJustHeard(road, now) ? `${words} ${t('knots.may_leave')}` : words);
  if (unsent === 0 && knots.office >= knots.total) return { where: mayLeave(t('knots.all')), road: road.state === 'rest' ? roadSaid(road, now) : '' };
  const where = knots.centre >= knots.total ? mayLeave(t('knots.at_centre')) : tn('knots.saved', Math.max(unsent, 1));
  return { where, road: roadSaid(road, now) };
}
