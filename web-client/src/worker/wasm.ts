/**
 * Loads the wasm build of sync-core and gives it the worker's face of it.
 *
 * Owns the one place that imports the generated package. Must not: hold state or add rules.
 *
 * The module arrives compiled from the page: an offline `fetch` in a worker bypasses the service
 * worker in Firefox (bug 2067202).
 */
import * as pkg from '../../core/pkg/chaski_core.js';
import type { Core } from './core';

export function startCore(module: WebAssembly.Module): Core {
  pkg.initSync({ module });
  return {
    beginEnrolment: pkg.beginEnrolment,
    finishEnrolment: (dataKey, rows, response, now, random) =>
      pkg.finishEnrolment(dataKey, rows, response, now, random),
    openProfile: (dataKey, rows, random) => new pkg.Profile(dataKey, rows, random),
  };
}
