/**
 * What a phone's state is called, and what is still to come of it.
 *
 * Owns these sentences' choice. Must not: read a clock (now is an argument) or draw.
 */
import type { CertificateEnd, HubLine, PhoneLine, PhoneState, Seconds, ToCentral } from '../../api/types';
import { dateLong, number } from './format';
import { t, tn } from './words';

/** More are summed up: nobody reads twenty numbers aloud. */
const GAPS_SAID = 4;
const DAY = 86_400;
/** A hub that was not heard from for so long has no road; it speaks every half minute while it has one. */
const AWAY_SECONDS = 15 * 60;

/** When this day began where the person sits. */
export function startOfToday(now: Seconds): Seconds {
  const at = new Date(now * 1000);
  return Math.floor(new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime() / 1000);
}

export function stateChip(state: PhoneState): string {
  switch (state) {
    case 'all_here':
      return 'chip-meet';
    case 'arriving':
      return 'chip-work';
    case 'incomplete':
    case 'revoked':
      return 'chip-mind';
    case 'replaced':
      return 'chip-plain';
  }
}

/** One sentence for each thing that is not here yet. */
export function stillToCome({ unsent, missing, waiting, carried }: Pick<PhoneLine, 'unsent' | 'missing' | 'waiting' | 'carried'>): string[] {
  return [
    ...(unsent > 0 ? [tn('board.unsent', unsent)] : []),
    ...(missing > 0 ? [tn('phones.missing', missing)] : []),
    ...(waiting > 0 ? [tn('board.parked', waiting)] : []),
    ...(carried ? [t('board.carried')] : []),
  ];
}

/** `Aún no llegaron: 41 a 47, 52`. */
export function gapWords(gaps: PhoneLine['gaps']): string {
  const said = gaps.slice(0, GAPS_SAID).map(({ from, to }) =>
    from === to ? number(from) : t('board.gap', { from: number(from), to: number(to) }),
  );
  const more = gaps.length - said.length;
  const which = said.join(', ');
  return t('board.gaps', { which: more > 0 ? `${which} ${tn('board.moreGaps', more)}` : which });
}

export interface HubWords {
  readonly state: 'here' | 'bringing' | 'away';
  readonly chip: string;
  readonly sentence: string;
}

/** What is known of a centre's own computer: what it still has is by its last word. */
export function hubWords(hub: Pick<HubLine, 'last_seen' | 'unsent'>, now: Seconds): HubWords {
  const sentence = hub.unsent > 0 ? tn('board.hubUnsent', hub.unsent) : t('board.hubNothing');
  if (hub.last_seen === undefined || now - hub.last_seen > AWAY_SECONDS) return { state: 'away', chip: 'chip-mind', sentence };
  return hub.unsent > 0 ? { state: 'bringing', chip: 'chip-work', sentence } : { state: 'here', chip: 'chip-meet', sentence };
}

/** One sentence for people, and one for phones, of whom the main office does not know yet. */
export function newcomerWords({ people, phones }: Pick<ToCentral, 'people' | 'phones'>): string[] {
  return [
    ...(people > 0 ? [tn('board.newPeople', people)] : []),
    ...(phones > 0 ? [tn('board.newPhones', phones)] : []),
  ];
}

/** `1 anotación no se tomó: quien la firmó no podía decidirlo.` */
export function notTakenWords({ code, changes }: Pick<ToCentral['refused'][number], 'code' | 'changes'>): string {
  if (changes === undefined) return t(code === 'taken' ? 'board.notTaken.takenNewcomer' : 'board.notTaken.newcomer');
  const why = code === 'not_yours' || code === 'over_limit' || code === 'after_refused' ? code : 'other';
  return tn('board.notTaken.changes', changes, { why: t(`board.notTaken.${why}`) });
}

/** `Vence el 14 dic 2026: quedan 12 días.` */
export function certificateWords({ until, urgency }: CertificateEnd, now: Seconds): string {
  const date = dateLong(until);
  if (urgency === 'over') return t('board.certificate.over', { date });
  return tn('board.certificate.left', Math.max(0, Math.floor((until - now) / DAY)), { date });
}
