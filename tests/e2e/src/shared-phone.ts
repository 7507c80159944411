/**
 * What several people do on one phone before a story begins.
 *
 * Owns coming to it. Must not assert what a story is about.
 */
import { Learner, PATIENCE_MS, type SecretSeen } from './learner';
import type { Phone } from './phone';
import type { Server } from './server';

/** Somebody new on this phone, at her home. */
export async function someone(
  server: Server,
  phone: Phone,
  picture: number,
  name: string,
  secret?: SecretSeen,
): Promise<Learner & { readonly id: string }> {
  const { id, code } = await server.newcomer(name);
  const learner = secret === undefined ? new Learner(phone, picture) : new Learner(phone, picture, secret);
  await learner.enrol(code);
  return Object.assign(learner, { id });
}

/** Back to the lock screen, whatever the phone shows. */
export async function begin(phone: Phone): Promise<void> {
  await phone.page.goto(phone.road.origin);
  await phone.page.getByTestId('first-time').waitFor({ timeout: PATIENCE_MS });
}

/** The card asks for the secret, unless she has just put it in. */
export async function proveIfAsked(learner: Learner): Promise<void> {
  await learner.see('secret').or(learner.see('recovery-card')).first().waitFor({ timeout: PATIENCE_MS });
  if (await learner.see('secret').isVisible()) await learner.putIn(learner.secret);
  await learner.see('recovery-card').waitFor({ timeout: PATIENCE_MS });
}
