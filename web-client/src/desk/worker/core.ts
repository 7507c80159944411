/**
 * The face of the wasm core as a desk uses it, and the one place that starts it.
 *
 * Owns these shapes. Must not: hold a rule, or storage.
 *
 * All records of an open desk share an instance: they are one person's to see, and closing the desk
 * drops it. Stretching a secret has one of its own, dropped at once.
 */
import { fresh } from '../../../core/pkg/fresh.js';
import type { Row, StoredRow } from '../../storage/adapter';
import { randomBytes } from '../../storage/keys';
import type { Stretch } from '../../storage/wrapping';
import { type CoreProfile, RANDOM } from '../../worker/core';

/** What the office is asked for one learner, in hex. */
export interface Claim {
  readonly learner: string;
  readonly public: string;
  readonly proof: string;
}

/** The core of one open desk. */
export interface DeskCore {
  claim(deviceSeed: Uint8Array, learner: string): Claim;
  /** Checks what the office answered for her; the rows of a new record. */
  finish(dataKey: Uint8Array, deviceSeed: Uint8Array, learner: string, answer: Uint8Array): Row[];
  /** A record whose `act` does a `StaffAction` and whose `view` is a `StaffView`. */
  openProfile(dataKey: Uint8Array, rows: readonly StoredRow[], random: Uint8Array): CoreProfile;
  /** As many of these as fit into one request, from the first, and how many those are. */
  together(requests: readonly Uint8Array[]): { readonly request: Uint8Array; readonly count: number };
  apart(answer: Uint8Array, asked: number): readonly Uint8Array[];
}

export interface DeskCores {
  begin(): DeskCore;
  readonly stretch: Stretch;
}

export function startDeskCores(module: WebAssembly.Module): DeskCores {
  return {
    begin: () => begin(module),
    stretch: (secret, salt, { memoryKib, passes, lanes }) => fresh(module).stretch(secret, salt, memoryKib, passes, lanes),
  };
}

function begin(module: WebAssembly.Module): DeskCore {
  const core = fresh(module);
  return {
    claim: (seed, learner) => core.deskClaim(seed, learner) as Claim,
    finish: (dataKey, seed, learner, answer) =>
      core.finishDesk(dataKey, seed, learner, answer, randomBytes(RANDOM.finish)) as Row[],
    openProfile(dataKey, rows, random) {
      const profile = new core.Profile(dataKey, rows, random);
      return Object.assign(profile, {
        act: (id: string, json: string, now: number, bytes: Uint8Array) => profile.actAsStaff(id, json, now, bytes) as Row[],
        view: () => profile.staffView(),
      });
    },
    together: (requests) => core.togetherRequest([...requests]) as { request: Uint8Array; count: number },
    apart: (answer, asked) => core.apartAnswers(answer, asked) as Uint8Array[],
  };
}
