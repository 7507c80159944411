/**
 * The lock of the make-believe engine: secrets, waits, cards and what the owner lets show.
 *
 * Owns the same answers that the real lock gives, without a real key. Must not: reach a learner's
 * phone. In every sample profile the digits are 123456 or the pictures 0 1 2 3 4, and the card is
 * twelve times the word `sol`.
 */
import type { Card, Helper, HiddenSeconds, Loss, Proof, ProfileId, ProfileSummary, Secret, SecretKind, Tried, Who } from './types';

export const FAKE_DIGITS: Secret = { kind: 'digits', digits: '123456' };
export const FAKE_PICTURES: Secret = { kind: 'pictures', pictures: [0, 1, 2, 3, 4] };
export const FAKE_CARD: Card = {
  words: { es: Array<string>(12).fill('sol'), en: Array<string>(12).fill('sun') },
  qr: 'R10123456789ABCDEF0123456789ABCDEF',
};
export const FAKE_HELPERS: readonly Helper[] = [
  { staff: '00000000000000a1', name: 'Lucía Condori' },
  { staff: '00000000000000b2', name: 'Marta Choque' },
];
const WAITS = [5, 15, 30, 60, 120, 300];
const FREE_TRIES = 4;

interface Lock {
  readonly picture: number;
  secret: Secret | undefined;
  card: boolean;
  centre: boolean;
  wrong: number;
  waitUntil: number;
  countsHidden: boolean;
  hidden: boolean;
  name: string | undefined;
  lockHiddenSeconds: HiddenSeconds;
}

export class FakeLocks {
  readonly #locks = new Map<ProfileId, Lock>();
  readonly #others = new Map<number, { wrong: number; waitUntil: number }>();

  add(id: ProfileId, picture: number, secret: Secret | undefined, over: Partial<Lock> = {}): void {
    this.#locks.set(id, {
      picture, secret, card: false, centre: false, wrong: 0, waitUntil: 0, countsHidden: false, hidden: false, name: undefined,
      lockHiddenSeconds: 120, ...over,
    });
  }

  remove(id: ProfileId): void {
    this.#locks.delete(id);
  }

  change(id: ProfileId, change: Partial<Pick<Lock, 'countsHidden' | 'hidden' | 'name' | 'lockHiddenSeconds' | 'card' | 'centre' | 'secret'>>): void {
    const lock = this.#locks.get(id);
    if (lock) Object.assign(lock, change);
  }

  /** Hidden profiles are told of only where they are open. */
  summaries(counts: (id: ProfileId) => { unsent: number; allArrived: boolean }, open: ProfileId | undefined): ProfileSummary[] {
    return [...this.#locks]
      .filter(([id, lock]) => !lock.hidden || id === open)
      .map(([id, lock]) => {
        const secret: SecretKind | 'none' = lock.secret?.kind ?? 'none';
        const shown = lock.countsHidden ? { unsent: 0, allArrived: false } : counts(id);
        const { picture, countsHidden, hidden, name, card, centre, lockHiddenSeconds } = lock;
        return {
          id, picture, ...shown, secret, countsHidden, hidden, hasCard: card, hasCentreKey: centre, lockHiddenSeconds, replaced: false, visit: false,
          waitSeconds: waitOf(lock), ...(name === undefined ? {} : { name }),
        };
      });
  }

  tryAt(who: Who, proof: Proof): Tried {
    const found = typeof who === 'string' ? who : [...this.#locks].find(([, lock]) => lock.hidden && lock.picture === who.other)?.[0];
    const lock = found === undefined ? undefined : this.#locks.get(found);
    const count = typeof who === 'string' && lock ? lock : this.#other(typeof who === 'string' ? -1 : who.other);
    const wait = waitOf(count);
    if (wait > 0) return { result: 'wait', waitSeconds: wait };
    if (found !== undefined && lock && fits(lock, proof)) {
      count.wrong = 0;
      return { result: 'ok', profile: found };
    }
    count.wrong += 1;
    const next = count.wrong < FREE_TRIES ? 0 : (WAITS[Math.min(count.wrong - FREE_TRIES, WAITS.length - 1)] ?? 0);
    count.waitUntil = Date.now() + next * 1000;
    return { result: 'wrong', waitSeconds: next };
  }

  #other(picture: number): { wrong: number; waitUntil: number } {
    const count = this.#others.get(picture) ?? { wrong: 0, waitUntil: 0 };
    this.#others.set(picture, count);
    return count;
  }
}

export const sameLoss = (a: Loss, b: Loss | undefined): boolean =>
  b !== undefined && a.unsent === b.unsent && a.perhapsMore === b.perhapsMore && a.notBackedUp === b.notBackedUp;

const waitOf = (count: { waitUntil: number }): number => Math.max(0, Math.ceil((count.waitUntil - Date.now()) / 1000));

function fits(lock: Lock, proof: Proof): boolean {
  if (proof.by === 'centre') return lock.centre;
  if (lock.secret === undefined) return proof.by === 'none';
  if (proof.by === 'secret') return JSON.stringify(proof.secret) === JSON.stringify(lock.secret);
  if (proof.by !== 'card' || !lock.card) return false;
  const typed = proof.text.trim().toLowerCase().split(/\s+/).join(' ');
  return typed === FAKE_CARD.qr.toLowerCase() || Object.values(FAKE_CARD.words).some((words) => words.join(' ') === typed);
}
