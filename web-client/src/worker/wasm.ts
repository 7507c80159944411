/**
 * Loads the wasm build of sync-core and gives it the worker's face of it.
 *
 * Owns the one place that imports the generated package. Must not: hold state or add rules.
 *
 * Every profile gets an instance of its own, and so does every other call: linear memory never
 * shrinks and what was freed in it stays readable, so the way to forget is to drop the instance.
 * The code is compiled once; another instance costs its memory and a few milliseconds.
 *
 * The module arrives compiled from the page: an offline `fetch` in a worker bypasses the service
 * worker in Firefox (bug 2067202).
 */
import { fresh } from '../../core/pkg/fresh.js';
import type { Core, CourierPiece } from './core';

export function startCore(module: WebAssembly.Module): Core {
  return {
    beginEnrolment: (code, dataKey, random) => fresh(module).beginEnrolment(code, dataKey, random),
    finishEnrolment: (dataKey, rows, response, now, random) =>
      fresh(module).finishEnrolment(dataKey, rows, response, now, random),
    openProfile: (dataKey, rows, random) => {
      const { Profile } = fresh(module);
      return new Profile(dataKey, rows, random);
    },
    openLocked: (pass, rows) => fresh(module).LockedProfile.open(pass, rows),
    beginRecovery: (kit, random) => fresh(module).RecoveryAttempt.begin(kit, random),
    kitHolders: (kit) => fresh(module).kitHolders(kit),
    writeBundle: (secret, profiles, now, random) => fresh(module).writeBundle(secret, [...profiles], now, random),
    readCourier: (secret, file) => fresh(module).readCourier(secret, file) as CourierPiece[],
    stretch: (secret, salt, { memoryKib, passes, lanes }) => fresh(module).stretch(secret, salt, memoryKib, passes, lanes),
  };
}
