/**
 * Owns coming in: what an opened profile shows first, and taking up a secret chosen just now.
 *
 * Must not: try a secret by itself; screens do, once a person has put it in.
 */
import type { ProfileId, Proof, Secret } from '../engine/types';
import type { Route } from './route';
import { hasSession } from './arrived';
import { settle } from './router';
import { cardText, freshSecret, openId, takeKeptPlace, theEngine, tried } from './store';

/** The profile is open: back to where it closed by itself, else home, with `then` above it. */
export async function arrive(profile: ProfileId, then?: Route): Promise<void> {
  const place = then ?? (hasSession() ? { place: 'sessions' } as const : await takeKeptPlace());
  openId.value = profile;
  settle({ place: 'home' }, ...(place === undefined ? [] : [place]));
}

/** The open profile gets a new secret. True when it is in force. */
export async function takeUp(secret: Secret, proof: Proof): Promise<boolean> {
  const outcome = await tried(() => theEngine().setSecret(secret, proof));
  if (outcome?.result !== 'ok') return false;
  cardText.value = undefined;
  freshSecret.value = secret;
  return true;
}
