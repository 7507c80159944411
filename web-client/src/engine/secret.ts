/**
 * The form of a secret: six digits, or five pictures in order out of sixteen.
 *
 * Owns what counts as one, and its one byte sequence. Must not: keep a secret, or judge a guess.
 */
import type { Secret } from './types';

export const SECRET_DIGITS = 6;
export const SECRET_PICTURES = 5;
/** How many there are to choose from. */
export const PICTURE_CHOICES = 16;

/** Whole and well formed: anything else is not tried at all. */
export function isSecret(secret: Secret): boolean {
  if (secret.kind === 'digits') return new RegExp(`^[0-9]{${SECRET_DIGITS}}$`).test(secret.digits);
  return secret.pictures.length === SECRET_PICTURES && secret.pictures.every(isChoice);
}

/** The same secret always gives the same bytes, and no two secrets the same. */
export function secretBytes(secret: Secret): Uint8Array<ArrayBuffer> {
  const text = secret.kind === 'digits' ? `digits:${secret.digits}` : `pictures:${secret.pictures.join(',')}`;
  return new Uint8Array(new TextEncoder().encode(text));
}

const isChoice = (picture: number): boolean => Number.isInteger(picture) && picture >= 0 && picture < PICTURE_CHOICES;
